import { Notification } from '@jupyterlab/apputils';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

import { lampIcon } from '../icons';
import type { LampClient } from '../server/client';

/** What the page asks for; it can do nothing by itself. */
type PageMessage =
  | { lamp: 'change'; changes: unknown[] }
  | { lamp: 'forgetProject'; project: string }
  | { lamp: 'pause' | 'resume' | 'export' };

export interface ProfileOptions {
  client: LampClient;
  theme: () => 'light' | 'dark';
  /** The notebook in front, whose project the page is about; empty for none. */
  path: () => string;
  /** Told when the page paused LAMP or woke it. */
  onTurned: () => void;
}

/**
 * What LAMP has learned, as the daemon draws it.
 *
 * The page lives in a frame of no origin: it reaches neither Jupyter nor the network, and asks by messages.
 */
export class ProfilePanel extends Widget {
  private _frame = document.createElement('iframe');
  private readonly _onMessage = (event: MessageEvent) => {
    if (event.source === this._frame.contentWindow) {
      void this._act(event.data as PageMessage).catch(error => Notification.error((error as Error).message));
    }
  };

  constructor(private readonly _options: ProfileOptions) {
    super();
    this.id = 'lamp-profile';
    this.addClass('lamp-Profile');
    this.title.label = 'LAMP: profile';
    this.title.icon = lampIcon;
    this.title.closable = true;
    this._frame.setAttribute('sandbox', 'allow-scripts');
    this._frame.title = 'What LAMP has learned';
    this.node.append(this._frame);
  }

  async refresh(): Promise<void> {
    try {
      const { client, theme, path } = this._options;
      const { html } = await client.get<{ html: string }>('page', { theme: theme(), path: path() });
      this._frame.srcdoc = html;
    } catch (error) {
      this._frame.srcdoc = '';
      Notification.error((error as Error).message);
    }
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    window.addEventListener('message', this._onMessage);
    void this.refresh();
  }

  protected override onBeforeDetach(message: Message): void {
    window.removeEventListener('message', this._onMessage);
    super.onBeforeDetach(message);
  }

  private async _act(message: PageMessage): Promise<void> {
    const { client } = this._options;
    switch (message.lamp) {
      case 'change':
        await client.post('changes', { changes: message.changes }); // the page shows it already
        return;
      case 'forgetProject': // the page asked whether it is meant
        await client.post('forget', { project: message.project });
        break;
      case 'pause':
      case 'resume':
        await client.post(message.lamp);
        this._options.onTurned();
        break;
      case 'export':
        save('lamp-profile.json', JSON.stringify(await client.get('export'), null, 2));
        return;
      default:
        return;
    }
    await this.refresh();
  }
}

function save(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
