import { expect, it } from 'vitest';

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
