import { expect, it } from 'vitest';

import { firstPart } from '../src/completion/parts';

it.each([
  ['word', 'foo(bar, baz)', ['foo', '(', 'bar', ',', ' baz', ')']],
  ['word', ' = größe[0]\n', [' =', ' größe', '[', '0', ']\n']],
  ['line', 'a = 1\n    b = 2\n\nc\n', ['a = 1', '\n    b = 2', '\n\nc\n']]
] as const)('takes %s after %s until all of it stands', (part, text, parts) => {
  const taken: string[] = [];
  for (let rest: string = text; rest; rest = rest.slice(taken.at(-1)!.length)) {
    taken.push(firstPart(rest, part));
  }

  expect(taken).toEqual(parts);
});
