import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { type ISignal, Signal } from '@lumino/signaling';

import { readLines } from './ndjson';

/** A request that failed; its message says what happened and what to do next. */
export class RequestFailed extends Error {}

const UNREACHABLE = 'Jupyter does not answer. Check that its server still runs, then reload this page.';

/** The only one who asks the server extension. */
export class LampClient {
  readonly settings = ServerConnection.makeSettings();
  private _failed = new Signal<this, void>(this);

  /** Told when a request failed, for the status to be looked at again. */
  get failed(): ISignal<this, void> {
    return this._failed;
  }

  async get<T>(path: string, query: Record<string, string> = {}): Promise<T> {
    return (await this.request('GET', path + URLExt.objectToQueryString(query))).json();
  }

  async post<T = unknown>(path: string, body: unknown = {}): Promise<T> {
    return (await this.request('POST', path, { body: JSON.stringify(body) })).json();
  }

  async put<T = unknown>(path: string, body: unknown): Promise<T> {
    return (await this.request('PUT', path, { body: JSON.stringify(body) })).json();
  }

  async delete(path: string, query: Record<string, string>): Promise<void> {
    await this.request('DELETE', path + URLExt.objectToQueryString(query));
  }

  /** Post `body` and yield the lines of the answer as they come; ended by `signal`, which stops the model too. */
  async *stream<T>(path: string, body: unknown, signal: AbortSignal): AsyncGenerator<T> {
    const response = await this.request('POST', path, { body: JSON.stringify(body), signal });
    if (response.body) {
      yield* readLines<T>(response.body);
    }
  }

  private async request(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const url = URLExt.join(this.settings.baseUrl, 'lamp', path);
    let response: Response;
    try {
      response = await ServerConnection.makeRequest(url, { ...init, method }, this.settings);
    } catch (error) {
      if (init.signal?.aborted) {
        throw error;
      }
      this._failed.emit();
      throw new RequestFailed(UNREACHABLE);
    }
    if (!response.ok) {
      this._failed.emit();
      throw new RequestFailed(await said(response));
    }
    return response;
  }
}

async function said(response: Response): Promise<string> {
  try {
    const { error } = await response.json();
    if (typeof error === 'string' && error) {
      return error;
    }
  } catch {
    // Not from LAMP's handlers: a proxy's page, or the server extension is not enabled.
  }
  return `LAMP's part of the Jupyter server does not answer (HTTP ${response.status}). See: jupyter server extension list`;
}
