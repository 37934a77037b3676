"""What the developer would write makes a server's tokens likelier, and names those that the server does not."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from style_learner.ngrams.logprob_mixing import LogprobMixer, agreeing
from style_learner.ngrams.nested import PersonalNgrams, TokenizedText
from style_learner.ngrams.pre_tokenizer import PreTokenizer, PreTokenTail

TOLD = st.dictionaries(st.text(st.sampled_from("ab_ .("), min_size=1, max_size=4), st.floats(-9, -0.1), max_size=6)


def likeliest(history: str, before: str, times: int = 5) -> LogprobMixer:
    """Return what weighs tokens at the end of ``before`` for whoever wrote ``history`` several times."""
    words = PreTokenizer()
    own = PersonalNgrams([TokenizedText("/a", f"{number}.py", tuple(words.tokens(history))) for number in range(times)])
    return LogprobMixer(own.at("/a", words.tokens(before), (), PreTokenTail(before, words)), words)


HISTORY = "def settle(order):\n    ledger = open_ledger(order.vault)\n"
BEFORE = "def settle(order):\n    ledger ="


def test_what_the_developer_writes_there_becomes_the_likeliest() -> None:
    """Though the server has it far behind."""
    assert likeliest(HISTORY, BEFORE).mix("", {" Ledger": -1.4, " open": -3.0, " None": -2.0}).best() == " open"


def test_a_word_that_the_server_does_not_name_is_named() -> None:
    """It may be the likeliest all the same, and is written whole where the server has only a beginning of it."""
    weighing = likeliest(HISTORY, BEFORE)

    assert weighing.mix("", {" Ledger": -1.5, " None": -2.0}).best() == " open"
    assert weighing.mix("", {" Ledger": -1.5, " ope": -4.0}).best() == " open"


def test_a_begun_word_goes_on() -> None:
    """Servers write a word in pieces: what stands of it already is heeded."""
    assert likeliest(HISTORY, BEFORE).mix(" open_", {"file": -1.0, "led": -3.0}).best() == "ledger"


@given(TOLD)
def test_without_a_history_the_server_is_alone(told: dict[str, float]) -> None:
    """Nothing is added, nothing taken away."""
    found = likeliest("", "", times=0).mix("", told)

    assert not found.named
    for text, logprob in told.items():
        assert found.came(text) == pytest.approx(logprob)


@given(TOLD, st.text(st.sampled_from("ab_ .("), max_size=8))
def test_no_more_than_all_is_given_away(told: dict[str, float], written: str) -> None:
    """What the server told takes at most its share, what was counted at most the rest."""
    given_away = sum(math.exp(one) for one in told.values())

    def foreseen(text: str) -> float:
        found = likeliest("ab.ab(a_b) ab", "ab").mix(written, told)
        if text in told:
            return math.exp(found.foresaw(text, told[text]))
        return math.exp(found.foresaw(text, -30.0, [text]))

    named = likeliest("ab.ab(a_b) ab", "ab").mix(written, told).named

    assert sum(map(foreseen, [*told, *named])) <= max(1.0, given_away) + 1e-6


def test_whoever_foresees_better_is_believed_more() -> None:
    """After some tokens that the model alone foresaw, the cache has less to say."""
    weighing, told = likeliest(HISTORY, BEFORE), {" Ledger": -0.5, " open": -3.0}

    found = [weighing.mix("", told).came(" Ledger") for _ in range(5)]

    assert found == sorted(found)
    assert found[-1] > found[0]


@given(st.text(st.sampled_from("ab_ ."), min_size=1, max_size=4), TOLD)
def test_what_agrees_with_a_word_shares_all_of_it(word: str, told: dict[str, float]) -> None:
    """Or nothing does; and each begins with the word, or is an indentation that the word begins with."""
    found = agreeing(word, {text: math.exp(one) for text, one in told.items()})

    assert sum(found.values()) == pytest.approx(1.0) or not found
    assert all(text.startswith(word) or (word.startswith(text) and not word.strip()) for text in found)
