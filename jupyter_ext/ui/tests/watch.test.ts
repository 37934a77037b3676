import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { LampClient } from '../src/server/client';
import { StatusWatch } from '../src/status/watch';

const MINUTE_MS = 60_000;

let looks = 0;

function watch(): StatusWatch {
  const client = {
    failed: new Signal<object, void>({}),
    get: async () => {
      looks += 1;
      return { state: 'ready', message: 'coder' };
    }
  };
  return new StatusWatch(client as unknown as LampClient);
}

beforeEach(() => {
  looks = 0;
  vi.useFakeTimers();
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }));
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('looks now and then while somebody is there', async () => {
  await watch().look();
  for (let minute = 0; minute < 20; minute++) {
    document.dispatchEvent(new Event('keydown'));
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
  }

  expect(looks).toBe(1 + 20 * 4);
});

it('goes on looking when the page comes into sight again, before anything is pressed', async () => {
  await watch().look();
  await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
  const before = looks;

  document.dispatchEvent(new Event('visibilitychange'));
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(looks).toBe(before + 5);
});

it('lets LAMP go to sleep when nobody is, and looks at once when somebody comes', async () => {
  await watch().look();
  await vi.advanceTimersByTimeAsync(5 * MINUTE_MS);
  const before = looks;
  await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
  expect(looks).toBe(before);

  document.dispatchEvent(new Event('pointerdown'));
  await vi.advanceTimersByTimeAsync(0);
  expect(looks).toBe(before + 1);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(looks).toBeGreaterThan(before + 3);
});
