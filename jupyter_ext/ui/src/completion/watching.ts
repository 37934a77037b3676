import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { CodeMirrorEditor } from '@jupyterlab/codemirror';
import type { IInlineCompleterFactory, InlineCompleter } from '@jupyterlab/completer';
import type { ISharedText, SourceChange } from '@jupyter/ydoc';
import { UUID } from '@lumino/coreutils';

import type { Offer, TrackEvent } from '../server/messages';
import { firstPart, type Part } from './parts';
import { IDENTIFIER, type LampItem } from './provider';
import type { TrackReports } from './reports';

/** After the last suggestion in a source, as long as the server looks at accepted texts again. */
const WATCHED_MS = 11 * 60_000;

interface Watched {
  id: string;
  until: number;
}

/**
 * Reads from JupyterLab's signals what is shown and written, because it tells a provider nothing of it, and reports it.
 *
 * The completer's own model says what is on show, the shared text of each editor what is written.
 */
export class OutcomeWatch {
  /** Id of the suggestion that was shown last, for "Why?". */
  lastShownId = '';
  /** Told when a suggestion was waved away or taken, and the model need write no more of it. */
  onAnswered: () => void = () => undefined;
  private _sources = new Map<ISharedText, Watched>();
  private _completers = new Set<InlineCompleter>();
  private _leavable = new WeakSet<HTMLElement>();

  constructor(private readonly _reports: TrackReports) {}

  /** Watch every completer that the factory makes from now on. */
  watchFactory(factory: IInlineCompleterFactory): void {
    const make = factory.factory.bind(factory);
    factory.factory = options => {
      const completer = make(options);
      this._watch(completer);
      return completer;
    };
  }

  /** Whether ghost text is on show, of whomever it is. */
  get isOnShow(): boolean {
    return !!this._active;
  }

  /** Wave away what is on show, of whomever it is, and leave all else as it is. */
  dismiss(): void {
    const completer = this._active;
    const item = completer && lampItem(completer);
    if (item && completer?.editor) {
      this._tell(completer.editor.model.sharedModel, { kind: 'dismissed', suggestion_id: item.lampId });
      this.onAnswered();
    }
    completer?.model?.reset();
  }

  /** Insert the next word or line of what is on show; the rest stays on show. */
  acceptPart(part: Part): void {
    const completer = this._active;
    const editor = completer?.editor;
    const text = completer?.current?.insertText;
    if (!completer || !editor || !text) {
      return;
    }
    const taken = firstPart(text, part);
    if (taken === text) {
      completer.accept();
      return;
    }
    const at = editor.getOffsetAt(editor.getCursorPosition());
    (editor as CodeMirrorEditor).editor.dispatch({
      changes: { from: at, insert: taken },
      selection: { anchor: at + taken.length },
      userEvent: 'input.complete'
    });
  }

  /** Take in that a cell ran. */
  ran(source: ISharedText, raised: boolean, error = ''): void {
    this._tell(source, { kind: 'ran', raised, error });
  }

  private get _active(): InlineCompleter | undefined {
    return [...this._completers].find(each => each.isActive);
  }

  private _watch(completer: InlineCompleter): void {
    this._completers.add(completer);
    completer.disposed.connect(() => this._completers.delete(completer));
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
    const source = editor.model.sharedModel;
    this._begin(source);
    this._watchLeaving(editor);
    const text = source.getSource();
    this._tell(source, { kind: 'offered', text, offers: offersOf(completer).map(each => offerOf(each, text)) });
    completer.current?.stream.connect(() => {
      this._tell(source, { kind: 'grew', offers: [offerOf(item, source.getSource())] });
    });
    this.lastShownId = item.lampId;
  }

  private _turned(completer: InlineCompleter): void {
    const item = lampItem(completer);
    if (completer.editor && item) {
      this._tell(completer.editor.model.sharedModel, { kind: 'shown', suggestion_id: item.lampId });
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
    const source = editor.model.sharedModel;
    this._tell(source, { kind: 'grew', offers: [takenOf(item, editor)] });
    accept();
    this._removeFollowing(editor, item);
    this._tell(source, { kind: 'accepted', suggestion_id: item.lampId });
    this.onAnswered();
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
    if (editor && !editor.isDisposed) {
      const offset = editor.getOffsetAt(editor.getCursorPosition());
      this._tell(editor.model.sharedModel, { kind: 'moved', offset });
    }
  }

  private _watchLeaving(editor: CodeEditor.IEditor): void {
    if (!this._leavable.has(editor.host)) {
      this._leavable.add(editor.host);
      editor.host.addEventListener('focusout', () => this._tell(editor.model.sharedModel, { kind: 'left' }));
    }
  }

  private _begin(source: ISharedText): void {
    const watched = this._sources.get(source);
    if (watched) {
      watched.until = Date.now() + WATCHED_MS;
      return;
    }
    this._sources.set(source, { id: UUID.uuid4(), until: Date.now() + WATCHED_MS });
    source.changed.connect(this._onChanged, this);
    source.disposed.connect(this._end, this);
  }

  private _end(source: ISharedText): void {
    this._tell(source, { kind: 'closed' });
    source.changed.disconnect(this._onChanged, this);
    source.disposed.disconnect(this._end, this);
    this._sources.delete(source);
  }

  private _onChanged(source: ISharedText, { sourceChange }: SourceChange): void {
    if (Date.now() > (this._sources.get(source)?.until ?? 0)) {
      this._end(source);
    } else if (sourceChange) {
      this._tell(source, { kind: 'edited', delta: sourceChange as TrackEvent['delta'] });
    }
  }

  private _tell(source: ISharedText, event: Omit<TrackEvent, 'at' | 'source'>): void {
    const watched = this._sources.get(source);
    if (watched) {
      this._reports.tell({ ...event, source: watched.id });
    }
  }
}

function lampItem(completer: InlineCompleter): LampItem | undefined {
  const item = completer.current;
  return item?.provider.identifier === IDENTIFIER ? (item as unknown as LampItem) : undefined;
}

/** What is on show, and the others that one may turn to. */
function offersOf(completer: InlineCompleter): LampItem[] {
  const shown = lampItem(completer);
  const all = (completer.model?.completions?.items ?? []) as unknown as LampItem[];
  return shown ? [shown, ...all.filter(each => each !== shown && each.suggestion)] : [];
}

function offerOf({ lampId, suggestion }: LampItem, source: string): Offer {
  const { text, before, done } = suggestion;
  const follows = suggestion.follows(source.slice(before.length));
  return { id: lampId, text, at: before.length, replaces_after: follows.length, complete: done };
}

/** The offer as it is taken now: no longer than what is on show. */
function takenOf({ lampId, suggestion, insertText }: LampItem, editor: CodeEditor.IEditor): Offer {
  const source = editor.model.sharedModel.getSource();
  const cursor = editor.getOffsetAt(editor.getCursorPosition());
  const at = suggestion.before.length;
  const follows = suggestion.follows(source.slice(cursor));
  const whole = source.slice(at, cursor) + insertText;
  const text = suggestion.text === whole + follows ? suggestion.text : whole;
  return { id: lampId, text, at, replaces_after: follows.length, complete: true };
}
