/** A stretch of a text. */
export interface Part {
  start: number;
  end: number;
}

/** Lines of a file that are asked about as a whole; a small model makes nothing of more. */
const MOST_LINES = 80;

/** Return what of a file one asks about: what is selected, a short file whole, else the block that the cursor is in. */
export function partAsked(source: string, selection: Part): Part {
  if (selection.end > selection.start) {
    return selection;
  }
  const lines = source.split('\n');
  if (lines.length <= MOST_LINES) {
    return { start: 0, end: source.length };
  }
  const here = source.slice(0, selection.start).split('\n').length - 1;
  const begins = (line: number) => /^\S/.test(lines[line]) && !lines[line - 1]?.trim();
  let [first, last] = [here, here + 1];
  while (first > 0 && !begins(first)) {
    first--;
  }
  while (last < lines.length && !begins(last)) {
    last++;
  }
  const start = lengthOf(lines.slice(0, first));
  const text = lines.slice(first, last).join('\n').trimEnd();
  return { start, end: start + text.length };
}

/** Return where a text stands once, and nowhere else; undefined where it does not. */
export function placeOfPart(source: string, part: string): Part | undefined {
  const start = source.indexOf(part);
  return part && start >= 0 && source.indexOf(part, start + 1) < 0 ? { start, end: start + part.length } : undefined;
}

function lengthOf(lines: string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
