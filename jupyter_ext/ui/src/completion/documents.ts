import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { IEditorTracker } from '@jupyterlab/fileeditor';
import type { INotebookTracker } from '@jupyterlab/notebook';

import type { CellTexts } from '../context/cells';
import { allSources, notebookLanguage, placeOf } from '../context/place';
import type { LampClient } from '../server/client';
import type { CellText } from '../server/messages';

type Event = 'opened' | 'saved';

/** Send documents to be learned from when they are opened and saved. */
export function sendDocuments(
  client: LampClient,
  texts: CellTexts,
  notebooks: INotebookTracker | null,
  files: IEditorTracker | null
): void {
  const send = (path: string, language: string, cells: CellText[], event: Event) =>
    // A document that cannot be sent is sent again when it is saved next.
    client
      .post('document', { path, language, cells, event })
      .catch(() => undefined);
  notebooks?.widgetAdded.connect((_, panel) =>
    onOpenAndSave(panel.context, event => send(panel.context.path, notebookLanguage(panel), allSources(panel), event))
  );
  files?.widgetAdded.connect((_, widget) =>
    onOpenAndSave(widget.context, event => {
      const place = placeOf(widget, 0, texts);
      void (place && send(place.path, place.language, place.cells, event));
    })
  );
}

function onOpenAndSave(context: DocumentRegistry.Context, act: (event: Event) => unknown): void {
  void context.ready.then(() => act('opened'));
  context.saveState.connect((_, state) => {
    if (state === 'completed') {
      act('saved');
    }
  });
}
