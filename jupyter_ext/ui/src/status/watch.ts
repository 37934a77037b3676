import { type ISignal, Signal } from '@lumino/signaling';

import type { LampClient } from '../server/client';
import type { Status, StatusState } from '../server/messages';

/** Between two looks while the page is visible. */
const EVERY_MS = 15_000;

/** While something is under way that will be over soon. */
const SOON_MS = 3_000;

/** Without a key or a click for so long nobody is there, and a look would only keep LAMP awake. */
const NOBODY_MS = 5 * 60_000;

const UNDER_WAY: readonly StatusState[] = ['starting', 'loading', 'no_daemon', 'off', 'thinking', 'learning'];

const UNKNOWN: Status = { state: 'starting', message: 'LAMP is starting.' };

/** LAMP's state as the server last said it. */
export class StatusWatch {
  private _status = UNKNOWN;
  private _changed = new Signal<this, Status>(this);
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _looking = false;
  private _lastInput = Date.now();

  constructor(private readonly _client: LampClient) {
    _client.failed.connect(() => this._later(SOON_MS));
    document.addEventListener('visibilitychange', () => void (document.hidden || this._attended()));
    for (const input of ['keydown', 'pointerdown']) {
      document.addEventListener(input, () => this._attended(this._isWatched()), { capture: true, passive: true });
    }
  }

  get status(): Status {
    return this._status;
  }

  get changed(): ISignal<this, Status> {
    return this._changed;
  }

  /** Look now, and from time to time from now on. */
  async look(): Promise<void> {
    if (this._looking) {
      return;
    }
    this._looking = true;
    try {
      this._set(await this._client.get<Status>('status'));
    } catch (error) {
      this._set({ state: 'no_daemon', message: (error as Error).message });
    } finally {
      this._looking = false;
      this._later(UNDER_WAY.includes(this._status.state) ? SOON_MS : EVERY_MS);
    }
  }

  private _set(status: Status): void {
    const { state, message, progress, consent } = this._status;
    const isNews = status.state !== state || status.message !== message;
    if (isNews || status.progress !== progress || status.consent !== consent) {
      this._status = status;
      this._changed.emit(status);
    }
  }

  private _later(milliseconds: number): void {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => void (this._isWatched() && this.look()), milliseconds);
  }

  /** Somebody is there; look at once, unless the page is `watched` and so looked at anyway. */
  private _attended(watched = false): void {
    this._lastInput = Date.now();
    if (!watched) {
      void this.look();
    }
  }

  private _isWatched(): boolean {
    return !document.hidden && Date.now() - this._lastInput < NOBODY_MS;
  }
}
