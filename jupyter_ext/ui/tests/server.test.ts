import { describe, expect, it, vi } from 'vitest';

import { Outbox } from '../src/completion/outbox';
import { readLines } from '../src/server/ndjson';

function streamOf(...chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      chunks.forEach(chunk => controller.enqueue(chunk));
      controller.close();
    }
  });
}

it('reads lines however the stream is cut, in the middle of a character too', async () => {
  const bytes = new TextEncoder().encode('{"text":"ä€"}\n\n{"done":true}');
  for (let cut = 1; cut < bytes.length; cut++) {
    const lines: unknown[] = [];
    for await (const line of readLines(streamOf(bytes.slice(0, cut), bytes.slice(cut)))) {
      lines.push(line);
    }

    expect(lines).toEqual([{ text: 'ä€' }, { done: true }]);
  }
});

describe('Outbox', () => {
  it('keeps what the server could not take, in its order, and sends it later', async () => {
    vi.useFakeTimers();
    const sent: unknown[] = [];
    let gone = true;
    const post = async (_path: string, body: unknown) => {
      if (gone) {
        throw new Error('gone');
      }
      sent.push(body);
      return {} as never;
    };
    const outbox = new Outbox({ post });
    const run = (suggestion_id: string) => ({ runs: [{ suggestion_id, raised: false }] });

    outbox.add(run('first'));
    await vi.advanceTimersByTimeAsync(2_500);
    gone = false;
    outbox.add(run('second'));
    await vi.advanceTimersByTimeAsync(5_000);

    expect(sent).toMatchObject([{ runs: [{ suggestion_id: 'first' }, { suggestion_id: 'second' }] }]);
    vi.useRealTimers();
  });
});
