"""Samples as token ids, asked for as the engine asks: the model's own format, LAMP's own prompts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from style_learner.errors import NotAvailable
from style_learner.prompts.budget import Budget, fit_budget
from style_learner.prompts.building import build_prompt
from style_learner.prompts.formats import FimFormat, family_in_vocabulary
from style_learner.tuning.samples import Sample

ASKED = fit_budget(read_tokens_per_s=150, write_tokens_per_s=25, wait_s=2, context_length=4096)
"""The prompt that LAMP asks a 0.5B model with on two cores: by such an adapter is judged."""
TRAINED = Budget(evidence=192, prefix=224, suffix=64, answer=0)
"""A shorter one to train with: what is wanted is learned from, the prompt is only read."""
MOST_WANTED = 256
"""Tokens of one place; the longest pieces of code have about as many."""
MOST_BEFORE = 128
"""Tokens before the cursor that are learned from too: they are read anyway, and only the output layer costs more."""


@dataclass(frozen=True, slots=True)
class Example:
    """What is read, and what is to be foreseen."""

    prompt: tuple[int, ...]
    wanted: tuple[int, ...]
    """With the token that ends an answer."""
    weight: float
    before: int = 0
    """Tokens at the end of what stands before the cursor that are learned from too."""
    cursor: int = 0
    """Where in the prompt these end."""

    @property
    def tokens(self) -> int:
        return len(self.prompt) + len(self.wanted)


class Examples:
    """Lays samples out for one model. Its tokens serve the developer's n-grams as well."""

    def __init__(self, tokenizer: Any) -> None:
        """Find the model's format.

        Raises:
            NotAvailable: the model does not fill in the middle.
        """
        vocabulary: dict[str, int] = tokenizer.get_vocab()
        fim = family_in_vocabulary(vocabulary.__contains__)
        if fim is None:
            raise NotAvailable("The model does not fill in the middle, so that it cannot learn to; choose a coder.")
        self.fim: FimFormat = fim
        self._tokenizer = tokenizer
        self._text_of = {number: text for text, number in vocabulary.items()}
        self._suffix, self._middle = (vocabulary[mark.strip()] for mark in (fim.suffix, fim.middle))
        self._end = next(vocabulary[mark] for mark in fim.stop if mark in vocabulary)

    def example(self, sample: Sample, budget: Budget, *, retrieved: bool = True) -> Example:
        """Build the prompt for a place; without what was ``retrieved`` where that is false."""
        evidence = sample.retrieved if retrieved else ()
        prompt = build_prompt(sample.context, evidence, fim=self.fim, budget=budget, count_tokens=self.count)
        wanted = [*self.tokens(sample.wanted)[:MOST_WANTED], self._end]
        read = self._encoded(prompt.text)
        cursor = self._cursor(read)
        shown = len(prompt.window.prefix)
        before = self.count(prompt.window.prefix[max(0, shown - sample.own_before) :]) - 1  # the first may be cut
        return Example(tuple(read), tuple(wanted), sample.weight, max(0, min(before, MOST_BEFORE, cursor - 1)), cursor)

    def _cursor(self, prompt: Sequence[int]) -> int:
        """Return where in a prompt the text before the cursor ends."""
        mark = self._middle if self.fim.suffix_first else self._suffix
        return len(prompt) - 1 - next(number for number, one in enumerate(reversed(prompt)) if one == mark)

    def count(self, text: str) -> int:
        """Return the number of tokens of a text."""
        return len(self._encoded(text))

    def tokens(self, text: str) -> list[int]:
        """Return the tokens of a text that stands within others."""
        return self._encoded(text)

    def piece(self, token: int) -> bytes:
        """Return the bytes of one token."""
        return bytes(_BYTES.get(one, 63) for one in self._text_of.get(token, ""))

    def _encoded(self, text: str) -> list[int]:
        found: Sequence[int] = self._tokenizer.encode(text, add_special_tokens=False)
        return list(found)


def _bytes_of_characters() -> dict[str, int]:
    """Return the bytes that the characters of a byte-level vocabulary stand for (GPT-2, Radford et al. 2019)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [one for one in range(256) if one not in printable]
    return {chr(one): one for one in printable} | {chr(256 + number): one for number, one in enumerate(others)}


_BYTES = _bytes_of_characters()
