import { describe, expect, it } from 'vitest';

import { readAsked } from '../src/assistant/actions';
import { codeBlocks } from '../src/assistant/code_blocks';
import { diffLines } from '../src/assistant/diff';

it('reads a slash command with its words, and all else as a question', () => {
  expect(readAsked('/write a plot of df')).toEqual({ action: 'write', text: 'a plot of df' });
  expect(readAsked('/fix')).toEqual({ action: 'fix', text: '' });
  expect(readAsked('/fixit now')).toEqual({ action: 'ask', text: '/fixit now' });
});

it('finds the code of fenced blocks, fences in them included', () => {
  const markdown = 'Do:\n\n```python\nx = 1\n\ny = 2\n```\n\nor\n\n````md\n```\nz\n```\n````\n';

  expect(codeBlocks(markdown)).toEqual(['x = 1\n\ny = 2', '```\nz\n```']);
});

describe('diffLines', () => {
  it.each([
    ['a\nb\nc', 'a\nx\nc'],
    ['', 'a\nb'],
    ['a\nb', ''],
    ['a\nb\na', 'b\na\nb\nc'],
    ['same\n', 'same\n']
  ])('gives both texts back, %j and %j', (before, after) => {
    const lines = diffLines(before, after);
    const side = (other: string) =>
      lines
        .filter(({ kind }) => kind !== other)
        .map(({ text }) => text)
        .join('\n');

    expect([side('added'), side('removed')]).toEqual([before, after]);
  });

  it('marks the words that change in a line, and no others', () => {
    const lines = diffLines("total = sum(prices)\nprint('a')", "total = sum(costs)\nprint('b')");
    const marked = lines.map(({ kind, parts }) => [kind, parts.filter(part => part.isMarked).map(({ text }) => text)]);

    expect(marked).toEqual([
      ['removed', ['prices']],
      ['removed', ['a']],
      ['added', ['costs']],
      ['added', ['b']]
    ]);
    expect(lines.map(({ text }) => text)).toEqual([
      'total = sum(prices)',
      "print('a')",
      'total = sum(costs)',
      "print('b')"
    ]);
  });

  it('keeps the lines that stay', () => {
    expect(diffLines('a\nb\nc', 'a\nx\nc').map(({ kind }) => kind)).toEqual(['same', 'removed', 'added', 'same']);
  });
});
