import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { ICompletionProviderManager, IInlineCompleterFactory } from '@jupyterlab/completer';
import { IEditorTracker } from '@jupyterlab/fileeditor';
import { INotebookTracker } from '@jupyterlab/notebook';

import { CommandIds } from '../commands';
import { ICellTexts, ILampClient, ILiveKernel, IOutcomeWatch } from '../tokens';
import { sendDocuments } from './documents';
import { shortcutsFirst } from './keys';
import { LampProvider } from './provider';
import { TrackReports } from './reports';
import { reportRuns } from './runs';
import { OutcomeWatch } from './watching';

/** Ghost text in notebooks, consoles and files, and what became of it. */
export const completionPlugin: JupyterFrontEndPlugin<OutcomeWatch> = {
  id: '@lamp-assistant/jupyterlab:completion',
  autoStart: true,
  requires: [ILampClient, ICellTexts, ILiveKernel, ICompletionProviderManager, IInlineCompleterFactory],
  optional: [INotebookTracker, IEditorTracker, ICommandPalette],
  provides: IOutcomeWatch,
  activate: (
    app: JupyterFrontEnd,
    client: ILampClient,
    texts: ICellTexts,
    kernel: ILiveKernel,
    manager: ICompletionProviderManager,
    factory: IInlineCompleterFactory,
    notebooks: INotebookTracker | null,
    files: IEditorTracker | null,
    palette: ICommandPalette | null
  ) => {
    const provider = new LampProvider(client, texts, kernel);
    provider.onNothing = reason => reason && Notification.info(reason, { autoClose: 5_000 });
    manager.registerInlineProvider(provider);
    const watch = new OutcomeWatch(new TrackReports(client));
    watch.onAnswered = () => provider.forget();
    watch.watchFactory(factory);
    reportRuns(watch);
    addCommands(app, watch, palette);
    shortcutsFirst(app.commands, [CommandIds.acceptWord, CommandIds.acceptLine], () => watch.isOnShow);
    sendDocuments(client, texts, notebooks, files);
    return watch;
  }
};

function addCommands(app: JupyterFrontEnd, watch: OutcomeWatch, palette: ICommandPalette | null): void {
  const add = (command: string, label: string, execute: () => void) => {
    app.commands.addCommand(command, { label, execute });
    palette?.addItem({ command, category: 'LAMP' });
  };
  add(CommandIds.dismiss, 'LAMP: Dismiss the Completion', () => watch.dismiss());
  add(CommandIds.acceptWord, "LAMP: Accept the Completion's Next Word", () => watch.acceptPart('word'));
  add(CommandIds.acceptLine, "LAMP: Accept the Completion's Next Line", () => watch.acceptPart('line'));
}
