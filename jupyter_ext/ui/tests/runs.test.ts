import { beforeEach, expect, it, vi } from 'vitest';

import type { Run } from '../src/server/messages';

const { executed, forgetListeners } = await vi.hoisted(async () => {
  const { Signal } = await import('@lumino/signaling');
  const sender = {};
  return { executed: new Signal<object, unknown>(sender), forgetListeners: () => Signal.clearData(sender) };
});
vi.mock('@jupyterlab/notebook', () => ({ NotebookActions: { executed } }));
vi.mock('@jupyterlab/cells', () => ({ isCodeCellModel: () => true }));
vi.mock('@jupyterlab/nbformat', () => ({ isError: (output: { output_type: string }) => output.output_type === 'error' }));

const { reportRuns } = await import('../src/completion/runs');

let told: Run[];

beforeEach(() => {
  told = [];
  forgetListeners();
  reportRuns({ acceptedIn: () => ['one'] } as never, { add: ({ runs }: { runs: Run[] }) => told.push(...runs) } as never);
});

function ran(success: boolean, errorName?: string, outputs: object[] = []): void {
  const cell = { model: { sharedModel: {}, outputs: { toJSON: () => outputs } } };
  executed.emit({ cell, success, error: errorName === undefined ? {} : { errorName } });
}

it('says nothing of a cell that did not run because another raised, and tells its own run later', () => {
  ran(false);
  expect(told).toEqual([]);

  ran(true);

  expect(told).toEqual([{ suggestion_id: 'one', raised: false }]);
});

it('takes an interrupt for no error of the code', () => {
  ran(false, 'KeyboardInterrupt');
  ran(false, undefined, [{ output_type: 'error', ename: 'KeyboardInterrupt' }]);

  expect(told).toEqual([]);
});

it('tells what was raised, once', () => {
  ran(false, 'NameError');
  ran(true);

  expect(told).toEqual([{ suggestion_id: 'one', raised: true, error: 'NameError' }]);
});

it('reads the name of an error from the output where the reply has none', () => {
  ran(false, undefined, [{ output_type: 'error', ename: 'ValueError' }]);

  expect(told).toEqual([{ suggestion_id: 'one', raised: true, error: 'ValueError' }]);
});
