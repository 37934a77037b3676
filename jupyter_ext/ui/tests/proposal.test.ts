import { beforeEach, expect, it, vi } from 'vitest';

import { FakeLayout, FakeNode, FakeWidget } from './page';

vi.mock('@lumino/widgets', () => ({ Widget: FakeWidget, PanelLayout: FakeLayout }));
vi.stubGlobal('document', { createElement: () => new FakeNode() });

const { propose } = await import('../src/assistant/proposal');

let source: string;
let applied: number;
let proposal: FakeWidget;

beforeEach(() => {
  [source, applied] = ['a = 1\n', 0];
  const sharedModel = { getSource: () => source, setSource: (text: string) => void (source = text) };
  const cell = { layout: new FakeLayout(), model: { sharedModel } };
  propose(cell as never, 'a = 2\n', () => applied++);
  [proposal] = cell.layout.widgets;
});

const apply = () => proposal.node.button('Apply')!.click();

it('makes the change that was shown', () => {
  apply();

  expect([source, applied, proposal.isDisposed]).toEqual(['a = 2\n', 1, true]);
});

it('keeps what was written while it stood, and shows the change anew', () => {
  source = 'a = 1\nb = 3\n';
  apply();
  expect([source, applied, proposal.isDisposed]).toEqual(['a = 1\nb = 3\n', 0, false]);
  expect(proposal.node.texts).toContain('b = 3');
  expect(proposal.node.texts.some(text => text.startsWith('The cell was changed meanwhile'))).toBe(true);

  apply();

  expect([source, applied]).toEqual(['a = 2\n', 1]);
});
