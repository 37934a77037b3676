import { describe, expect, it } from 'vitest';

import { Follower, Offer } from '../src/completion/follower';

const OFFER: Offer = { id: 's', text: 'add(a, b)', at: 4 };

function kinds(follower: Follower, now: number): string[] {
  return follower.due(now).outcomes.map(({ kind }) => kind);
}

function type(follower: Follower, text: string, at: number, now: number): void {
  [...text].forEach((inserted, index) => follower.edited([{ start: at + index, removed: 0, inserted }], now));
}

/** Accept as the completer does: by one edit, then the cursor's word on what stands there. */
function accept(follower: Follower, now: number): void {
  follower.accept(() => {
    follower.edited([{ start: OFFER.at, removed: 0, inserted: OFFER.text }], now);
    return OFFER;
  }, now);
}

describe('Follower', () => {
  it('tells that a suggestion was shown after half a second, once', () => {
    const follower = new Follower();
    follower.shown(OFFER, 0);

    expect([kinds(follower, 0.4), kinds(follower, 0.6), kinds(follower, 2)]).toEqual([[], ['shown'], []]);
  });

  it('tells an acceptance by Tab as a command, with its characters', () => {
    const follower = new Follower();
    follower.shown(OFFER, 0);

    accept(follower, 1);

    const told = follower.due(1).outcomes.map(({ kind, how, characters }) => ({ kind, how, characters }));
    expect(told[1]).toEqual({ kind: 'accepted', how: 'command', characters: OFFER.text.length });
  });

  it('takes a suggestion that is typed to its end for accepted', () => {
    const follower = new Follower();
    follower.shown(OFFER, 0);

    type(follower, OFFER.text, OFFER.at, 1);

    expect(follower.due(1).outcomes.at(-1)).toMatchObject({ kind: 'accepted', how: 'typed' });
  });

  it('tells what was written instead, after a pause', () => {
    const follower = new Follower();
    follower.shown(OFFER, 0);

    type(follower, 'sum(a)', OFFER.at, 1);

    expect(kinds(follower, 3)).toEqual(['shown']);
    expect(follower.due(7).outcomes).toMatchObject([{ kind: 'typed_over', text: 'sum(a)' }]);
  });

  it('takes turning to another candidate for no answer, and follows that one', () => {
    const follower = new Follower();
    follower.shown(OFFER, 0);
    follower.turned({ ...OFFER, id: 't', text: 'sum(a)' }, 1);
    follower.dismissed(3);

    const told = follower.due(3).outcomes.map(({ suggestion_id, kind }) => [suggestion_id, kind]);
    expect(told).toEqual([
      ['s', 'shown'],
      ['t', 'shown'],
      ['t', 'rejected']
    ]);
  });

  it('goes on following what is written over while the next suggestion is on show', () => {
    const follower = new Follower();
    follower.shown(OFFER, 0);
    type(follower, 'x', OFFER.at, 1);

    follower.shown({ id: 'next', text: ' = 1', at: 5 }, 1.2);
    type(follower, '2', 5, 1.5);

    const told = follower.due(10).outcomes.filter(({ suggestion_id }) => suggestion_id === 's');
    expect(told.at(-1)).toMatchObject({ kind: 'typed_over', text: 'x2' });
  });

  it('takes a deletion up to the untouched place for a no, if there was time to see it', () => {
    const seen = new Follower();
    const unseen = new Follower();
    for (const [follower, at] of [
      [seen, 1],
      [unseen, 0.1]
    ] as const) {
      follower.shown(OFFER, 0);
      follower.edited([{ start: 3, removed: 1, inserted: '' }], at);
    }

    expect([kinds(seen, 2), kinds(unseen, 2)]).toEqual([['shown', 'rejected'], []]);
  });

  it('takes brackets that the editor closes for no answer', () => {
    const follower = new Follower();
    follower.shown(OFFER, 0);

    type(follower, 'add', OFFER.at, 1);
    follower.edited([{ start: OFFER.at + 3, removed: 0, inserted: '()' }], 1);

    expect(kinds(follower, 20)).toEqual(['shown']);
  });

  it('tells that an untouched suggestion was ignored when the line is left', () => {
    const follower = new Follower();
    follower.shown(OFFER, 0);

    follower.left(1);

    expect(kinds(follower, 1)).toEqual(['shown', 'ignored']);
  });

  it('looks at an accepted text after 30 s, 2, 5 and 10 min, then no more', () => {
    const follower = new Follower();
    follower.shown(OFFER, 0);
    accept(follower, 1);
    follower.edited([{ start: OFFER.at, removed: 3, inserted: 'sum' }], 20);

    const ages = [40, 200, 400, 700, 9_000].map(now => follower.due(now).retentions);

    expect(ages.map(all => all.map(({ after_s }) => after_s))).toEqual([[30], [120], [300], [600], []]);
    expect(ages[0][0]).toMatchObject({ share: 5 / 8, text: 'sum(a, b)' });
    expect(follower.isIdle).toBe(true);
  });

  it('takes an acceptance that is undone at once for a no', () => {
    const follower = new Follower();
    follower.shown(OFFER, 0);
    accept(follower, 1);

    follower.edited([{ start: OFFER.at, removed: OFFER.text.length, inserted: '' }], 3);

    expect(kinds(follower, 3)).toEqual(['shown', 'accepted', 'rejected']);
  });
});
