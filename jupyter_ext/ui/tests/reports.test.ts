import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { TrackReports } from '../src/completion/reports';
import type { TrackEvent } from '../src/server/messages';

let sent: { now: number; events: TrackEvent[] }[];
let isAway: boolean;
let reports: TrackReports;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  [sent, isAway] = [[], false];
  reports = new TrackReports({
    post: async (_route: string, body: unknown) => {
      if (isAway) {
        throw new Error('gone');
      }
      sent.push(body as (typeof sent)[number]);
      return {} as never;
    }
  });
});

afterEach(() => void vi.useRealTimers());

it('sends what happened in one request, each with its own time', async () => {
  reports.tell({ kind: 'left', source: 'a' });
  await vi.advanceTimersByTimeAsync(200);
  reports.tell({ kind: 'left', source: 'b' });
  await vi.advanceTimersByTimeAsync(10_000);

  expect(sent.map(({ events }) => events.map(({ source, at }) => [source, at]))).toEqual([
    [
      ['a', 1_000],
      ['b', 1_000.2]
    ]
  ]);
});

it('keeps what happened while the server is away, in its order', async () => {
  isAway = true;
  reports.tell({ kind: 'left', source: 'a' });
  await vi.advanceTimersByTimeAsync(5_000);
  reports.tell({ kind: 'left', source: 'b' });
  isAway = false;
  await vi.advanceTimersByTimeAsync(5_000);

  expect(sent.flatMap(({ events }) => events.map(({ source }) => source))).toEqual(['a', 'b']);
});
