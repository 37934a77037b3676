"""Where a cursor stands within one of a model's tokens, what followed elsewhere is found all the same."""

import numpy as np
import pytest

from lamp_bench.token_tail import TokenTail
from style_learner.ngrams.nested import PersonalNgrams, TokenizedText
from tests.unit.style_learner.ngrams.vocabulary import Words


@pytest.mark.parametrize("typed", ["total = ", "total =", "total = pr", "\ntot"])
def test_a_cursor_within_a_token_is_no_obstacle(typed: str) -> None:
    """What followed elsewhere is foreseen wherever the developer stops: behind a blank, or within a word."""
    words = Words()
    own = PersonalNgrams([TokenizedText("/a", "y.py", tuple(words.tokens("total = price + 1\n") * 3))])
    cache = own.at("/a", words.tokens(typed), (), TokenTail(typed, words))
    (wanted,) = words.tokens(typed_next(typed))

    mixed = cache.after(()).mix(np.full(words.size, -np.log(words.size)))

    assert int(np.argmax(mixed)) == wanted


def test_behind_the_first_token_the_run_reaches_over_the_cursor() -> None:
    """Once the broken token is whole again, the lines before the cursor say what comes next."""
    words = Words()
    texts = [TokenizedText("/a", "y.py", tuple(words.tokens(text))) for text in ("a = b + c\n", "d = b - e\n")]
    cache = PersonalNgrams(texts).at("/a", words.tokens("a = "), (), TokenTail("a = ", words))
    plus, minus = words.tokens(" +")[0], words.tokens(" -")[0]

    mixed = cache.after(words.tokens("b")).mix(np.full(words.size, -np.log(words.size)))

    assert mixed[plus] > mixed[minus]


def typed_next(typed: str) -> str:
    """Return the token that goes on after ``typed`` in ``total = price + 1``."""
    return {"total = ": "price", "total =": " price", "total = pr": "ice", "\ntot": "al"}[typed]
