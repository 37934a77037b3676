import { NotebookActions } from '@jupyterlab/notebook';

import type { Feedback } from '../server/messages';
import type { CellRef } from './cells';

/** Answers' code that was taken over: told to the server, and told again when it was edited before its cell ran. */
export class AppliedCode {
  private _watched = new Map<string, { answer_id: string; code: string }>();

  constructor(private readonly _tell: (feedback: Feedback) => void) {
    NotebookActions.executed.connect((_, { cell }) => this._ran(cell.model.id, cell.model.sharedModel.getSource()));
  }

  add(answer_id: string, cell: CellRef, code: string): void {
    this._watched.set(cell.cellId, { answer_id, code });
    this._tell({ answer_id, kind: 'applied', text: code });
  }

  private _ran(cellId: string, source: string): void {
    const applied = this._watched.get(cellId);
    this._watched.delete(cellId);
    if (applied && source.trim() !== applied.code.trim()) {
      this._tell({ answer_id: applied.answer_id, kind: 'edited', text: source });
    }
  }
}
