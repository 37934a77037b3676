import { Token } from '@lumino/coreutils';

import type { OutcomeWatch } from './completion/watching';
import type { CellTexts } from './context/cells';
import type { LiveKernel } from './kernel/live';
import type { Questions } from './questions/questions';
import type { LampClient } from './server/client';
import type { StatusWatch } from './status/watch';

const NAME = '@lamp-assistant/jupyterlab';

export type ILampClient = LampClient;
export const ILampClient = new Token<ILampClient>(`${NAME}:ILampClient`, 'Asks the server extension.');

export type ICellTexts = CellTexts;
export const ICellTexts = new Token<ICellTexts>(`${NAME}:ICellTexts`, 'Texts of cells, each read once.');

export type ILiveKernel = LiveKernel;
export const ILiveKernel = new Token<ILiveKernel>(`${NAME}:ILiveKernel`, 'Names in scope, where allowed.');

export type IQuestions = Questions;
export const IQuestions = new Token<IQuestions>(`${NAME}:IQuestions`, 'What the developer is asked.');

export type IStatusWatch = StatusWatch;
export const IStatusWatch = new Token<IStatusWatch>(`${NAME}:IStatusWatch`, "LAMP's state, watched.");

export type IOutcomeWatch = OutcomeWatch;
export const IOutcomeWatch = new Token<IOutcomeWatch>(`${NAME}:IOutcomeWatch`, 'What became of the suggestions.');
