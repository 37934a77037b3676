import { beforeEach, expect, it, vi } from 'vitest';

const { executed, forgetListeners } = await vi.hoisted(async () => {
  const { Signal } = await import('@lumino/signaling');
  const sender = {};
  return { executed: new Signal<object, unknown>(sender), forgetListeners: () => Signal.clearData(sender) };
});
vi.mock('@jupyterlab/notebook', () => ({ NotebookActions: { executed } }));
vi.mock('@jupyterlab/cells', () => ({ isCodeCellModel: () => true }));
vi.mock('@jupyterlab/nbformat', () => ({
  isError: (output: { output_type: string }) => output.output_type === 'error'
}));

const { reportRuns } = await import('../src/completion/runs');

let told: [boolean, string | undefined][];

beforeEach(() => {
  told = [];
  forgetListeners();
  reportRuns({ ran: (_source, raised, error) => void told.push([raised, error]) });
});

function ran(success: boolean, errorName?: string, outputs: object[] = []): void {
  const cell = { model: { sharedModel: {}, outputs: { toJSON: () => outputs } } };
  executed.emit({ cell, success, error: errorName === undefined ? {} : { errorName } });
}

it('says nothing of a cell that did not run because another raised, and tells its own run', () => {
  ran(false);
  expect(told).toEqual([]);

  ran(true);

  expect(told).toEqual([[false, undefined]]);
});

it('takes an interrupt for no error of the code', () => {
  ran(false, 'KeyboardInterrupt');
  ran(false, undefined, [{ output_type: 'error', ename: 'KeyboardInterrupt' }]);

  expect(told).toEqual([]);
});

it('reads the name of an error from the output where the reply has none', () => {
  ran(false, undefined, [{ output_type: 'error', ename: 'ValueError' }]);

  expect(told).toEqual([[true, 'ValueError']]);
});
