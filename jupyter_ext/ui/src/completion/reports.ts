import type { LampClient } from '../server/client';
import type { TrackEvent } from '../server/messages';

/** Between two requests: what happens in the meantime goes along in one. */
const EVERY_MS = 500;

/** Events kept while the server is away; older ones are dropped first. */
const MOST_KEPT = 2_000;

/** Tells the server what was shown and written, in order and with its time; what became of it is the server's to say. */
export class TrackReports {
  private _waiting: TrackEvent[] = [];
  private _timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly _client: Pick<LampClient, 'post'>) {}

  tell(event: Omit<TrackEvent, 'at'>): void {
    this._waiting.push({ ...event, at: now() });
    this._timer ??= setTimeout(() => void this._send(), EVERY_MS);
  }

  private async _send(): Promise<void> {
    const events = this._waiting;
    this._waiting = [];
    try {
      await this._client.post('track', { now: now(), events });
    } catch {
      this._waiting = [...events, ...this._waiting].slice(-MOST_KEPT);
    }
    this._timer = this._waiting.length ? setTimeout(() => void this._send(), EVERY_MS) : undefined;
  }
}

function now(): number {
  return Date.now() / 1000;
}
