import { type ICellModel, isCodeCellModel } from '@jupyterlab/cells';

import type { CellText } from '../server/messages';
import { type OutputsText, outputsText } from './outputs';

/** Texts of cells, each read once between two changes of it; a key changes no output. */
export class CellTexts {
  private _texts = new WeakMap<ICellModel, CellText>();
  private _outputs = new WeakMap<ICellModel, OutputsText>();
  private _watched = new WeakSet<ICellModel>();

  of(cell: ICellModel): CellText {
    let text = this._texts.get(cell);
    if (!text) {
      this._watch(cell);
      const type = cell.type === 'code' || cell.type === 'markdown' ? cell.type : 'raw';
      text = { type, source: cell.sharedModel.getSource(), ...this._outputsOf(cell) };
      this._texts.set(cell, text);
    }
    return text;
  }

  private _outputsOf(cell: ICellModel): OutputsText {
    let text = this._outputs.get(cell);
    if (!text) {
      text = isCodeCellModel(cell) ? outputsText(cell.outputs.toJSON()) : { outputs: [] };
      this._outputs.set(cell, text);
    }
    return text;
  }

  private _watch(cell: ICellModel): void {
    if (this._watched.has(cell)) {
      return;
    }
    this._watched.add(cell);
    const forget = () => {
      this._texts.delete(cell);
      this._outputs.delete(cell);
    };
    cell.sharedModel.changed.connect((_, { sourceChange }) => (sourceChange ? this._texts.delete(cell) : forget()));
    if (isCodeCellModel(cell)) {
      cell.outputs.changed.connect(forget);
    }
  }
}
