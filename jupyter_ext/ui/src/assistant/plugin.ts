import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { Dialog, ICommandPalette, IThemeManager, Notification, showDialog } from '@jupyterlab/apputils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import { CommandIds } from '../commands';
import { ICellTexts, ILampClient, ILiveKernel, IOutcomeWatch, IQuestions } from '../tokens';
import { showWhy } from '../why_dialog';
import { Action, ACTIONS, actionNamed } from './actions';
import { AppliedCode } from './applied';
import { CellRef, NotebookCells, ProposingCellManager } from './cells';
import { addFixButtons } from './error_renderer';
import { LampAnswer, LampChatModel } from './model';
import { assistantPanel, PANEL_ID } from './panel';

const NO_CELL = 'This error belongs to no cell of an open notebook. Run the code in a cell, then ask there.';

/** The assistant in the side panel, its commands, and the Fix button on errors. */
export const assistantPlugin: JupyterFrontEndPlugin<void> = {
  id: '@lamp-assistant/jupyterlab:assistant',
  autoStart: true,
  requires: [ILampClient, ICellTexts, ILiveKernel, IQuestions, INotebookTracker, IRenderMimeRegistry],
  optional: [IOutcomeWatch, IThemeManager, ILayoutRestorer, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    client: ILampClient,
    texts: ICellTexts,
    kernel: ILiveKernel,
    questions: IQuestions,
    tracker: INotebookTracker,
    rendermime: IRenderMimeRegistry,
    outcomes: IOutcomeWatch | null,
    themes: IThemeManager | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null
  ) => {
    const cells = new NotebookCells(tracker, texts, kernel);
    const onApplied = (code: string, cell: CellRef) => tellApplied(model, applied, code, cell);
    const activeCellManager = new ProposingCellManager({ tracker, shell: app.shell }, cells, onApplied);
    const model = new LampChatModel({ id: PANEL_ID, activeCellManager }, client, cells);
    const applied = new AppliedCode(feedback => model.feedback(feedback));
    const ask = async (action: Action, ref: CellRef | undefined = cells.active) => {
      app.shell.activateById(PANEL_ID);
      if (action.needsWords) {
        model.input.value = `${action.slash} `;
        model.input.focus();
        return;
      }
      const answer = await model.ask({ action: action.action, text: '' }, ref);
      if (answer?.state === 'done' && action.rewritesCell) {
        proposeAnswer(cells, applied, answer);
      }
    };
    const forget = async () => {
      const { button } = await showDialog({
        title: 'Erase this conversation?',
        body: 'What was asked and answered about this notebook is erased for good.',
        buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: 'Erase' })]
      });
      if (button.accept) {
        await model.forget();
      }
    };
    const onAction = (action: Action) => void ask(action);
    const onForget = () => void forget();
    const panel = assistantPanel({ model, cells, questions, applied, rendermime, themes, onAction, onForget });
    app.shell.add(panel, 'right', { rank: 600 });
    restorer?.add(panel, PANEL_ID);
    tracker.currentChanged.connect((_, current) => void (current && model.show(current.context.path)));
    tracker.widgetAdded.connect((_, { context }) => onRenamed(context, (path, to) => model.renamed(path, to)));
    addFixButtons(rendermime, node => {
      const ref = cells.at(node);
      void (ref ? ask(actionNamed('fix')!, ref) : Notification.info(NO_CELL, { autoClose: 5_000 }));
    });
    addCommands(app, onAction, () => showWhy(client, outcomes?.lastShownId ?? ''), palette);
  }
};

function addCommands(
  app: JupyterFrontEnd,
  onAction: (action: Action) => void,
  onWhy: () => Promise<void>,
  palette: ICommandPalette | null
): void {
  const add = (id: string, label: string, execute: () => unknown) => {
    app.commands.addCommand(id, { label, execute });
    palette?.addItem({ command: id, category: 'LAMP' });
  };
  add(CommandIds.open, 'LAMP: Open the Assistant', () => app.shell.activateById(PANEL_ID));
  add(CommandIds.why, 'LAMP: Why This Completion?', () =>
    onWhy().catch(error => Notification.error((error as Error).message))
  );
  for (const action of ACTIONS) {
    add(action.command, `LAMP: ${action.hint}`, () => onAction(action));
  }
}

function onRenamed(context: DocumentRegistry.Context, act: (path: string, to: string) => void): void {
  let { path } = context;
  context.pathChanged.connect((_, to) => {
    act(path, to);
    path = to;
  });
}

/** Show the change at once that was asked for; it is made only when the developer says so. */
function proposeAnswer(cells: NotebookCells, applied: AppliedCode, { id, about, code }: LampAnswer): void {
  if (code !== undefined && code !== cells.source(about)) {
    cells.propose(about, code, () => applied.add(id, about, code));
  }
}

/** Tell the server of code that was taken from an answer by the buttons under its block. */
function tellApplied(model: LampChatModel, applied: AppliedCode, code: string, cell: CellRef): void {
  const message = model.messages.find(({ body }) => typeof body === 'string' && body.includes(code.trim()));
  const id = message?.metadata?.lamp?.id;
  if (id) {
    applied.add(id, cell, code);
  }
}
