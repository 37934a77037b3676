import { ActiveCellManager } from '@jupyter/chat';
import { type Cell, CodeCell, isCodeCellModel } from '@jupyterlab/cells';
import { isError } from '@jupyterlab/nbformat';
import { type INotebookTracker, type Notebook, NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';

import type { CellTexts } from '../context/cells';
import { tracebackText } from '../context/outputs';
import { notebookPlace } from '../context/place';
import type { LiveKernel } from '../kernel/live';
import type { AssistantBody, LiveName } from '../server/messages';
import type { Files } from './files';
import { propose, setSourceUndoably } from './proposal';

/** A cell that is being talked about, found again by its id wherever it moves. */
export interface CellRef {
  path: string;
  cellId: string;
  /** What stood in it, by which it is found where its notebook gives cells no lasting ids. */
  source?: string;
}

export type About = Omit<AssistantBody, 'action' | 'text' | 'names'>;

/** Finds the cells that a conversation is about, and changes them where the developer says so. */
export class NotebookCells {
  constructor(
    private readonly _tracker: INotebookTracker,
    private readonly _texts: CellTexts,
    private readonly _kernel: LiveKernel,
    private readonly _files?: Files
  ) {}

  get panel(): NotebookPanel | null {
    return this._tracker.currentWidget;
  }

  /** The cell that the developer is in, or the part of the file. */
  get active(): CellRef | undefined {
    const part = this._files?.active;
    if (part) {
      return part;
    }
    const cell = this._tracker.activeCell;
    return this.panel && cell ? { path: this.panel.context.path, cellId: cell.model.id } : undefined;
  }

  /** The cell that holds a node of the page. */
  at(node: Node): CellRef | undefined {
    const found = this._find(cell => cell.node.contains(node));
    return found && { path: found.panel.context.path, cellId: found.cell.model.id };
  }

  /** Make the cell that holds a node of the page the active one. */
  activate(node: Node): void {
    const found = this._find(cell => cell.node.contains(node));
    if (found) {
      found.panel.content.activeCellIndex = found.panel.content.widgets.indexOf(found.cell);
    }
  }

  /** What the assistant is told of a cell and those around it. */
  about(ref: CellRef): About | undefined {
    if (this._files?.has(ref)) {
      return this._files.about(ref);
    }
    const found = this._cell(ref);
    const index = found ? found.panel.content.widgets.indexOf(found.cell) : -1;
    const place = found && notebookPlace(found.panel, index, 0, this._texts);
    if (!place) {
      return undefined;
    }
    const { offset: _, ...about } = place;
    const { outputs } = about.cells[about.cell];
    return { ...about, cell_id: ref.cellId, output: outputs.join('\n'), traceback: tracebackOf(found.cell) };
  }

  /** Names in scope in the kernel of a cell's notebook, where the developer lets them be read. */
  async names(ref: CellRef): Promise<LiveName[]> {
    return this._kernel.names(this._cell(ref)?.panel.sessionContext.session?.kernel);
  }

  /** The cell itself, where it is in an open notebook. */
  widget(ref: CellRef): Cell | undefined {
    return this._cell(ref)?.cell;
  }

  propose(ref: CellRef, source: string, onApplied: () => void): boolean {
    if (this._files?.has(ref)) {
      return this._files.propose(ref, source, onApplied);
    }
    const found = this._cell(ref);
    if (found) {
      void this._reveal(found.panel, found.cell).then(() => propose(found.cell, source, onApplied));
    }
    return !!found;
  }

  /** The text of a cell as it stands; undefined when it is gone. */
  source(ref: CellRef): string | undefined {
    return this._files?.has(ref) ? this._files.source(ref) : this._cell(ref)?.cell.model.sharedModel.getSource();
  }

  /** The text of the n-th cell, from 1, of the notebook in front, with what it put out; else of the one in front. */
  numbered(number: number | undefined): string {
    const cells = this.panel?.content.widgets ?? [];
    const cell = number === undefined ? this._tracker.activeCell : cells[number - 1];
    if (number === undefined && this._files?.active) {
      return this._files.active.source ?? '';
    }
    if (!cell) {
      throw new Error(`There is no cell ${number ?? ''} in the notebook in front.`);
    }
    const { source, outputs, error } = this._texts.of(cell.model);
    return [source, ...outputs, error ?? ''].filter(Boolean).join('\n\n');
  }

  /** What is selected in the cell or the file in front. */
  selection(): string {
    const editor = this._files?.editor ?? this._tracker.activeCell?.editor;
    const { start, end } = editor?.getSelection() ?? {};
    const [from, to] = [start, end].map(each => (each ? editor!.getOffsetAt(each) : 0)).sort((a, b) => a - b);
    if (!editor || from === to) {
      throw new Error('Nothing is selected; select something, then ask again.');
    }
    return editor.model.sharedModel.getSource().slice(from, to);
  }

  /** Insert a cell; return it, or undefined when the one below is gone. */
  insertAbove(ref: CellRef, source: string): CellRef | undefined {
    return this._insert(ref, source, NotebookActions.insertAbove);
  }

  /** Insert a cell; return it, or undefined when the one above is gone. */
  insertBelow(ref: CellRef, source: string): CellRef | undefined {
    return this._files?.has(ref)
      ? this._files.insertBelow(ref, source)
      : this._insert(ref, source, NotebookActions.insertBelow);
  }

  private _insert(ref: CellRef, source: string, insert: (notebook: Notebook) => void): CellRef | undefined {
    const found = this._cell(ref);
    if (!found) {
      return undefined;
    }
    const { content } = found.panel;
    content.activeCellIndex = content.widgets.indexOf(found.cell);
    insert(content);
    setSourceUndoably(content.activeCell!, source);
    return { path: ref.path, cellId: content.activeCell!.model.id };
  }

  private async _reveal(panel: NotebookPanel, cell: Cell): Promise<void> {
    await panel.content.scrollToItem(panel.content.widgets.indexOf(cell), 'auto').catch(() => undefined);
    await cell.ready;
  }

  private _cell({ path, cellId, source }: CellRef): { panel: NotebookPanel; cell: Cell } | undefined {
    const isThere = (panel: NotebookPanel) => panel.context.path === path;
    return (
      this._find((cell, panel) => isThere(panel) && cell.model.id === cellId) ??
      (source
        ? this._find((cell, panel) => isThere(panel) && cell.model.sharedModel.getSource() === source)
        : undefined)
    );
  }

  private _find(fits: (cell: Cell, panel: NotebookPanel) => boolean): { panel: NotebookPanel; cell: Cell } | undefined {
    let found: { panel: NotebookPanel; cell: Cell } | undefined;
    this._tracker.forEach(panel => {
      const cell = found ? undefined : panel.content.widgets.find(each => fits(each, panel));
      found ??= cell && { panel, cell };
    });
    return found;
  }
}

/** The chat's own way to the active cell; what replaces a cell is shown as a diff first. */
export class ProposingCellManager extends ActiveCellManager {
  constructor(
    options: ActiveCellManager.IOptions,
    private readonly _cells: NotebookCells,
    private readonly _onApplied: (code: string, cell: CellRef) => void
  ) {
    super(options);
  }

  override insertAbove(content: string): void {
    const { active } = this._cells;
    this._tell(content, active && this._cells.insertAbove(active, content));
  }

  override insertBelow(content: string): void {
    const { active } = this._cells;
    this._tell(content, active && this._cells.insertBelow(active, content));
  }

  override async replace(content: string): Promise<void> {
    const { active } = this._cells;
    if (active) {
      this._cells.propose(active, content, () => this._onApplied(content, active));
    }
  }

  private _tell(content: string, inserted: CellRef | undefined): void {
    if (inserted) {
      this._onApplied(content, inserted);
    }
  }
}

function tracebackOf(cell: Cell): string | undefined {
  if (!(cell instanceof CodeCell) || !isCodeCellModel(cell.model)) {
    return undefined;
  }
  const error = cell.model.outputs.toJSON().find(isError);
  return error && tracebackText(error);
}
