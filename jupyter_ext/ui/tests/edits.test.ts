import { describe, expect, it } from 'vitest';

import { editsOf, Span } from '../src/completion/edits';

describe('editsOf', () => {
  it('reads a replacement as one edit', () => {
    expect(editsOf([{ retain: 3 }, { insert: 'xy' }, { delete: 1 }])).toEqual([
      { start: 3, removed: 1, inserted: 'xy' }
    ]);
  });

  it('counts later edits from the text that earlier ones left', () => {
    expect(editsOf([{ insert: 'ab' }, { retain: 2 }, { delete: 1 }])).toEqual([
      { start: 0, removed: 0, inserted: 'ab' },
      { start: 4, removed: 1, inserted: '' }
    ]);
  });
});

/** All edits of short texts, by brute force. */
function* edits(length: number) {
  for (let start = 0; start <= length; start++) {
    for (let removed = 0; start + removed <= length; removed++) {
      yield { start, removed, inserted: '' };
      yield { start, removed, inserted: '+' };
    }
  }
}

describe('Span', () => {
  it('always says what the text says at its place', () => {
    const text = 'abcdefgh';
    for (const edit of edits(text.length)) {
      const span = new Span(2, 'cde');

      span.edit(edit);

      const after = text.slice(0, edit.start) + edit.inserted + text.slice(edit.start + edit.removed);
      expect(after.slice(span.start, span.end), JSON.stringify(edit)).toBe(span.text);
    }
  });

  it('takes in what is typed at its end only where it is greedy', () => {
    const greedy = new Span(1);
    const kept = new Span(1, 'ab');

    greedy.edit({ start: 1, removed: 0, inserted: 'x' }, true);
    kept.edit({ start: 3, removed: 0, inserted: 'x' });

    expect([greedy.text, kept.text]).toEqual(['x', 'ab']);
  });
});
