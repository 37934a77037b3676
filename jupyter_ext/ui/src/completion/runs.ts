import { type Cell, isCodeCellModel } from '@jupyterlab/cells';
import { isError } from '@jupyterlab/nbformat';
import { NotebookActions } from '@jupyterlab/notebook';

import type { OutcomeWatch } from './watching';

const INTERRUPTED = 'KeyboardInterrupt';

/**
 * Report whether cells ran or raised: what only a notebook knows.
 *
 * A cell that did not run because one before it raised has no error's name; that, and an interrupt, says nothing of it.
 */
export function reportRuns(watch: Pick<OutcomeWatch, 'ran'>): void {
  NotebookActions.executed.connect((_, { cell, success, error }) => {
    const raised = success ? undefined : (error?.errorName ?? nameOfError(cell));
    if (success || (raised && raised !== INTERRUPTED)) {
      watch.ran(cell.model.sharedModel, !success, raised);
    }
  });
}

function nameOfError(cell: Cell): string | undefined {
  const outputs = isCodeCellModel(cell.model) ? cell.model.outputs.toJSON() : [];
  return outputs.find(isError)?.ename;
}
