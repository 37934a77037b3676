import { Cell, isCodeCellModel } from '@jupyterlab/cells';
import { isError } from '@jupyterlab/nbformat';
import { NotebookActions } from '@jupyterlab/notebook';

import type { Outbox } from './outbox';
import type { OutcomeWatch } from './watching';

const INTERRUPTED = 'KeyboardInterrupt';

/**
 * Report, once for each accepted suggestion, whether its cell ran or raised: what only a notebook knows.
 *
 * A cell that did not run because one before it raised has no error's name; that, and an interrupt, says nothing of it.
 */
export function reportRuns(watch: OutcomeWatch, outbox: Outbox): void {
  const told = new Set<string>();
  NotebookActions.executed.connect((_, { cell, success, error }) => {
    const raised = success ? undefined : (error?.errorName ?? nameOfError(cell));
    if (!success && (!raised || raised === INTERRUPTED)) {
      return;
    }
    const fresh = watch.acceptedIn(cell.model.sharedModel).filter(id => !told.has(id));
    fresh.forEach(id => told.add(id));
    const run = { raised: !success, ...(raised ? { error: raised } : {}) };
    outbox.add({ runs: fresh.map(suggestion_id => ({ suggestion_id, ...run })) });
  });
}

function nameOfError(cell: Cell): string | undefined {
  const outputs = isCodeCellModel(cell.model) ? cell.model.outputs.toJSON() : [];
  return outputs.find(isError)?.ename;
}
