import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { CellTexts } from '../context/cells';
import { ICellTexts, ILampClient } from '../tokens';
import { LampClient } from './client';

/** Asks the server extension, for all the others. */
export const clientPlugin: JupyterFrontEndPlugin<LampClient> = {
  id: '@lamp-assistant/jupyterlab:client',
  autoStart: true,
  provides: ILampClient,
  activate: () => new LampClient()
};

/** Reads cells, each once between two changes of it. */
export const textsPlugin: JupyterFrontEndPlugin<CellTexts> = {
  id: '@lamp-assistant/jupyterlab:texts',
  autoStart: true,
  provides: ICellTexts,
  activate: () => new CellTexts()
};
