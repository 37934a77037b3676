import { beforeEach, expect, it } from 'vitest';

import { SettingsSync } from '../src/settings/sync';

/** LAMP's settings, of which one is never negative. */
class Server {
  values: Record<string, never> = { model: 'coder' as never, latency_budget_ms: 2000 as never };
  puts: object[] = [];
  async get() {
    return { live_kernel: null, values: { ...this.values } } as never;
  }
  async put(_route: string, { values }: { values: Record<string, never> }) {
    this.puts.push(values);
    if ((values.latency_budget_ms ?? 0) < 0) {
      throw new Error('`latency_budget_ms` is too small.');
    }
    Object.assign(this.values, values);
    return this.get();
  }
}

let server: Server;
let composite: Record<string, never>;
let told: string[];
let sync: SettingsSync;

beforeEach(async () => {
  [server, composite, told] = [new Server(), { model: '' as never, latency_budget_ms: 2000 as never }, []];
  const settings = { composite, set: async (key: string, value: unknown) => void (composite[key] = value as never) };
  sync = new SettingsSync(server as never, settings, message => told.push(message));
  await sync.pull();
});

it('shows what holds, whoever set it', async () => {
  expect(composite).toEqual({ model: 'coder', latency_budget_ms: 2000 });
  await sync.push();
  expect(server.puts).toEqual([]);
});

it('sends what was changed, and that alone', async () => {
  composite.latency_budget_ms = 4000 as never;

  await sync.push();
  await sync.push();

  expect(server.puts).toEqual([{ latency_budget_ms: 4000 }]);
});

it('sets back what LAMP does not take, and says why', async () => {
  composite.latency_budget_ms = -1 as never;

  await sync.push();

  expect(composite.latency_budget_ms).toBe(2000);
  expect(told).toEqual(['`latency_budget_ms` is too small.']);
});
