import { Dialog, showDialog } from '@jupyterlab/apputils';
import { Widget } from '@lumino/widgets';

import type { LampClient } from './server/client';
import type { Why } from './server/messages';
import { whyLines } from './why';

const NONE = 'No completion was shown on this page yet. Type in a cell, then ask again.';

/** Show what a completion was built from. */
export async function showWhy(client: LampClient, id: string): Promise<void> {
  const lines = id ? whyLines(await client.get<Why>('why', { id })) : [NONE];
  const node = document.createElement('ul');
  for (const line of lines) {
    const item = document.createElement('li');
    item.textContent = line;
    node.append(item);
  }
  await showDialog({ title: 'Why this completion?', body: new Widget({ node }), buttons: [Dialog.okButton()] });
}
