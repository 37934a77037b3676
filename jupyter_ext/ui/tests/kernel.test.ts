import { expect, it } from 'vitest';

import { columnAccess } from '../src/kernel/access';
import { liveName, readProbe } from '../src/kernel/probe';

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
