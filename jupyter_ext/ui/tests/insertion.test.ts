import { beforeEach, expect, it, vi } from 'vitest';

import type { CellRef } from '../src/assistant/cells';

vi.mock('@jupyter/chat', () => ({ ActiveCellManager: class {} }));
vi.mock('@jupyterlab/cells', () => ({ CodeCell: class {} }));
vi.mock('@jupyterlab/nbformat', () => ({}));
vi.mock('@jupyterlab/notebook', () => ({
  NotebookActions: {
    insertAbove: (notebook: Notebook) => notebook.insert(notebook.activeCellIndex),
    insertBelow: (notebook: Notebook) => notebook.insert(notebook.activeCellIndex + 1)
  }
}));
vi.mock('../src/context/place', () => ({}));
const propose = vi.fn();
vi.mock('../src/assistant/proposal', () => ({
  propose: (...all: unknown[]) => propose(...all),
  setSourceUndoably: (cell: FakeCell, source: string) => void (cell.source = source)
}));

const { NotebookCells, ProposingCellManager } = await import('../src/assistant/cells');

interface FakeCell {
  source: string;
  model: { id: string };
}

class Notebook {
  widgets: FakeCell[] = [{ source: 'first', model: { id: 'first' } }];
  activeCellIndex = 0;
  get activeCell(): FakeCell {
    return this.widgets[this.activeCellIndex];
  }
  insert(index: number): void {
    this.widgets.splice(index, 0, { source: '', model: { id: 'new' } });
    this.activeCellIndex = index;
  }
}

let notebook: Notebook;
let told: [string, CellRef][];
let manager: InstanceType<typeof ProposingCellManager>;

beforeEach(() => {
  notebook = new Notebook();
  told = [];
  const panel = { content: notebook, context: { path: 'a.ipynb' } };
  const tracker = {
    currentWidget: panel,
    get activeCell() {
      return notebook.activeCell;
    },
    forEach: (act: (each: typeof panel) => void) => act(panel)
  };
  const cells = new NotebookCells(tracker as never, {} as never, {} as never);
  manager = new ProposingCellManager({} as never, cells, (code, cell) => told.push([code, cell]));
});

it.each([
  ['insertAbove', ['code', 'first']],
  ['insertBelow', ['first', 'code']]
] as const)('%s writes a cell of its own, with nothing to be proposed', (insert, sources) => {
  manager[insert]('code');

  expect(notebook.widgets.map(({ source }) => source)).toEqual(sources);
  expect(told).toEqual([['code', { path: 'a.ipynb', cellId: 'new' }]]);
  expect(propose).not.toHaveBeenCalled();
});
