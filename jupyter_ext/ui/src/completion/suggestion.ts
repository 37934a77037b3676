import type { Candidate, SuggestLine } from '../server/messages';

/** A suggestion while the model writes it: its text so far, and who waits for more. */
export class Suggestion {
  id = '';
  text = '';
  replacesAfter = 0;
  done = false;
  /** Candidates beside this one, for the same place. */
  others: Suggestion[] = [];
  readonly abort = new AbortController();
  private _wake: (() => void)[] = [];

  /** `before` and `after`: the source on both sides of the cursor when it was asked for. */
  constructor(
    readonly before: string,
    readonly after: string
  ) {}

  /** Take in what the server says, until it ends; the reason why there is nothing, if it says one. */
  async read(lines: AsyncIterable<SuggestLine>): Promise<string> {
    let reason = '';
    try {
      for await (const line of lines) {
        this.id = line.id ?? this.id;
        this.text = line.text ?? (line.done ? '' : this.text);
        this.replacesAfter = line.replaces_after ?? this.replacesAfter;
        this.others = (line.more ?? []).map(each => this._beside(each));
        reason = line.reason ?? reason;
        this._changed();
      }
    } finally {
      this.done = true;
      this._changed();
    }
    return reason;
  }

  /** End it at the model, where it is still being written. */
  leave(): void {
    if (!this.done) {
      this.abort.abort();
    }
  }

  /** Resolve when there is more than `length` characters, or the end is reached. */
  async moreThan(length: number): Promise<void> {
    while (!this.done && this.text.length <= length) {
      await new Promise<void>(resolve => this._wake.push(resolve));
    }
  }

  /**
   * Return how much of it stands before the cursor by now, in characters; -1 where it does not go on.
   *
   * What follows the cursor must be as it was, but for a bracket or quote that the editor closed by itself.
   */
  typedIn(before: string, after: string): number {
    if (!before.startsWith(this.before) || !after.endsWith(this.after) || after.length > this.after.length + 1) {
      return -1;
    }
    const typed = before.slice(this.before.length);
    const goesOn = this.text.startsWith(typed) && (typed.length < this.text.length || !this.done);
    return goesOn ? typed.length : -1;
  }

  /** Return what of this and the candidates beside it goes on from there. */
  along(before: string, after: string): Suggestion[] {
    return [this, ...this.others].filter(each => each.typedIn(before, after) >= 0);
  }

  /** What follows the cursor and is part of the text already: the server's word, and what the editor closed since. */
  follows(after: string): string {
    return after.slice(0, this.replacesAfter + after.length - this.after.length);
  }

  /** The text to insert after `typed` characters of it; what it ends in and already stands there is left out. */
  insertion(typed: number, after: string): string {
    const follows = this.follows(after);
    const ends = this.done && this.text.endsWith(follows) && this.text.length - follows.length >= typed;
    return this.text.slice(typed, ends ? this.text.length - follows.length : undefined);
  }

  private _beside({ id, text, replaces_after }: Candidate): Suggestion {
    const other = new Suggestion(this.before, this.after);
    return Object.assign(other, { id, text, replacesAfter: replaces_after, done: true });
  }

  private _changed(): void {
    const wake = this._wake;
    this._wake = [];
    wake.forEach(resolve => resolve());
  }
}
