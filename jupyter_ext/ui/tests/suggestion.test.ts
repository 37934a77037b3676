import { describe, expect, it } from 'vitest';

import { Suggestion } from '../src/completion/suggestion';
import type { SuggestLine } from '../src/server/messages';

async function* lines(...all: SuggestLine[]) {
  yield* all;
}

async function whole(before: string, after: string, last: Partial<SuggestLine>): Promise<Suggestion> {
  const suggestion = new Suggestion(before, after);
  await suggestion.read(lines({ id: 's', text: 'pri', done: false }, { id: 's', done: true, ...last }));
  return suggestion;
}

describe('Suggestion', () => {
  it('goes on where it is typed along, and nowhere else', async () => {
    const suggestion = await whole('x\n', '', { text: 'print(x)' });

    expect(suggestion.typedIn('x\npri', '')).toBe(3);
    expect(suggestion.typedIn('x\npra', '')).toBe(-1);
    expect(suggestion.typedIn('x\nprint(x)', '')).toBe(-1);
  });

  it('leaves to the editor the bracket that it closed, so that the text comes out whole', async () => {
    const suggestion = await whole('', '\n', { text: 'f(a)\ng(b)' });
    const typed = suggestion.typedIn('f(', ')\n');

    expect(`f(${suggestion.insertion(typed, ')\n')})`).toBe('f(a)\ng(b)');
  });

  it('leaves out what follows the cursor and is part of its end', async () => {
    const suggestion = await whole('f(', ')', { text: 'a, b)', replaces_after: 1 });

    expect(suggestion.insertion(0, ')')).toBe('a, b');
  });

  it('is empty where the end says that there is nothing', async () => {
    const suggestion = await whole('', '', { reason: 'It was rejected here.' });

    expect(suggestion.insertion(0, '')).toBe('');
  });

  it('wakes who waits for more when the stream breaks', async () => {
    const suggestion = new Suggestion('', '');
    const waiting = suggestion.moreThan(0);
    const broken = (async function* (): AsyncGenerator<SuggestLine> {
      throw new Error('gone');
    })();

    await expect(suggestion.read(broken)).rejects.toThrow('gone');

    await waiting;
    expect(suggestion.done).toBe(true);
  });

  it('keeps the candidates beside it as long as they go on', async () => {
    const more = [
      { id: 't', text: 'pretty(x)', replaces_after: 0 },
      { id: 'u', text: 'show(x)', replaces_after: 0 }
    ];
    const suggestion = await whole('x\n', '', { text: 'print(x)', more });

    expect(suggestion.along('x\n', '').map(({ id }) => id)).toEqual(['s', 't', 'u']);
    expect(suggestion.along('x\npre', '').map(({ id }) => id)).toEqual(['t']);
  });
});
