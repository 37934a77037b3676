import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ICompletionProviderManager, IInlineCompleterFactory } from '@jupyterlab/completer';
import { IEditorTracker } from '@jupyterlab/fileeditor';
import { INotebookTracker } from '@jupyterlab/notebook';

import { ICellTexts, ILampClient, ILiveKernel, IOutcomeWatch } from '../tokens';
import { sendDocuments } from './documents';
import { Outbox } from './outbox';
import { LampProvider } from './provider';
import { reportRuns } from './runs';
import { OutcomeWatch } from './watching';

/** Ghost text in notebooks, consoles and files, and what became of it. */
export const completionPlugin: JupyterFrontEndPlugin<OutcomeWatch> = {
  id: '@lamp-assistant/jupyterlab:completion',
  autoStart: true,
  requires: [ILampClient, ICellTexts, ILiveKernel, ICompletionProviderManager, IInlineCompleterFactory],
  optional: [INotebookTracker, IEditorTracker],
  provides: IOutcomeWatch,
  activate: (
    _app: JupyterFrontEnd,
    client: ILampClient,
    texts: ICellTexts,
    kernel: ILiveKernel,
    manager: ICompletionProviderManager,
    factory: IInlineCompleterFactory,
    notebooks: INotebookTracker | null,
    files: IEditorTracker | null
  ) => {
    const provider = new LampProvider(client, texts, kernel);
    provider.onNothing = reason => reason && Notification.info(reason, { autoClose: 5_000 });
    manager.registerInlineProvider(provider);
    const outbox = new Outbox(client);
    const watch = new OutcomeWatch(outbox);
    watch.watchFactory(factory);
    reportRuns(watch, outbox);
    sendDocuments(client, texts, notebooks, files);
    return watch;
  }
};
