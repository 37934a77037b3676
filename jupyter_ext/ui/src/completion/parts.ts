/** What can be taken of a suggestion at a time. */
export type Part = 'word' | 'line';

/** White space, then a word or a run of marks. */
const WORD = /^\s*(?:[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]+)/u;

/** A line with the line break before it, where it begins with one. */
const LINE = /^\n*[^\n]*/;

/** Return the beginning of a text that is its next word or line; white space at its end belongs to it. */
export function firstPart(text: string, part: Part): string {
  const [found] = (part === 'word' ? WORD : LINE).exec(text) ?? [text];
  return found && text.slice(found.length).trim() ? found : text;
}
