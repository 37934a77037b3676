import { expect, test } from 'vitest';

import { whyLines } from '../src/why';

test('habits, rules, cells and snippets each have a line', () => {
  const lines = whyLines({
    sentence: 'Qwen wrote it in 1.0 s from the cells around the cursor.',
    habits: [{ feature: 'python.quotes', value: 'double', sure: 0.97 }],
    rules: ['requests.get becomes httpx.get'],
    cells: ['import pandas as pd'],
    snippets: [{ path: 'cart.py', line: 3, language: 'python', text: '', why: 'it speaks of the same things' }]
  });

  expect(lines).toEqual([
    'Qwen wrote it in 1.0 s from the cells around the cursor.',
    'Your habit: python.quotes is double (97 % sure)',
    'A rule from your edits: requests.get becomes httpx.get',
    'A cell of this notebook: import pandas as pd',
    'Your code: cart.py:3 (it speaks of the same things)'
  ]);
});

test('without any of them it says so', () => {
  expect(whyLines({})).toEqual(['The code around the cursor alone.']);
});
