import type { Outcome, OutcomeKind, Retention } from '../server/messages';
import { Edit, Span } from './edits';
import { CHECKS_S, standing } from './standing';

/** On show for less, a suggestion was hardly read. */
const SHOWN_S = 0.5;

/** A key pressed sooner after a suggestion appeared cannot be an answer to it. */
const REACTION_S = 0.2;

/** A pause after which what is typed instead counts as written. */
const PAUSE_S = 5;

/** An accepted text that is gone sooner than this was taken back, not revised. */
const UNDO_S = 10;

/** Closing brackets and quotes that an editor adds by itself. */
const BY_THE_EDITOR = /[)\]}'"`]+$/;

const MOST_CHARACTERS = 2_000;

const MOST_KEPT = 64;

export interface Offer {
  id: string;
  /** The whole text that would stand at `at`. */
  text: string;
  /** Offset of its first character in the source. */
  at: number;
}

interface Open {
  offer: Offer;
  place: Span;
  offeredAt: number;
  touchedAt: number;
}

interface Kept {
  id: string;
  text: string;
  span: Span;
  acceptedAt: number;
  checks: number[];
  undone: boolean;
}

export interface Report {
  outcomes: Outcome[];
  retentions: Retention[];
}

/**
 * What became of the suggestions that were offered in one source: the state machine behind the signals.
 *
 * JupyterLab shows one suggestion at a time, so at most one is open; what was accepted is kept in view for ten
 * minutes. Times are seconds; the caller brings the clock.
 */
export class Follower {
  private _open: Open | undefined;
  /** Suggestions in whose place something else is being written. */
  private _overwritten: Open[] = [];
  private _kept: Kept[] = [];
  private _outcomes: Outcome[] = [];
  private _told = new Set<string>();

  /** Whether there is anything to follow. */
  get isIdle(): boolean {
    return !this._open && !this._overwritten.length && !this._kept.length && !this._outcomes.length;
  }

  /** Ids of the accepted suggestions whose text is still in view. */
  get keptIds(): string[] {
    return this._kept.map(kept => kept.id);
  }

  /** Whether the suggestion on show was not answered yet. */
  get isUntouched(): boolean {
    return !!this._open && !this._open.place.text;
  }

  /** Take in that a suggestion is on show, anew or grown while the model writes. */
  shown(offer: Offer, now: number): void {
    if (this._open?.offer.id === offer.id) {
      this._open.offer = { ...offer, at: this._open.offer.at };
      return;
    }
    if (this._open && state(this._open) === 'other') {
      this._overwritten.push(this._open);
      this._open = undefined;
    }
    this.left(now);
    this._open = { offer, place: new Span(offer.at), offeredAt: now, touchedAt: now };
  }

  /** Take in that another candidate for the same place is on show; turning away from one is no answer to it. */
  turned(offer: Offer, now: number): void {
    if (this._open) {
      this._tellSeen(this._open, now);
      this._open = { ...this._open, offer: { ...offer, at: this._open.offer.at }, offeredAt: now };
    }
  }

  edited(edits: readonly Edit[], now: number): void {
    for (const edit of edits) {
      this._kept.forEach(kept => kept.span.edit(edit));
      this._overwritten.forEach(open => this._readEdit(open, edit, now));
      if (this._open) {
        this._readEdit(this._open, edit, now);
      }
    }
    this._noticeUndo(now);
  }

  /** Insert what is on show by `act`, which returns the offer as it stands then. */
  accept(act: () => Offer, now: number): void {
    const shownAt = this._open?.offeredAt ?? now;
    this._open = undefined;
    this._overwritten.splice(0).forEach(open => this._end(open, now));
    this._accepted(act(), 'command', shownAt, now);
  }

  private _accepted(offer: Offer, how: Outcome['how'], shownAt: number, now: number): void {
    this._tell(offer.id, 'shown', Math.min(now, shownAt + SHOWN_S), { how: 'inferred' });
    this._tell(offer.id, 'accepted', now, { characters: offer.text.length, how });
    const span = new Span(offer.at, offer.text);
    this._kept.push({ id: offer.id, text: offer.text, span, acceptedAt: now, checks: [...CHECKS_S], undone: false });
    this._kept = this._kept.slice(-MOST_KEPT);
  }

  /** Take in that the developer waved the suggestion on show away. */
  dismissed(now: number): void {
    const open = this._open;
    if (open && open.place.text === '') {
      this._open = undefined;
      if (now - open.offeredAt >= REACTION_S) {
        this._tell(open.offer.id, 'shown', now, { how: 'inferred' });
        this._tell(open.offer.id, 'rejected', now, { how: 'command' });
      }
    }
  }

  /** Take in that the line or the editor was left, or another suggestion came. */
  left(now: number): void {
    if (this._open) {
      this._end(this._open, now);
    }
  }

  private _end(open: Open, now: number): void {
    this._open = this._open === open ? undefined : this._open;
    this._overwritten = this._overwritten.filter(each => each !== open);
    const seen = this._tellSeen(open, now);
    const text = instead(open);
    if (text) {
      this._tell(open.offer.id, 'typed_over', now, { text, how: 'inferred' });
    } else if (seen) {
      this._tell(open.offer.id, 'ignored', now, { how: 'inferred' });
    }
  }

  /** Return what is to be told by `now`. */
  due(now: number): Report {
    const open = this._open;
    if (open) {
      this._tellSeen(open, now);
    }
    for (const each of [...this._overwritten, ...(open ? [open] : [])]) {
      if (state(each) === 'other' && now - each.touchedAt >= PAUSE_S) {
        this._end(each, now);
      }
    }
    const retentions = this._kept.flatMap(kept => look(kept, now));
    this._kept = this._kept.filter(kept => kept.checks.length > 0);
    const outcomes = this._outcomes;
    this._outcomes = [];
    return { outcomes, retentions };
  }

  private _readEdit(open: Open, edit: Edit, now: number): void {
    const deletesUpTo = edit.removed > 0 && !edit.inserted && edit.start + edit.removed === open.place.start;
    if (deletesUpTo && open === this._open && open.place.text === '') {
      this.dismissed(now);
      return;
    }
    if (open.place.edit(edit, true) !== 'inside') {
      return;
    }
    open.touchedAt = now;
    if (open === this._open && open.place.text === open.offer.text) {
      this._open = undefined;
      this._accepted({ ...open.offer, at: open.place.start }, 'typed', open.offeredAt, now);
    } else if (state(open) === 'other' && lines(open.place.text) > lines(open.offer.text)) {
      this._end(open, now);
    }
  }

  private _tellSeen({ offer, offeredAt }: Open, now: number): boolean {
    const seen = now - offeredAt >= SHOWN_S;
    if (seen) {
      this._tell(offer.id, 'shown', offeredAt + SHOWN_S, { how: 'inferred' });
    }
    return seen;
  }

  private _noticeUndo(now: number): void {
    for (const kept of this._kept) {
      if (!kept.undone && !kept.span.text.trim() && kept.text.trim() && now - kept.acceptedAt <= UNDO_S) {
        kept.undone = true;
        this._tell(kept.id, 'rejected', now, { how: 'inferred' });
      }
    }
  }

  private _tell(id: string, kind: OutcomeKind, at: number, more: Partial<Outcome>): void {
    if (!this._told.has(id + kind)) {
      this._told.add(id + kind);
      this._outcomes.push({ suggestion_id: id, kind, at, ...more });
    }
  }
}

function state({ place, offer }: Open): 'untouched' | 'along' | 'other' {
  if (!place.text) {
    return 'untouched';
  }
  const typed = place.text.replace(BY_THE_EDITOR, '');
  return typed && offer.text.startsWith(typed) ? 'along' : 'other';
}

/** What was written instead, no longer than the suggestion in lines; empty for nothing. */
function instead(open: Open): string {
  const most = lines(open.offer.text);
  return open.place.text.split('\n').slice(0, most).join('\n').trimEnd().slice(0, MOST_CHARACTERS);
}

function lines(text: string): number {
  return text.split('\n').length;
}

function look(kept: Kept, now: number): Retention[] {
  const due: Retention[] = [];
  while (kept.checks.length && kept.acceptedAt + kept.checks[0] <= now) {
    const text = kept.span.text;
    due.push({
      suggestion_id: kept.id,
      after_s: kept.checks.shift()!,
      ...standing(kept.text, text),
      at: now,
      text: text === kept.text ? '' : text
    });
  }
  return due;
}
