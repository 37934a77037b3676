import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { LiveKernel } from '../src/kernel/live';

const NAMES = [{ name: 'df', type: 'DataFrame', detail: '(2, 1)', columns: { price: 'float64' } }];

/** A kernel that answers when it is told to. */
class SlowKernel {
  readonly iopubMessage = new Signal<this, { header: { msg_type: string } }>(this);
  readonly statusChanged = new Signal<this, string>(this);
  readonly info = Promise.resolve({ language_info: { name: 'python' } });
  readonly isDisposed = false;
  status = 'idle';
  asked = 0;
  answer: () => void = () => undefined;
  lose: () => void = () => undefined;

  requestExecute() {
    this.asked += 1;
    const lamp = { status: 'ok', data: { 'text/plain': JSON.stringify(NAMES) } };
    const done = new Promise((resolve, reject) => {
      this.answer = () => resolve({ content: { status: 'ok', user_expressions: { lamp } } });
      this.lose = () => reject(new Error('Canceled'));
    });
    return { done };
  }
}

function columns(live: LiveKernel, kernel: SlowKernel) {
  return live.columnsOf(kernel as never, 'df');
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('answers in time without a kernel that takes long, asks it once, and takes its late answer', async () => {
  const kernel = new SlowKernel();
  const live = new LiveKernel(async () => true);

  for (let tab = 0; tab < 3; tab++) {
    const asked = columns(live, kernel);
    await vi.advanceTimersByTimeAsync(900);
    expect(await Promise.race([asked, 'late'])).toEqual({});
    await vi.advanceTimersByTimeAsync(2_000);
  }
  kernel.answer();

  expect(await columns(live, kernel)).toEqual({ price: 'float64' });
  expect(kernel.asked).toBe(1);
});

it('asks anew where the answer got lost', async () => {
  const kernel = new SlowKernel();
  const live = new LiveKernel(async () => true);
  const lost = columns(live, kernel);
  await vi.advanceTimersByTimeAsync(0);
  kernel.lose();
  await lost;

  void columns(live, kernel);
  await vi.advanceTimersByTimeAsync(0);

  expect(kernel.asked).toBe(2);
});

it('reads nothing before a yes, and then at once', async () => {
  const kernel = new SlowKernel();
  let yes = false;
  const live = new LiveKernel(async () => yes);
  expect(await columns(live, kernel)).toEqual({});
  expect(kernel.asked).toBe(0);

  yes = true;
  live.allowed();
  await vi.advanceTimersByTimeAsync(0);

  expect(kernel.asked).toBe(1);
});

it('forgets the names where the yes was taken back', async () => {
  const kernel = new SlowKernel();
  let yes = true;
  const live = new LiveKernel(async () => yes);
  const asked = columns(live, kernel);
  await vi.advanceTimersByTimeAsync(0);
  kernel.answer();
  expect(await asked).toEqual({ price: 'float64' });

  yes = false;
  kernel.iopubMessage.emit({ header: { msg_type: 'execute_input' } });

  expect(await columns(live, kernel)).toEqual({});
  expect(kernel.asked).toBe(1);
});
