import { ICellModel, isCodeCellModel } from '@jupyterlab/cells';

import type { CellText } from '../server/messages';
import { outputsText } from './outputs';

/** Texts of cells, each read once between two changes of it. */
export class CellTexts {
  private _texts = new WeakMap<ICellModel, CellText>();
  private _watched = new WeakSet<ICellModel>();

  of(cell: ICellModel): CellText {
    let text = this._texts.get(cell);
    if (!text) {
      this._watch(cell);
      text = read(cell);
      this._texts.set(cell, text);
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
    };
    cell.contentChanged.connect(forget);
    cell.sharedModel.changed.connect(forget);
    if (isCodeCellModel(cell)) {
      cell.outputs.changed.connect(forget);
    }
  }
}

function read(cell: ICellModel): CellText {
  const type = cell.type === 'code' || cell.type === 'markdown' ? cell.type : 'raw';
  const source = cell.sharedModel.getSource();
  return isCodeCellModel(cell) ? { type, source, ...outputsText(cell.outputs.toJSON()) } : { type, source, outputs: [] };
}
