import { expect, it } from 'vitest';

import { partAsked, placeOfPart } from '../src/assistant/file_parts';

const BLOCK = (name: string) => `def ${name}():\n    a = 1\n\n    return a`;
const LONG = `${Array.from({ length: 30 }, (_, index) => BLOCK(`f${index}`)).join('\n\n\n')}\n`;

it('asks about what is selected, a short file whole, and of a long one the block that the cursor is in', () => {
  const at = LONG.indexOf('def f7') + 20;
  const { start, end } = partAsked(LONG, { start: at, end: at });

  expect(LONG.slice(start, end)).toBe(BLOCK('f7'));
  expect(partAsked('a\nb\n', { start: 1, end: 1 })).toEqual({ start: 0, end: 4 });
  expect(partAsked(LONG, { start: 3, end: 9 })).toEqual({ start: 3, end: 9 });
});

it('finds a part again only where it stands once', () => {
  expect(placeOfPart('x = 1\ny = 2\n', 'y = 2')).toEqual({ start: 6, end: 11 });
  expect(placeOfPart('x = 1\nx = 1\n', 'x = 1')).toBeUndefined();
  expect(placeOfPart('x', '')).toBeUndefined();
});
