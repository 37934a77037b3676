import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import type { FileEditor, IEditorTracker } from '@jupyterlab/fileeditor';
import { Widget } from '@lumino/widgets';

import { languageOf } from '../context/languages';
import type { CellText } from '../server/messages';
import type { About, CellRef } from './cells';
import { partAsked, placeOfPart } from './file_parts';
import { diffNode } from './proposal';

/** In place of a cell's id. */
const FILE = 'file';

type FileWidget = IDocumentWidget<FileEditor>;

/** Files in text editors, of which one part is asked about as a cell of a notebook is. */
export class Files {
  /** `front`: the widget that the developer works in. */
  constructor(
    private readonly _tracker: IEditorTracker | null,
    private readonly _front: () => Widget | null
  ) {}

  /** Whether a reference is to a part of a file. */
  has({ cellId }: CellRef): boolean {
    return cellId === FILE;
  }

  /** The editor of the file in front. */
  get editor(): CodeEditor.IEditor | undefined {
    const widget = this._tracker?.currentWidget;
    return widget && widget === this._front() ? widget.content.editor : undefined;
  }

  /** The part that is asked about in the file in front; undefined where no file is. */
  get active(): CellRef | undefined {
    const widget = this._tracker?.currentWidget;
    if (!widget || widget !== this._front()) {
      return undefined;
    }
    const source = widget.content.model.sharedModel.getSource();
    const { editor } = widget.content;
    const { start, end } = editor.getSelection();
    const [from, to] = [editor.getOffsetAt(start), editor.getOffsetAt(end)].sort((a, b) => a - b);
    const part = partAsked(source, { start: from, end: to });
    return { path: widget.context.path, cellId: FILE, source: source.slice(part.start, part.end) };
  }

  /** What the assistant is told of the part, and of what stands around it. */
  about(ref: CellRef): About | undefined {
    const widget = this._widget(ref);
    const source = widget?.content.model.sharedModel.getSource() ?? '';
    const place =
      placeOfPart(source, ref.source ?? '') ?? (widget && !source.trim() ? { start: 0, end: 0 } : undefined);
    if (!widget || !place) {
      return undefined;
    }
    const texts = [source.slice(0, place.start), source.slice(place.start, place.end), source.slice(place.end)];
    const cells: CellText[] = texts.map(text => ({ type: 'code', source: text, outputs: [] }));
    const language = languageOf(widget.content.model.mimeType);
    return { path: ref.path, language, cells, cell: 1, cell_id: FILE };
  }

  /** The part's text, while it stands in its file. */
  source(ref: CellRef): string | undefined {
    return this._place(ref) ? ref.source : undefined;
  }

  /** Show how the part would change, and make the change where the developer says so. */
  propose(ref: CellRef, after: string, onApplied: () => void): boolean {
    if (!this._place(ref)) {
      return false;
    }
    const node = document.createElement('div');
    node.className = 'lamp-Proposal';
    node.append(diffNode(ref.source ?? '', after));
    void showDialog({
      title: `Change ${PathExt.basename(ref.path)}?`,
      body: new Widget({ node }),
      buttons: [Dialog.cancelButton({ label: 'Dismiss' }), Dialog.okButton({ label: 'Apply' })]
    }).then(({ button }) => {
      const place = this._place(ref);
      if (button.accept && place) {
        this._widget(ref)!.content.model.sharedModel.updateSource(place.start, place.end, after);
        onApplied();
      }
    });
    return true;
  }

  /** Insert a text below the part; undefined where that is gone. */
  insertBelow(ref: CellRef, text: string): CellRef | undefined {
    const place = this._place(ref);
    const shared = this._widget(ref)?.content.model.sharedModel;
    if (!place || !shared) {
      return undefined;
    }
    shared.updateSource(place.end, place.end, `${place.end > place.start ? '\n\n\n' : ''}${text}\n`);
    return { ...ref, source: text };
  }

  private _place(ref: CellRef) {
    const widget = this._widget(ref);
    return widget && placeOfPart(widget.content.model.sharedModel.getSource(), ref.source ?? '');
  }

  private _widget({ path }: CellRef): FileWidget | undefined {
    return this._tracker?.find(widget => widget.context.path === path);
  }
}
