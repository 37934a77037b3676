import { type ChangeObject, diffArrays, diffWordsWithSpace } from 'diff';

/** A stretch of a line; marked where it is other than before. */
export interface DiffPart {
  text: string;
  isMarked: boolean;
}

export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
  parts: DiffPart[];
}

/** Return how the lines of `before` become those of `after`, and in lines that take each other's place, which words. */
export function diffLines(before: string, after: string): DiffLine[] {
  const changes = diffArrays(linesOf(before), linesOf(after));
  const lines: DiffLine[] = [];
  for (let at = 0; at < changes.length; at++) {
    const [one, next] = [changes[at], changes[at + 1]];
    if (one.removed && next?.added) {
      lines.push(...replaced(one.value.join('\n'), next.value.join('\n')));
      at++;
    } else {
      lines.push(...one.value.map(text => plain(one, text)));
    }
  }
  return lines;
}

function replaced(removed: string, added: string): DiffLine[] {
  const words = diffWordsWithSpace(removed, added);
  return [
    ...side(
      'removed',
      words.filter(word => !word.added)
    ),
    ...side(
      'added',
      words.filter(word => !word.removed)
    )
  ];
}

/** Return the words of one side as its lines. */
function side(kind: 'removed' | 'added', words: ChangeObject<string>[]): DiffLine[] {
  const lines: DiffPart[][] = [[]];
  for (const word of words) {
    word.value.split('\n').forEach((text, index) => {
      if (index) {
        lines.push([]);
      }
      if (text) {
        lines.at(-1)!.push({ text, isMarked: word.added || word.removed });
      }
    });
  }
  return lines.map(parts => ({ kind, parts, text: parts.map(({ text }) => text).join('') }));
}

function plain({ added, removed }: ChangeObject<string[]>, text: string): DiffLine {
  const kind = added ? 'added' : removed ? 'removed' : 'same';
  return { kind, text, parts: text ? [{ text, isMarked: false }] : [] };
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}
