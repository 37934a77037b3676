import type { Cell } from '@jupyterlab/cells';
import { type PanelLayout, Widget } from '@lumino/widgets';

import { diffLines } from './diff';

/** Where a proposal stands in its cell: under the input, above the output. */
export const BELOW_INPUT = 2;

const CHANGED = 'The cell was changed meanwhile: this is the difference now. Apply makes it.';

/** A change to a cell, shown as a diff under it, to be applied or put away. */
class Proposal extends Widget {
  /** The cell's text that the diff on show begins with. */
  private _before = '';

  constructor(
    private readonly _cell: Cell,
    private readonly _after: string,
    private readonly _onApplied: () => void
  ) {
    super();
    this.addClass('lamp-Proposal');
    this._draw();
  }

  private get _source(): string {
    return this._cell.model.sharedModel.getSource();
  }

  private _draw(note = ''): void {
    this._before = this._source;
    const line = document.createElement('p');
    line.className = 'lamp-Proposal-note';
    line.textContent = note;
    this.node.replaceChildren(diffNode(this._before, this._after), ...(note ? [line] : []), this._buttons());
  }

  private _buttons(): HTMLElement {
    const row = document.createElement('div');
    row.className = 'lamp-Proposal-buttons';
    row.append(
      button('Apply', 'jp-mod-accept', () => this._apply()),
      button('Dismiss', 'jp-mod-reject', () => this.dispose())
    );
    return row;
  }

  private _apply(): void {
    if (this._source !== this._before) {
      this._draw(CHANGED);
      return;
    }
    setSourceUndoably(this._cell, this._after);
    this._onApplied();
    this.dispose();
  }
}

/** Show how `cell` would change; an older proposal for it gives way. */
export function propose(cell: Cell, after: string, onApplied: () => void): void {
  const layout = cell.layout as PanelLayout;
  layout.widgets.filter(widget => widget instanceof Proposal).forEach(widget => widget.dispose());
  const proposal = new Proposal(cell, after, onApplied);
  layout.insertWidget(BELOW_INPUT, proposal);
  proposal.node.scrollIntoView({ block: 'nearest' });
}

/** Replace a cell's text so that one undo brings back what was there. */
export function setSourceUndoably(cell: Cell, source: string): void {
  const shared = cell.model.sharedModel as typeof cell.model.sharedModel & {
    undoManager?: { stopCapturing(): void } | null;
  };
  shared.undoManager?.stopCapturing();
  shared.setSource(source);
  shared.undoManager?.stopCapturing();
}

/** Draw a difference; the signs are the style's, so that lines stand where the cell's do. */
export function diffNode(before: string, after: string): HTMLElement {
  const node = document.createElement('pre');
  node.className = 'lamp-Proposal-diff';
  for (const { kind, parts } of diffLines(before, after)) {
    const line = document.createElement('div');
    line.dataset.kind = kind;
    for (const { text, isMarked } of parts) {
      const part = document.createElement(isMarked ? 'mark' : 'span');
      part.textContent = text;
      line.append(part);
    }
    node.append(line);
  }
  return node;
}

function button(label: string, kind: string, act: () => void): HTMLButtonElement {
  const node = document.createElement('button');
  node.className = `jp-Button jp-mod-styled ${kind}`;
  node.textContent = label;
  node.addEventListener('click', act);
  return node;
}
