import { expect, it, vi } from 'vitest';

const { Panel } = vi.hoisted(() => ({
  Panel: class {
    context = { path: 'a.ipynb' };
    content: object;
    constructor(type: string) {
      const cells = { length: 1, get: () => ({}) };
      this.content = {
        activeCellIndex: 0,
        activeCell: { model: { type } },
        codeMimetype: 'text/x-ipython',
        model: { cells }
      };
    }
  }
}));
vi.mock('@jupyterlab/console', () => ({ ConsolePanel: class {} }));
vi.mock('@jupyterlab/docregistry', () => ({ DocumentWidget: class {} }));
vi.mock('@jupyterlab/fileeditor', () => ({ FileEditor: class {} }));
vi.mock('@jupyterlab/notebook', () => ({ NotebookPanel: Panel }));

const { indentationOf, placeOf } = await import('../src/context/place');

it.each([
  ['code', 'python'],
  ['markdown', undefined],
  ['raw', undefined]
])('completes in a %s cell: %s', (type, language) => {
  const texts = { of: () => ({ type, source: 'x', outputs: [] }) };

  expect(placeOf(new Panel(type) as never, 1, texts as never)?.language).toBe(language);
});

it.each([
  ['4', 4, [4, true]],
  ['2', 8, [2, true]],
  ['Tab', 8, [8, false]],
  [undefined, undefined, [4, true]]
])('tells how the editor indents: %s', (indentUnit, tabSize, told) => {
  const options: Record<string, unknown> = { indentUnit, tabSize };
  const { tab_size, insert_spaces } = indentationOf({ getOption: (name: string) => options[name] } as never);

  expect([tab_size, insert_spaces]).toEqual(told);
});
