import { expect, it } from 'vitest';

import { namedIn } from '../src/assistant/mentions';

const readers = {
  cell: (number: number | undefined) => `cell ${number ?? 'here'}`,
  selection: () => 'selected',
  file: async (path: string) => `text of ${path}`
};

it.each([
  ['Why is @cell slower than @cell:3?', ['cell', 'cell:3']],
  ['@selection', ['selection']],
  ['Use @file:src/helpers.py, and @file:src/helpers.py once more.', ['src/helpers.py']],
  ['Write to ada@cell.org about @celluloid', []]
])('finds what is named: %s', async (question, names) => {
  expect((await namedIn(question, readers)).map(({ name }) => name)).toEqual(names);
});

it('gives each its text, and says what is not there', async () => {
  expect(await namedIn('@cell:2 @file:a.py', readers)).toEqual([
    { name: 'cell:2', text: 'cell 2' },
    { name: 'a.py', text: 'text of a.py' }
  ]);
  const gone = { ...readers, file: () => Promise.reject(new Error('There is no file a.py.')) };
  await expect(namedIn('@file:a.py', gone)).rejects.toThrow('There is no file a.py.');
});
