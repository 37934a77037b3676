/** One replacement in a text: `removed` UTF-16 units from `start` give way to `inserted`. */
export interface Edit {
  start: number;
  removed: number;
  inserted: string;
}

/** A part of a shared text's change, as Yjs tells it. */
export interface DeltaPart {
  retain?: number;
  insert?: unknown;
  delete?: number;
}

/** Return a change as edits, each relative to the text that the one before it left. */
export function editsOf(delta: readonly DeltaPart[]): Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  let open: Edit | undefined;
  for (const part of delta) {
    if (part.retain) {
      at += part.retain;
      open = undefined;
      continue;
    }
    if (!open) {
      open = { start: at, removed: 0, inserted: '' };
      edits.push(open);
    }
    if (typeof part.insert === 'string') {
      open.inserted += part.insert;
      at += part.insert.length;
    }
    open.removed += part.delete ?? 0;
  }
  return edits;
}

/** A stretch of a text that moves and grows with the edits around and in it; its text goes along. */
export class Span {
  constructor(
    public start: number,
    public text = ''
  ) {}

  get end(): number {
    return this.start + this.text.length;
  }

  /** Take in an edit; what is inserted at the span's edges belongs to it only where `greedy`. */
  edit({ start, removed, inserted }: Edit, greedy = false): 'before' | 'inside' | 'after' {
    const end = start + removed;
    const atEdge = removed === 0 && (start === this.end || start === this.start) && !greedy;
    if (start > this.end || (atEdge && start === this.end) || (removed > 0 && start === this.end)) {
      return 'after';
    }
    if (end < this.start || atEdge || (end === this.start && removed > 0)) {
      this.start += inserted.length - removed;
      return 'before';
    }
    const from = Math.max(0, start - this.start);
    const to = Math.max(0, Math.min(this.text.length, end - this.start));
    const kept = start >= this.start ? inserted : '';
    this.text = this.text.slice(0, from) + kept + this.text.slice(to);
    if (start < this.start) {
      this.start = start + inserted.length;
    }
    return 'inside';
  }
}
