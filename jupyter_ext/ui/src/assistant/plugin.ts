import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { Dialog, ICommandPalette, IThemeManager, Notification, showDialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { IEditorTracker } from '@jupyterlab/fileeditor';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { Contents } from '@jupyterlab/services';

import { CommandIds } from '../commands';
import { ACTION_ICONS } from '../icons';
import { ICellTexts, ILampClient, ILiveKernel, IOutcomeWatch, IQuestions } from '../tokens';
import { showWhy } from '../why_dialog';
import { type Action, ACTIONS, actionNamed } from './actions';
import { AppliedCode } from './applied';
import { type CellRef, NotebookCells, ProposingCellManager } from './cells';
import { addFixButtons } from './error_renderer';
import { Files } from './files';
import { type HereOptions, openHere } from './here';
import { namedIn, type Readers } from './mentions';
import { type LampAnswer, LampChatModel } from './model';
import { followOutputs, type OutputActs } from './outputs';
import { assistantPanel, PANEL_ID } from './panel';

const NO_NOTEBOOK = 'Open a notebook and choose a cell; in a file, ask in the side panel.';
const NOTHING_HERE = 'Nothing to apply; the side panel says why. Say it otherwise, and press Enter.';
const NO_CELL = 'This error belongs to no cell of an open notebook. Run the code in a cell, then ask there.';

/** The assistant in the side panel, its commands, and the Fix button on errors. */
export const assistantPlugin: JupyterFrontEndPlugin<void> = {
  id: '@lamp-assistant/jupyterlab:assistant',
  autoStart: true,
  requires: [ILampClient, ICellTexts, ILiveKernel, IQuestions, INotebookTracker, IRenderMimeRegistry],
  optional: [IOutcomeWatch, IThemeManager, ILayoutRestorer, ICommandPalette, IEditorTracker],
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
    palette: ICommandPalette | null,
    editors: IEditorTracker | null
  ) => {
    const files = new Files(editors, () => app.shell.currentWidget);
    const cells = new NotebookCells(tracker, texts, kernel, files);
    const onApplied = (code: string, cell: CellRef) => tellApplied(model, applied, code, cell);
    const activeCellManager = new ProposingCellManager({ tracker, shell: app.shell }, cells, onApplied);
    const { contents } = app.serviceManager;
    const folder = () => PathExt.dirname(files.active?.path ?? tracker.currentWidget?.context.path ?? '');
    const readers: Readers = {
      cell: number => cells.numbered(number),
      selection: () => cells.selection(),
      file: path => textOfFile(contents, PathExt.resolve(`/${folder()}`, path).slice(1), path)
    };
    const named = (question: string) => namedIn(question, readers);
    const model = new LampChatModel({ id: PANEL_ID, activeCellManager }, client, cells, named);
    const listed = async () => {
      const { content } = await contents.get(folder());
      return (content as Contents.IModel[]).filter(({ type }) => type === 'file').map(({ name }) => name);
    };
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
    const askHere = (ref: CellRef | undefined = cells.active) => {
      const cell = ref && cells.widget(ref);
      if (ref && cell) {
        openHere(cell, hereOptions(model, cells, applied, ref));
      } else {
        Notification.info(NO_NOTEBOOK, { autoClose: 5_000 });
      }
    };
    const askInPanel = () => {
      app.shell.activateById(PANEL_ID);
      model.input.focus();
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
    const panel = assistantPanel({ model, cells, questions, applied, rendermime, themes, listed, onAction, onForget });
    app.shell.add(panel, 'right', { rank: 600 });
    restorer?.add(panel, PANEL_ID);
    const showFront = () => {
      const path = files.active?.path ?? tracker.currentWidget?.context.path;
      void (path && model.show(path));
    };
    tracker.currentChanged.connect(showFront);
    app.shell.currentChanged?.connect(showFront);
    tracker.widgetAdded.connect((_, { context }) => onRenamed(context, (path, to) => model.renamed(path, to)));
    const askAt = (name: 'fix' | 'explain', node: Node) => {
      const ref = cells.at(node);
      void (ref ? ask(actionNamed(name)!, ref) : Notification.info(NO_CELL, { autoClose: 5_000 }));
    };
    const acts: OutputActs = {
      fix: node => askAt('fix', node),
      explain: node => askAt('explain', node),
      ask: node => {
        cells.activate(node);
        askInPanel();
      }
    };
    addFixButtons(rendermime, acts);
    tracker.widgetAdded.connect((_, { content }) => followOutputs(content.node, acts));
    addCommands(app, onAction, () => showWhy(client, outcomes?.lastShownId ?? ''), palette);
    app.commands.addCommand(CommandIds.here, {
      label: 'LAMP: Write or Change This Cell Here',
      icon: ACTION_ICONS.write,
      execute: () => askHere()
    });
    app.commands.addCommand(CommandIds.ask, {
      label: 'LAMP: Ask about This Cell',
      caption: 'Ask LAMP about this cell',
      icon: ACTION_ICONS.ask,
      execute: askInPanel
    });
    for (const command of [CommandIds.here, CommandIds.ask]) {
      palette?.addItem({ command, category: 'LAMP' });
    }
  }
};

function addCommands(
  app: JupyterFrontEnd,
  onAction: (action: Action) => void,
  onWhy: () => Promise<void>,
  palette: ICommandPalette | null
): void {
  const add = (id: string, label: string, execute: () => unknown) => {
    const action = ACTIONS.find(({ command }) => command === id);
    const icon = action && { icon: ACTION_ICONS[action.action], caption: action.hint };
    app.commands.addCommand(id, { label, execute, ...icon });
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

/** What the line in a cell does: it asks as the panel does, and shows the change in the cell. */
function hereOptions(model: LampChatModel, cells: NotebookCells, applied: AppliedCode, ref: CellRef): HereOptions {
  const action = cells.source(ref)?.trim() ? 'change' : 'write';
  return {
    onSentence: async text => {
      const answer = await model.ask({ action, text }, ref);
      if (answer?.state === 'done' && answer.code !== undefined) {
        const { code } = answer;
        cells.propose(ref, code, () => applied.add(answer.id, ref, code));
        return '';
      }
      return answer?.state === 'stopped' ? 'Stopped.' : NOTHING_HERE;
    },
    onStop: () => model.stop(ref.path),
    doing: () => {
      const answer = model.writing(ref.path);
      const seconds = Math.round((Date.now() - (answer?.since ?? Date.now())) / 1_000);
      return { stage: answer ? (answer.stage ?? 'Asking') : '', seconds };
    }
  };
}

async function textOfFile(contents: Contents.IManager, path: string, name: string): Promise<string> {
  try {
    const { content } = await contents.get(path, { type: 'file', format: 'text' });
    return content as string;
  } catch {
    throw new Error(`The file ${name} is not there, or is no text; name it as it stands beside the notebook.`);
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
