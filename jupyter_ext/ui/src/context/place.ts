import type { Cell } from '@jupyterlab/cells';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import { ConsolePanel } from '@jupyterlab/console';
import { DocumentWidget } from '@jupyterlab/docregistry';
import { FileEditor } from '@jupyterlab/fileeditor';
import { NotebookPanel } from '@jupyterlab/notebook';
import type { Widget } from '@lumino/widgets';

import type { CellText, Place } from '../server/messages';
import type { CellTexts } from './cells';
import { languageOf } from './languages';
import { windowAround } from './window';

/** Cells of a console that are context: the last ones, as a notebook's above the cursor. */
const MOST_CONSOLE_CELLS = 20;

const DEFAULT_WIDTH = 4;
const MOST_WIDTH = 16;

/** The editor of a notebook's active cell, a console's prompt or a file; undefined for other widgets. */
export function editorOf(widget: Widget): CodeEditor.IEditor | undefined {
  if (widget instanceof NotebookPanel) {
    return widget.content.activeCell?.editor ?? undefined;
  }
  if (widget instanceof ConsolePanel) {
    return widget.console.promptCell?.editor ?? undefined;
  }
  return fileEditorOf(widget)?.editor;
}

/** How an editor indents: with so many blanks, or with tabs that are so wide. */
export function indentationOf(editor: CodeEditor.IEditor | undefined): { tab_size: number; insert_spaces: boolean } {
  const unit = String(editor?.getOption('indentUnit') ?? DEFAULT_WIDTH);
  const width = Number(unit === 'Tab' ? editor?.getOption('tabSize') : unit);
  const isWidth = Number.isInteger(width) && width >= 1 && width <= MOST_WIDTH;
  return { tab_size: isWidth ? width : DEFAULT_WIDTH, insert_spaces: unit !== 'Tab' };
}

/** The place of the cursor in a notebook's code, a console or a file; undefined for other cells and widgets. */
export function placeOf(widget: Widget, offset: number, texts: CellTexts): Place | undefined {
  if (widget instanceof NotebookPanel) {
    if (widget.content.activeCell?.model.type !== 'code') {
      return undefined;
    }
    return notebookPlace(widget, widget.content.activeCellIndex, offset, texts);
  }
  if (widget instanceof ConsolePanel) {
    return consolePlace(widget, offset, texts);
  }
  const file = fileEditorOf(widget);
  if (!file) {
    return undefined;
  }
  const source = file.model.sharedModel.getSource();
  const place = { path: file.context.path, language: languageOf(file.model.mimeType), offset };
  return { ...place, cells: [{ type: 'code', source, outputs: [] }], cell: 0 };
}

export function notebookPlace(
  panel: NotebookPanel,
  index: number,
  offset: number,
  texts: CellTexts
): Place | undefined {
  const cells = panel.content.model?.cells;
  if (!cells || index < 0 || index >= cells.length) {
    return undefined;
  }
  const language = notebookLanguage(panel);
  return {
    path: panel.context.path,
    language,
    ...windowAround(cells.length, index, at => texts.of(cells.get(at))),
    offset
  };
}

export function notebookLanguage(panel: NotebookPanel): string {
  return languageOf(panel.content.codeMimetype, () => panel.content.model?.defaultKernelLanguage ?? '');
}

/** What stands in every cell of a notebook, for it to be learned from; what cells put out is not the developer's. */
export function allSources(panel: NotebookPanel): CellText[] {
  return Array.from(panel.content.model?.cells ?? [], cell => ({
    type: cell.type === 'code' || cell.type === 'markdown' ? cell.type : 'raw',
    source: cell.sharedModel.getSource(),
    outputs: []
  }));
}

function consolePlace(panel: ConsolePanel, offset: number, texts: CellTexts): Place | undefined {
  const prompt = panel.console.promptCell;
  if (!prompt) {
    return undefined;
  }
  const before = Array.from(panel.console.cells as Iterable<Cell>).slice(-MOST_CONSOLE_CELLS);
  const cells = [...before, prompt].map(cell => texts.of(cell.model));
  const path = panel.console.sessionContext.path;
  return { path, language: languageOf(prompt.model.mimeType), cells, cell: cells.length - 1, offset };
}

function fileEditorOf(widget: Widget): FileEditor | undefined {
  return widget instanceof DocumentWidget && widget.content instanceof FileEditor ? widget.content : undefined;
}
