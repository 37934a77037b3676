"""The gate: only what helps on unseen code, and harms nothing else, is kept."""

import random

from lamp_lsp.adapter.verdict import LEAST_PLACES, Scored, judge


def places(change: float, spread: float = 0.1, count: int = 48) -> list[Scored]:
    """Return places whose bits change by a share, more or less."""
    chance = random.Random(7)  # noqa: S311 a sample
    return [
        Scored(base := chance.uniform(20, 60), base * (1 + chance.gauss(change, spread)), 100) for _ in range(count)
    ]


def test_a_clear_gain_is_kept() -> None:
    """The sentence gives the change with its interval."""
    kept, judged = judge(places(-0.1), places(0.0, spread=0.0))

    assert kept
    assert judged.own.high < 0
    assert judged.sentence.startswith("Kept: -")


def test_a_gain_that_may_be_chance_is_not() -> None:
    """An interval that holds zero keeps nothing, whatever the estimate."""
    kept, judged = judge(places(-0.01, spread=0.5), places(0.0))

    assert not kept
    assert judged.sentence.endswith("which may be chance.")


def test_an_adapter_that_forgets_is_not() -> None:
    """General code may get worse by one per cent, and no more."""
    assert judge(places(-0.1), places(0.005, spread=0.0))[0]
    kept, judged = judge(places(-0.1), places(0.03, spread=0.0))

    assert not kept
    assert "+3.0 % on general code" in judged.sentence


def test_few_places_prove_nothing() -> None:
    """With less held out than an interval needs, nothing is kept."""
    kept, judged = judge(places(-0.5, count=LEAST_PLACES - 1), places(0.0))

    assert not kept
    assert str(LEAST_PLACES) in judged.sentence
