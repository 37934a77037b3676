import { expect, it } from 'vitest';

import { standing } from '../src/completion/standing';

it('gives the shares that the language server gives', () => {
  expect(standing('total = a + b', 'total = a - b')).toEqual({ share: 8 / 9, characters: 8 });
  expect(standing('f(x)', '')).toEqual({ share: 0, characters: 0 });
});

it('counts neither white space nor what was added between', () => {
  expect(standing('if a:\n  b()', 'if a:\n\n    c()\n    b()').share).toBe(1);
});
