"""What the developer took and left decides what is shown, in this file and since the last suggestion."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random

import pytest

from style_learner.policy.acceptance_model import (
    EXPLORED_SHARE,
    FEWEST_OUTCOMES,
    LEAST_LIKELY,
    USUAL_LEAST,
    AcceptanceModel,
    DisplayThreshold,
    typed_since,
)
from style_learner.types import Outcome, OutcomeKind, Suggestion

GUESS = Suggestion(
    id="0",
    text="x",
    at=0.0,
    language="python",
    project="/p",
    path="a.py",
    before="total = 0\n",
    after="",
    backend="b",
    model="m",
    strategy="personal",
    evidence=(),
    mean_logprob=-3.0,
    latency_ms=1.0,
)


def taught(kind: OutcomeKind, count: int) -> AcceptanceModel:
    """Return what is foreseen after ``count`` guesses with one outcome."""
    acceptance = AcceptanceModel()
    for number in range(count):
        acceptance.learn(
            replace(GUESS, id=str(number), text=f"x{number}"), Outcome(str(number), kind, float(number), 2)
        )
    return acceptance


def test_nothing_is_hidden_before_enough_was_seen() -> None:
    """A newcomer sees everything, however unlikely it looks."""
    assert not taught(OutcomeKind.REJECTED, FEWEST_OUTCOMES - 1).is_unlikely(GUESS, 1.0)
    assert taught(OutcomeKind.REJECTED, FEWEST_OUTCOMES).is_unlikely(GUESS, 1.0)


def test_who_leaves_guesses_is_not_shown_more_of_them() -> None:
    """After many rejected guesses another one is hidden; after many accepted ones it is shown."""
    assert taught(OutcomeKind.REJECTED, 60).is_unlikely(GUESS, 0.2)
    assert not taught(OutcomeKind.ACCEPTED, 60).is_unlikely(replace(GUESS, text="x = 1"), 0.2)


def test_a_likely_text_that_saves_nothing_is_not_worth_a_look() -> None:
    """Whoever takes everything is still not bothered with single characters, but is shown what saves typing."""
    acceptance = taught(OutcomeKind.ACCEPTED, 60)

    assert acceptance.is_unlikely(replace(GUESS, text=")"), 0.2)
    assert not acceptance.is_unlikely(replace(GUESS, text="total = price"), 0.2)


def test_the_least_likely_offers_are_hidden_where_much_is_taken() -> None:
    """What is far less likely than the others is hidden, however likely; never what is more likely than not."""
    worth, sure = DisplayThreshold(), DisplayThreshold()
    for number in range(40):
        worth.shown("total = price", 0.4 + number / 100, drawn=False)
        sure.shown("total = price", 0.8 + number / 1000, drawn=False)

    assert not worth.is_worth("total = price", 0.35, USUAL_LEAST)
    assert worth.is_worth("total = price", 0.5, USUAL_LEAST)
    assert sure.is_worth("total = price", 0.6, USUAL_LEAST)


def test_hiding_some_makes_it_hide_no_more() -> None:
    """The explored ones speak for the hidden, so that a tenth stays a tenth though the hidden are not seen."""
    random, worth, hidden = Random(5), DisplayThreshold(), 0  # noqa: S311 repeatable, not secret
    for _ in range(3000):
        probability, drawn = random.uniform(0.2, 0.5), random.random() < EXPLORED_SHARE
        likely = worth.is_worth("total = price", probability, USUAL_LEAST)
        hidden += not likely
        if likely or drawn:
            worth.shown("total = price", probability, drawn=drawn)

    assert 0.5 * LEAST_LIKELY < hidden / 3000 < 2 * LEAST_LIKELY


def test_some_are_shown_all_the_same() -> None:
    """A small share of what would be hidden is explored, always the same texts."""
    acceptance = taught(OutcomeKind.REJECTED, 60)
    hidden = [acceptance.is_unlikely(replace(GUESS, text=f"y{number}"), 1.0) for number in range(1000)]

    assert hidden == [acceptance.is_unlikely(replace(GUESS, text=f"y{number}"), 1.0) for number in range(1000)]
    assert 0.5 * EXPLORED_SHARE < hidden.count(False) / 1000 < 2 * EXPLORED_SHARE


def test_a_suggestion_counts_once() -> None:
    """Being shown decides nothing, and what was taken in pieces was taken once."""
    acceptance = AcceptanceModel()
    for kind in (OutcomeKind.SHOWN, OutcomeKind.ACCEPTED_PART, OutcomeKind.ACCEPTED_PART, OutcomeKind.ACCEPTED):
        acceptance.learn(GUESS, Outcome(GUESS.id, kind, 1.0, 1))

    assert acceptance.outcomes == 1


@pytest.mark.parametrize(
    ("earlier", "now", "typed"),
    [
        ("a = 1\nb = ", "a = 1\nb = ", 0),
        ("a = 1\nb = ", "a = 1\nb = 22\nc", 4),
        ("a = 1\nb = 22", "a = 1\nb", -5),
        ("a = 1\nb = 22", "a = 1\ncc = 3333", 3),
        ("a = 1\n", "elsewhere\n", None),
        ("", "a", None),
    ],
)
def test_what_was_typed_is_found(earlier: str, now: str, typed: float | None) -> None:
    """From the lines before the cursor then and now; erased text counts as less, another place as unknown."""
    assert typed_since(earlier, now) == typed


def test_learning_and_asking_may_overlap() -> None:
    """One thread may learn while another asks, and neither disturbs the other."""
    acceptance = taught(OutcomeKind.REJECTED, 10)

    def learn() -> int:
        for number in range(200):
            acceptance.learn(replace(GUESS, id=f"t{number}"), Outcome(f"t{number}", OutcomeKind.ACCEPTED, 1.0, 1))
        return 200

    with ThreadPoolExecutor(2) as threads:
        lessons = threads.submit(learn)
        answers = threads.submit(lambda: [acceptance.probability(GUESS) for _ in range(200)])

        assert lessons.result() == 200
        assert all(0 < answer < 1 for answer in answers.result())
