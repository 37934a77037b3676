import { Signal } from '@lumino/signaling';
import { beforeEach, expect, it, vi } from 'vitest';

import { Suggestion } from '../src/completion/suggestion';
import type { TrackEvent } from '../src/server/messages';

vi.mock('../src/completion/provider', () => ({ IDENTIFIER: 'lamp' }));

const { OutcomeWatch } = await import('../src/completion/watching');

/** An editor whose cursor is at the end of its text. */
class Editor {
  isDisposed = false;
  host = { addEventListener: (_type: string, act: () => void) => void (this.blur = act) };
  blur = () => {};
  text = 'x = ';
  shared = { getSource: () => this.text } as {
    getSource: () => string;
    changed: Signal<object, object>;
    disposed: object;
  };
  model = { sharedModel: this.shared };
  editor = {
    dispatch: ({ changes }: { changes: { from: number; to?: number; insert?: string } }) => {
      const { from, to = from, insert = '' } = changes;
      this.text = this.text.slice(0, from) + insert + this.text.slice(to);
      this.shared.changed.emit({ sourceChange: [{ retain: from }, { insert }] });
    }
  };
  constructor() {
    this.shared.changed = new Signal<object, object>(this.shared);
    this.shared.disposed = new Signal<object, void>(this.shared);
  }
  getCursorPosition() {
    return this.text.length;
  }
  getOffsetAt(offset: number) {
    return offset;
  }
}

/** JupyterLab's completer, as far as the watch sees it. */
class Completer {
  disposed = new Signal<object, void>({});
  stream = new Signal<object, void>({});
  editor = new Editor();
  isActive = true;
  current: { insertText: string } | null = null;
  model = {
    suggestionsChanged: new Signal<object, { event: string }>({}),
    completions: { items: [] as object[] },
    reset: () => {
      this.current = null;
      this.model.suggestionsChanged.emit({ event: 'clear' });
    }
  };
  accept() {
    this.editor.editor.dispatch({ changes: { from: this.editor.text.length, insert: this.current!.insertText } });
    this.model.reset();
  }
  cycle() {}
  show(suggestion: Suggestion, insertText = suggestion.text) {
    const item = { provider: { identifier: 'lamp' }, lampId: 's', suggestion, insertText, stream: this.stream };
    this.current = item;
    this.model.completions.items = [item];
    this.model.suggestionsChanged.emit({ event: 'set' });
  }
}

let told: TrackEvent[];
let completer: Completer;
let suggestion: Suggestion;
let watch: InstanceType<typeof OutcomeWatch>;
let answered: number;

beforeEach(() => {
  [told, completer, answered] = [[], new Completer(), 0];
  watch = new OutcomeWatch({ tell: (event: TrackEvent) => void told.push(event) } as never);
  watch.onAnswered = () => answered++;
  const factory = { factory: () => completer };
  watch.watchFactory(factory as never);
  (factory.factory as (options: object) => unknown)({});
  suggestion = Object.assign(new Suggestion('x = ', ''), { id: 's', text: 'f(a)', done: false });
  completer.show(suggestion);
});

const kinds = () => told.map(({ kind }) => kind);

it('tells what is on show with the whole source, and that it grows', () => {
  suggestion.text = 'f(a) + 1';
  suggestion.done = true;
  completer.stream.emit();

  expect(told[0]).toMatchObject({ kind: 'offered', text: 'x = ', offers: [{ text: 'f(a)', at: 4, complete: false }] });
  expect(told[1]).toMatchObject({ kind: 'grew', offers: [{ text: 'f(a) + 1', complete: true }] });
});

it('tells a dismissal, clears what is on show and ends it at the model', () => {
  watch.dismiss();

  expect(kinds()).toEqual(['offered', 'dismissed', 'moved']);
  expect([completer.current, answered]).toEqual([null, 1]);
});

it('tells what is taken as it stands, before the change and after it, though it still streams', () => {
  suggestion.text = 'f(a) + later';
  completer.accept();

  expect(kinds().filter(kind => kind !== 'moved')).toEqual(['offered', 'grew', 'edited', 'accepted']);
  expect(told[1].offers).toMatchObject([{ text: 'f(a)', at: 4, complete: true }]);
  expect(answered).toBe(1);
});

it('inserts the next word alone, and all where nothing is left behind it', () => {
  watch.acceptPart('word');
  expect(completer.editor.text).toBe('x = f');
  expect(kinds()).toEqual(['offered', 'edited']);

  completer.current!.insertText = ')';
  watch.acceptPart('word');

  expect(completer.editor.text).toBe('x = f)');
  expect(kinds()).toContain('accepted');
});

it('tells that the editor was left and that its cell ran', () => {
  completer.editor.blur();
  watch.ran(completer.editor.shared as never, true, 'NameError');
  watch.ran({} as never, true, 'of a cell that nobody watches');

  expect(told.slice(1)).toMatchObject([{ kind: 'left' }, { kind: 'ran', raised: true, error: 'NameError' }]);
});
