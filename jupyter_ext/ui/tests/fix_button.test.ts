import { expect, it, vi } from 'vitest';

import { FakeLayout, FakeNode, FakeWidget } from './page';

vi.mock('@lumino/widgets', () => ({ Widget: FakeWidget, PanelLayout: FakeLayout }));
vi.mock('../src/icons', () => {
  const icon = { element: () => undefined };
  return { ACTION_ICONS: { fix: icon, explain: icon, ask: icon } };
});
vi.stubGlobal('document', { createElement: () => new FakeNode() });

const { addFixButtons } = await import('../src/assistant/error_renderer');

/** Draw an error somewhere. */
function errorIn(...places: string[]): { widget: FakeWidget; fixed: unknown[] } {
  const fixed: unknown[] = [];
  let make: (options: object) => FakeWidget;
  const registry = {
    addFactory: ({ createRenderer }: { createRenderer: typeof make }) => (make = createRenderer),
    getFactory: () => ({ createRenderer: () => new FakeWidget() })
  };
  const pass = () => undefined;
  addFixButtons(registry as never, { fix: node => fixed.push(node), explain: pass, ask: pass });
  const widget = make!({});
  for (const className of places) {
    const place = new FakeNode();
    place.className = className;
    place.append(widget.node);
    widget.onAfterAttach();
  }
  return { widget, fixed };
}

it('stands on an error in a notebook, for its cell', () => {
  const { widget, fixed } = errorIn('jp-Notebook');
  widget.node.button('Fix with LAMP')!.click();

  expect(fixed).toEqual([widget.node]);
});

it.each([['jp-CodeConsole'], ['jp-LinkedOutputView']])('does not stand on an error in %s', place => {
  expect(errorIn(place).widget.node.button('Fix with LAMP')).toBeUndefined();
});

it('goes where the output is moved out of its notebook', () => {
  expect(errorIn('jp-Notebook', 'jp-MainAreaWidget').widget.node.button('Fix with LAMP')).toBeUndefined();
});
