import type { CellText } from '../server/messages';

/** Characters that go along from the cells above the cursor's; the daemon cuts further by tokens. */
const MOST_ABOVE = 16_000;

const MOST_BELOW = 4_000;

export interface Window {
  cells: CellText[];
  /** Where the cell that was asked about stands among them. */
  cell: number;
}

/**
 * Return the cells around `index` that fit, nearest first taken, and always the last one.
 *
 * `textOf` is asked only for cells that are looked at: a notebook's length costs nothing.
 */
export function windowAround(length: number, index: number, textOf: (index: number) => CellText): Window {
  const above: CellText[] = [];
  for (let at = index - 1, left = MOST_ABOVE; at >= 0 && left > 0; at--) {
    const cell = textOf(at);
    left -= size(cell);
    if (left >= 0 || above.length === 0) {
      above.unshift(cell);
    }
  }
  const cells = [...above, textOf(index)];
  let at = index + 1;
  for (let left = MOST_BELOW; at < length; at++) {
    const cell = textOf(at);
    left -= size(cell);
    if (left < 0) {
      break;
    }
    cells.push(cell);
  }
  if (at < length && size(textOf(length - 1)) <= MOST_BELOW) {
    cells.push(textOf(length - 1));
  }
  return { cells, cell: above.length };
}

function size(cell: CellText): number {
  return cell.outputs.reduce((sum, text) => sum + text.length, cell.source.length + (cell.error?.length ?? 0));
}
