import { Cell, isCodeCellModel } from '@jupyterlab/cells';
import { isError } from '@jupyterlab/nbformat';
import { NotebookActions } from '@jupyterlab/notebook';

import type { Outbox } from './outbox';
import type { OutcomeWatch } from './watching';

/** Report, once for each accepted suggestion, whether its cell ran or raised: what only a notebook knows. */
export function reportRuns(watch: OutcomeWatch, outbox: Outbox): void {
  const told = new Set<string>();
  NotebookActions.executed.connect((_, { cell, success, error }) => {
    const fresh = watch.acceptedIn(cell.model.sharedModel).filter(id => !told.has(id));
    fresh.forEach(id => told.add(id));
    const raised = !success;
    const text = raised ? (error?.errorName ?? nameOfError(cell)) : undefined;
    outbox.add({ runs: fresh.map(suggestion_id => ({ suggestion_id, raised, ...(text ? { error: text } : {}) })) });
  });
}

function nameOfError(cell: Cell): string | undefined {
  const outputs = isCodeCellModel(cell.model) ? cell.model.outputs.toJSON() : [];
  return outputs.find(isError)?.ename;
}
