import { Notification } from '@jupyterlab/apputils';

import type { Questions } from '../questions/questions';
import type { LampClient } from '../server/client';
import type { LampSettings } from '../server/messages';

/** JupyterLab shows 140 characters of a notification. */
const QUESTION = 'May LAMP read the names in your kernel: types, shapes, columns, never values? None of your code is run for it.';

/** Whether names of the live kernel may be read: the developer's answer, kept by the server; asked for once. */
export class KernelConsent {
  /** Told when the developer says yes. */
  onYes: () => void = () => undefined;
  private _answer: boolean | undefined;
  private _asking: Promise<void> | undefined;

  constructor(
    private readonly _client: LampClient,
    private readonly _questions: Questions
  ) {}

  /** Say yes or no at once; while the question stands open, no. */
  async given(): Promise<boolean> {
    if (this._answer === undefined) {
      this._asking ??= this._ask();
      await this._asking;
    }
    return this._answer ?? false;
  }

  private async _ask(): Promise<void> {
    try {
      const { live_kernel } = await this._client.get<LampSettings>('settings');
      if (live_kernel !== null) {
        this._answer = live_kernel;
      } else {
        this._questions.ask({ text: QUESTION, onAnswer: yes => this._answered(yes) });
      }
    } catch {
      this._asking = undefined; // no server: asked again at the next completion
    }
  }

  private _answered(yes: boolean): void {
    this._answer = yes;
    this._client.put('settings', { live_kernel: yes }).catch(error => Notification.error(error.message));
    if (yes) {
      this.onYes();
    }
  }
}
