import { Notification } from '@jupyterlab/apputils';

import type { Questions } from '../questions/questions';
import type { LampClient } from '../server/client';
import type { LampSettings } from '../server/messages';

/** JupyterLab shows 140 characters of a notification. */
const QUESTION =
  'May LAMP read the names in your kernel: types, shapes, columns, never values? None of your code is run for it.';

/** Elsewhere the developer may have changed the answer since. */
const READ_AGAIN_MS = 60_000;

/** Whether names of the live kernel may be read: the developer's answer, kept by the server; asked for once. */
export class KernelConsent {
  /** Told when the developer says yes. */
  onYes: () => void = () => undefined;
  private _answer = false;
  private _isOpen = false;
  private _readAt = -Infinity;
  private _reading: Promise<void> | undefined;

  constructor(
    private readonly _client: LampClient,
    private readonly _questions: Questions
  ) {}

  /** Say yes or no at once; while the question stands open, no. */
  async given(): Promise<boolean> {
    if (Date.now() - this._readAt >= READ_AGAIN_MS) {
      this._reading ??= this._read();
      await this._reading;
    }
    return this._answer;
  }

  private async _read(): Promise<void> {
    const wasOpen = this._isOpen;
    try {
      const { live_kernel } = await this._client.get<LampSettings>('settings');
      this._readAt = Date.now();
      if (wasOpen === this._isOpen) {
        this._take(live_kernel);
      }
    } catch {
      // No server: asked again at the next completion.
    } finally {
      this._reading = undefined;
    }
  }

  private _take(answer: boolean | null): void {
    this._answer = answer ?? false;
    if (answer === null && !this._isOpen) {
      this._isOpen = true;
      this._questions.ask({ text: QUESTION, onAnswer: yes => this._answered(yes) });
    }
  }

  private _answered(yes: boolean): void {
    this._isOpen = false;
    this._answer = yes;
    this._readAt = Date.now();
    this._client.put('settings', { live_kernel: yes }).catch(error => Notification.error(error.message));
    if (yes) {
      this.onYes();
    }
  }
}
