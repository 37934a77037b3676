import type { Cell } from '@jupyterlab/cells';
import { type PanelLayout, Widget } from '@lumino/widgets';

import { BELOW_INPUT } from './proposal';

/** What the popover is told while its sentence is being done. */
export interface Doing {
  /** What is being done, at length; empty once it is done. */
  stage: string;
  seconds: number;
}

export interface HereOptions {
  /** Begin with the sentence; resolve with a line for the developer, or nothing where a change is on show. */
  onSentence: (sentence: string) => Promise<string>;
  onStop: () => void;
  doing: () => Doing;
}

const TICK_MS = 500;
const WRITES = 'What should this cell do?';
const CHANGES = 'How should this cell change?';

/** A line in a cell, in which one says what is to be written or changed there. */
class Here extends Widget {
  private readonly _input = document.createElement('input');
  private readonly _note = document.createElement('span');
  private _isDoing = false;
  private _timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly _cell: Cell,
    private readonly _options: HereOptions
  ) {
    super();
    this.addClass('lamp-Here');
    const form = document.createElement('form');
    this._input.className = 'jp-mod-styled';
    const asks = this._cell.model.sharedModel.getSource().trim() ? CHANGES : WRITES;
    this._input.placeholder = `${asks} Enter shows it, Escape leaves.`;
    this._input.setAttribute('aria-label', asks);
    this._note.className = 'lamp-Here-note';
    form.append(this._input, this._note);
    form.addEventListener('submit', event => {
      event.preventDefault();
      void this._begin(this._input.value.trim());
    });
    // Keys belong to this line: Escape leaves it, and letters are no commands of the notebook's.
    this.node.addEventListener('keydown', event => {
      event.stopPropagation();
      if (event.key === 'Escape') {
        this._leave();
      }
    });
    this.node.append(form);
  }

  focus(): void {
    this._input.focus();
  }

  override dispose(): void {
    clearInterval(this._timer);
    super.dispose();
  }

  private async _begin(sentence: string): Promise<void> {
    if (!sentence || this._isDoing) {
      return;
    }
    this._isDoing = true; // the line keeps the focus: elsewhere letters are commands of the notebook's
    this._timer = setInterval(() => this._show(), TICK_MS);
    const line = await this._options.onSentence(sentence);
    clearInterval(this._timer);
    if (this.isDisposed) {
      return;
    }
    if (line) {
      this._note.textContent = line;
      this._isDoing = false;
      this.focus();
    } else {
      this.dispose();
    }
  }

  private _show(): void {
    const { stage, seconds } = this._options.doing();
    this._note.textContent = stage ? `${stage} · ${seconds} s` : '';
  }

  private _leave(): void {
    if (this._isDoing) {
      this._options.onStop();
    }
    this.dispose();
    this._cell.editor?.focus();
  }
}

/** Open the line in a cell; one that is open there gives way. */
export function openHere(cell: Cell, options: HereOptions): void {
  const layout = cell.layout as PanelLayout;
  layout.widgets.filter(widget => widget instanceof Here).forEach(widget => widget.dispose());
  const here = new Here(cell, options);
  layout.insertWidget(BELOW_INPUT, here);
  here.focus();
}
