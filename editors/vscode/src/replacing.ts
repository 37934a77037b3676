/** Whole lines replaced in a text. */

/** Return a text with the lines from `first` to `last` (from 0, both included) replaced; its line ends stay. */
export function replaced(text: string, first: number, last: number, code: string): string {
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text.split(/\r?\n/);
  return [...lines.slice(0, first), ...code.split("\n"), ...lines.slice(last + 1)].join(lineEnd);
}
