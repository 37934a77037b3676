import { execFileSync } from 'node:child_process';

import { expect, it } from 'vitest';

import { columnAccess } from '../src/kernel/access';
import { EXPRESSION, liveName, type ProbedName, readProbe } from '../src/kernel/probe';

it('knows where a column is written, and which can be written so', () => {
  const dotted = columnAccess('x = df.pr')!;
  const quoted = columnAccess("df['unit pr")!;

  expect([dotted.frame, dotted.typed, dotted.allows('unit price')]).toEqual(['df', 'pr', false]);
  expect([quoted.frame, quoted.typed, quoted.allows('unit price')]).toEqual(['df', 'unit pr', true]);
  expect(columnAccess('print(df)')).toBeUndefined();
});

it('takes a kernel that says something else for one that says nothing', () => {
  expect(readProbe({ status: 'error' })).toEqual([]);
  expect(readProbe({ status: 'ok', data: { 'text/plain': 'no JSON' } })).toEqual([]);
});

it('tells the columns of a frame with its shape', () => {
  const frame = { name: 'df', type: 'DataFrame', detail: '(2, 1)', columns: { price: 'float64' } };

  expect(liveName(frame)).toEqual({ name: 'df', type: 'DataFrame', detail: '(2, 1) [price: float64]' });
});

/** Evaluate the probe after `code`, as a kernel does. */
function probed(code: string): ProbedName[] {
  const program = `${code}\n__import__("sys").stdout.write(repr(${EXPRESSION}))`;
  const text = execFileSync('python3', ['-c', program], { encoding: 'utf-8' });
  return readProbe({ status: 'ok', data: { 'text/plain': text } });
}

it('keeps the newest of very many names', () => {
  const names = probed('globals().update({f"old{n}": n for n in range(500)})\n_hidden = 1\ndf = 1').map(
    ({ name }) => name
  );

  expect(names.slice(0, 2)).toEqual(['df', 'old499']);
  expect(names.length).toBe(200);
});

it.each([
  ['a, b=1', '(a, b)'],
  ['a, *args, b, **kw', '(a, *args, b, **kw)'],
  ['a, *, b', '(a, *, b)'],
  ['*args', '(*args)'],
  ['**kw', '(**kw)']
])('tells the signature of def f(%s)', (parameters, detail) => {
  expect(probed(`def f(${parameters}):\n    local = 1`)[0]).toMatchObject({ name: 'f', detail });
});
