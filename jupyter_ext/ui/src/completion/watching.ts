import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { CodeMirrorEditor } from '@jupyterlab/codemirror';
import type { IInlineCompleterFactory, InlineCompleter } from '@jupyterlab/completer';
import type { ISharedText, SourceChange } from '@jupyter/ydoc';

import { editsOf } from './edits';
import { Follower, Offer } from './follower';
import type { Outbox } from './outbox';
import { IDENTIFIER, LampItem } from './provider';

const TICK_MS = 500;

/**
 * Reads from JupyterLab's signals what became of the suggestions, because it tells a provider nothing of it.
 *
 * The completer's own model says what is on show, the shared text of each editor what is written.
 */
export class OutcomeWatch {
  /** Id of the suggestion that was shown last, for "Why?". */
  lastShownId = '';
  private _followers = new Map<ISharedText, Follower>();
  private _escapable = new WeakSet<HTMLElement>();
  private _timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly _outbox: Outbox) {}

  /** Watch every completer that the factory makes from now on. */
  watchFactory(factory: IInlineCompleterFactory): void {
    const make = factory.factory.bind(factory);
    factory.factory = options => {
      const completer = make(options);
      this._watch(completer);
      return completer;
    };
  }

  /** Ids of the accepted suggestions that stand in a source. */
  acceptedIn(source: ISharedText): string[] {
    return this._followers.get(source)?.keptIds ?? [];
  }

  private _watch(completer: InlineCompleter): void {
    const accept = completer.accept.bind(completer);
    completer.accept = () => this._accept(completer, accept);
    const cycle = completer.cycle.bind(completer);
    completer.cycle = direction => {
      cycle(direction);
      this._turned(completer);
    };
    completer.model?.suggestionsChanged.connect((_, { event }) => {
      if (event === 'clear') {
        this._cleared(completer);
      } else {
        this._onShow(completer);
      }
    });
  }

  private _onShow(completer: InlineCompleter): void {
    const { editor } = completer;
    const item = lampItem(completer);
    if (!editor || !item) {
      return;
    }
    const followed = this._followerOf(editor);
    const show = () => followed.shown(offerOf(item), now());
    show();
    completer.current?.stream.connect(show);
    this.lastShownId = item.lampId;
    this._watchEscape(editor, completer);
  }

  private _turned(completer: InlineCompleter): void {
    const item = lampItem(completer);
    if (completer.editor && item) {
      this._followerOf(completer.editor).turned(offerOf(item), now());
      this.lastShownId = item.lampId;
    }
  }

  private _accept(completer: InlineCompleter, accept: () => void): void {
    const { editor } = completer;
    const item = lampItem(completer);
    if (!editor || !item) {
      accept();
      return;
    }
    this._followerOf(editor).accept(() => {
      accept();
      this._removeFollowing(editor, item);
      const at = item.suggestion.before.length;
      const end = editor.getOffsetAt(editor.getCursorPosition());
      return { id: item.lampId, text: editor.model.sharedModel.getSource().slice(at, end), at };
    }, now());
    this._report();
  }

  /** Remove what follows the cursor and is part of the inserted text, where leaving it out was not possible. */
  private _removeFollowing(editor: CodeEditor.IEditor, { suggestion }: LampItem): void {
    const at = editor.getOffsetAt(editor.getCursorPosition());
    const after = editor.model.sharedModel.getSource().slice(at);
    const follows = suggestion.follows(after);
    if (suggestion.done && follows && !suggestion.text.endsWith(follows) && after.length >= suggestion.after.length) {
      (editor as CodeMirrorEditor).editor.dispatch({ changes: { from: at, to: at + follows.length } });
    }
  }

  private _cleared({ editor }: InlineCompleter): void {
    const follower = editor && this._followers.get(editor.model.sharedModel);
    if (follower?.isUntouched) {
      follower.left(now());
    }
  }

  private _watchEscape(editor: CodeEditor.IEditor, completer: InlineCompleter): void {
    if (this._escapable.has(editor.host)) {
      return;
    }
    this._escapable.add(editor.host);
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && completer.isActive) {
        this._followers.get(editor.model.sharedModel)?.dismissed(now());
        completer.model?.reset();
      }
    };
    editor.host.addEventListener('keydown', onKey, true);
  }

  private _followerOf(editor: CodeEditor.IEditor): Follower {
    const source = editor.model.sharedModel;
    let follower = this._followers.get(source);
    if (!follower) {
      follower = new Follower();
      this._followers.set(source, follower);
      source.changed.connect(this._onChanged, this);
      source.disposed.connect(() => this._followers.delete(source));
      this._timer ??= setInterval(() => this._report(), TICK_MS);
    }
    return follower;
  }

  private _onChanged(source: ISharedText, change: SourceChange): void {
    if (change.sourceChange) {
      this._followers.get(source)?.edited(editsOf(change.sourceChange), now());
    }
  }

  private _report(): void {
    for (const [source, follower] of this._followers) {
      this._outbox.add(follower.due(now()));
      if (follower.isIdle) {
        source.changed.disconnect(this._onChanged, this);
        this._followers.delete(source);
      }
    }
    if (!this._followers.size) {
      clearInterval(this._timer);
      this._timer = undefined;
    }
  }
}

function lampItem(completer: InlineCompleter): LampItem | undefined {
  const item = completer.current;
  return item?.provider.identifier === IDENTIFIER ? (item as unknown as LampItem) : undefined;
}

function offerOf({ lampId, suggestion }: LampItem): Offer {
  return { id: lampId, text: suggestion.text, at: suggestion.before.length };
}

function now(): number {
  return Date.now() / 1000;
}
