import type { JSONValue } from '@lumino/coreutils';

import type { LampClient } from '../server/client';
import type { LampSettings } from '../server/messages';

type Values = Record<string, JSONValue>;

/** As much of JupyterLab's settings of a plugin as is used. */
export interface OwnSettings {
  composite: Values;
  set(key: string, value: JSONValue): Promise<void>;
}

/**
 * Keeps JupyterLab's own settings and LAMP's, which hold for every editor, the same.
 *
 * LAMP's file is the truth: it is read first, and what the developer changes in JupyterLab goes there.
 */
export class SettingsSync {
  private _known: Values = {};
  private _isPulling = false;

  constructor(
    private readonly _client: Pick<LampClient, 'get' | 'put'>,
    private readonly _settings: OwnSettings,
    private readonly _onWrong: (message: string) => void
  ) {}

  /** Take over what holds, which another editor or the command line may have changed. */
  async pull(): Promise<void> {
    this._isPulling = true;
    try {
      this._known = (await this._client.get<LampSettings>('settings')).values;
      for (const [key, value] of Object.entries(this._known)) {
        if (!isSame(this._settings.composite[key], value)) {
          await this._settings.set(key, value);
        }
      }
    } catch {
      // No server: read again when the settings are looked at next.
    } finally {
      this._isPulling = false;
    }
  }

  /** Send what the developer changed; what LAMP does not take is set back, and the reason said. */
  async push(): Promise<void> {
    if (this._isPulling) {
      return;
    }
    const changed = Object.entries(this._settings.composite).filter(([key, value]) => {
      return key in this._known && !isSame(this._known[key], value);
    });
    if (!changed.length) {
      return;
    }
    try {
      this._known = (await this._client.put<LampSettings>('settings', { values: Object.fromEntries(changed) })).values;
    } catch (error) {
      this._onWrong((error as Error).message);
      await this.pull();
    }
  }
}

function isSame(one: JSONValue | undefined, other: JSONValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
