import { afterEach, beforeEach, expect, it, vi } from 'vitest';

vi.mock('@jupyterlab/apputils', () => ({ Notification: { error: () => undefined } }));

const { KernelConsent } = await import('../src/kernel/consent');

/** A server that keeps the setting, and a developer who answers when told to. */
function setUp(setting: boolean | null) {
  const kept = { setting, reads: 0 };
  const asked: { onAnswer: (yes: boolean) => void }[] = [];
  const client = {
    get: async () => {
      kept.reads++;
      return { live_kernel: kept.setting };
    },
    put: async (_path: string, { live_kernel }: { live_kernel: boolean }) => void (kept.setting = live_kernel)
  };
  const questions = { ask: (question: (typeof asked)[0]) => asked.push(question) };
  return { kept, asked, consent: new KernelConsent(client as never, questions as never) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('hears within a minute that the answer was taken back elsewhere', async () => {
  const { kept, consent } = setUp(true);
  expect(await consent.given()).toBe(true);

  kept.setting = false;
  await vi.advanceTimersByTimeAsync(61_000);

  expect(await consent.given()).toBe(false);
});

it('reads the setting at most once a minute', async () => {
  const { kept, consent } = setUp(true);

  for (let second = 0; second < 50; second++) {
    await Promise.all([consent.given(), consent.given()]);
    await vi.advanceTimersByTimeAsync(1_000);
  }

  expect(kept.reads).toBe(1);
});

it('asks once while the question stands open, and holds what was answered', async () => {
  const { asked, consent } = setUp(null);
  await consent.given();
  await vi.advanceTimersByTimeAsync(61_000);
  expect(await consent.given()).toBe(false);
  expect(asked.length).toBe(1);

  await vi.advanceTimersByTimeAsync(61_000);
  asked[0].onAnswer(true);

  expect(await consent.given()).toBe(true);
  expect(asked.length).toBe(1);
});
