import { expect, it } from 'vitest';

import { withDollars } from '../src/assistant/mathematics';

it.each([
  ['The sum \\(a + b\\) is small.', 'The sum $a + b$ is small.'],
  ['So\n\\[\n\\frac{a}{b}\n\\]\nholds.', 'So\n$$\\frac{a}{b}$$\nholds.'],
  ['`re.compile("\\(x\\)")` and \\(x\\)', '`re.compile("\\(x\\)")` and $x$'],
  ['```python\nr"\\[x\\]"\n```\n\\(y\\)', '```python\nr"\\[x\\]"\n```\n$y$'],
  ['```python\nr"\\(x\\)"', '```python\nr"\\(x\\)"'],
  ['a \\[0\\) b and $c$', 'a \\[0\\) b and $c$']
])('makes dollars of brackets of mathematics, and of nothing else: %s', (said, shown) => {
  expect(withDollars(said)).toBe(shown);
});
