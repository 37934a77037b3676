import { describe, expect, it } from 'vitest';

import { languageOf } from '../src/context/languages';
import { outputsText } from '../src/context/outputs';
import { windowAround } from '../src/context/window';
import type { CellText } from '../src/server/messages';

function cell(source: string): CellText {
  return { type: 'code', source, outputs: [] };
}

describe('windowAround', () => {
  it('looks at few of many cells, and always takes the last', () => {
    const looked = new Set<number>();
    const { cells, cell: at } = windowAround(500, 250, index => {
      looked.add(index);
      return cell(`${index}`.padEnd(1_000));
    });

    expect(looked.size).toBeLessThan(30);
    expect(cells[at].source.trim()).toBe('250');
    expect(cells.at(-1)!.source.trim()).toBe('499');
  });

  it('takes a notebook that fits whole, in its order', () => {
    const sources = ['a', 'b', 'c', 'd'];
    const { cells, cell: at } = windowAround(4, 1, index => cell(sources[index]));

    expect([cells.map(({ source }) => source), at]).toEqual([sources, 1]);
  });
});

describe('outputsText', () => {
  it('keeps plain text without colours, and nothing of images or markup', () => {
    const { outputs } = outputsText([
      { output_type: 'stream', name: 'stdout', text: ['\u001b[31mred\u001b[0m\n', 'plain'] },
      { output_type: 'display_data', data: { 'image/png': 'iVBOR', 'text/html': '<b>x</b>' }, metadata: {} }
    ]);

    expect(outputs).toEqual(['red\nplain']);
  });

  it('caps what a loop prints, and keeps its beginning and its end', () => {
    const text = `begin${'x'.repeat(15_000)}end`;
    const [capped] = outputsText([{ output_type: 'stream', name: 'stdout', text }]).outputs;

    expect(capped.length).toBeLessThan(1_100);
    expect([capped.slice(0, 5), capped.slice(-3)]).toEqual(['begin', 'end']);
  });

  it('gives the traceback of an error apart', () => {
    const error = { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['\u001b[1mTraceback', 'E: v'] };

    expect(outputsText([error])).toEqual({ outputs: [], error: 'Traceback\nE: v' });
  });

  it('keeps the last line of a traceback however long and coloured it is', () => {
    const frames = Array.from({ length: 4_000 }, (_, line) => `\u001b[31mframe ${line}\u001b[0m`);
    const { error } = outputsText([
      { output_type: 'error', ename: 'E', evalue: 'v', traceback: [...frames, '\u001b[31mE\u001b[0m: v'] }
    ]);

    expect(error).toMatch(/^frame 0\n[^\u001b]*\nE: v$/);
    expect(error!.length).toBeLessThan(2_100);
  });
});

it.each([
  ['text/x-ipython', '', 'python'],
  ['text/x-python', '', 'python'],
  ['text/x-rsrc', '', 'r'],
  ['text/x-julia', '', 'julia'],
  ['text/plain', 'Python', 'python'],
  ['application/typescript', '', 'typescript']
])('names the language of %s (kernel %s) %s', (mimeType, kernel, language) => {
  expect(languageOf(mimeType, () => kernel)).toBe(language);
});
