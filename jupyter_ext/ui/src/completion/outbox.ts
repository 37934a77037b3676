import type { LampClient } from '../server/client';
import type { OutcomesBody } from '../server/messages';

const EVERY_MS = 2_000;

/** Outcomes kept while the server is away; older ones are dropped first. */
const MOST_KEPT = 500;

/** Sends outcomes in batches, and keeps them until the server has them. */
export class Outbox {
  private _waiting: OutcomesBody = { outcomes: [], retentions: [], runs: [] };
  private _timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly _client: Pick<LampClient, 'post'>) {}

  add(news: Partial<OutcomesBody>): void {
    this._waiting = merged(this._waiting, news);
    if (!isEmpty(this._waiting)) {
      this._timer ??= setTimeout(() => void this._send(), EVERY_MS);
    }
  }

  private async _send(): Promise<void> {
    const batch = this._waiting;
    this._waiting = { outcomes: [], retentions: [], runs: [] };
    try {
      await this._client.post('outcomes', batch);
    } catch {
      this._waiting = merged(batch, this._waiting);
    }
    this._timer = undefined;
    this.add({});
  }
}

function merged(older: OutcomesBody, newer: Partial<OutcomesBody>): OutcomesBody {
  return {
    outcomes: [...older.outcomes, ...(newer.outcomes ?? [])].slice(-MOST_KEPT),
    retentions: [...older.retentions, ...(newer.retentions ?? [])].slice(-MOST_KEPT),
    runs: [...older.runs, ...(newer.runs ?? [])].slice(-MOST_KEPT)
  };
}

function isEmpty(body: OutcomesBody): boolean {
  return !body.outcomes.length && !body.retentions.length && !body.runs.length;
}
