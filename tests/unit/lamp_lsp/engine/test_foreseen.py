"""A text that was really written is foreseen no better than all of what may come adds up to."""

import math

import pytest

from lamp_lsp.engine.foreseen import ScoredToken, scored
from style_learner.ngrams.logprob_mixing import LogprobMixer
from style_learner.ngrams.nested import PersonalNgrams, TokenizedText
from style_learner.ngrams.pre_tokenizer import PreTokenizer, PreTokenTail

HISTORY = "def settle(order):\n    ledger = open_ledger(order.vault)\n"
BEFORE = "def settle(order):\n    ledger ="


def begin(history: str = HISTORY) -> LogprobMixer:
    """Return what weighs tokens for whoever wrote ``history`` several times."""
    words = PreTokenizer()
    own = PersonalNgrams([TokenizedText("/a", f"{number}.py", tuple(words.tokens(history))) for number in range(5)])
    return LogprobMixer(own.at("/a", words.tokens(BEFORE), (), PreTokenTail(BEFORE, words)), words)


ALONE = {" Ledger": 0.3, " open": 0.02, " None": 0.4, " x": 0.2, " y": 0.08}
"""A model of five tokens."""


def foreseen(text: str, told: int) -> float:
    """Return how likely a token is where the model tells so many of its likeliest."""
    top_logprobs = {one: math.log(ALONE[one]) for one in sorted(ALONE, key=lambda one: -ALONE[one])[:told]}
    (found,) = scored(
        begin(), [ScoredToken(text, math.log(ALONE[text]), top_logprobs)], lambda word: word[: len(" open")]
    )
    return math.exp(found)


@pytest.mark.parametrize("told", [1, 2, 5])
def test_what_is_foreseen_adds_up_to_no_more_than_one(told: int) -> None:
    """However many tokens the model tells; the developer's word counts for the token that it begins with."""
    assert sum(foreseen(text, told) for text in ALONE) <= 1 + 1e-9
    assert foreseen(" open", told) > 5 * ALONE[" open"]


def test_a_text_is_foreseen_token_by_token() -> None:
    """Its later tokens after its earlier ones; what the model is sure of stays as it is."""
    places = [
        ScoredToken(" open", -3.0, {" Ledger": -1.0, " open": -3.0}),
        ScoredToken("_led", -2.0, {"(": -1.0, "_led": -2.0}),
        ScoredToken("ger", -0.005, {"ger": -0.005}),
    ]

    found = scored(begin(), places, lambda word: word.removesuffix("ger"))

    assert found[0] > -3.0
    assert found[1] > -2.0
    assert found[2] == -0.005
