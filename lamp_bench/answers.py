"""How near an answer comes to what the developer wrote: whole, by edits, by names, by style."""

from collections import Counter
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from style_learner.habits.observing import observe_code
from style_learner.memory.tokens import identifiers
from style_learner.types import Source

__all__ = ["Likeness", "as_long_as", "likeness"]


@dataclass(frozen=True, slots=True)
class Likeness:
    """One answer against the truth."""

    exact: bool
    """Alike but for white space at the ends of lines."""
    edit_similarity: float
    """1 less the Levenshtein distance by the longer one's length."""
    identifier_f1: float
    """Of the names, each as often as it stands there."""
    style_agreement: float | None
    """Share of the features that both show in which they choose alike; None where they share none."""


def as_long_as(truth: str, answer: str) -> str:
    r"""Return as many lines of an answer as the truth has: no arm gains or loses by where it would have ended.

    >>> as_long_as("x = 1", "x = 2\ny = 3")
    'x = 2'
    """
    return "\n".join(answer.split("\n")[: truth.rstrip("\n").count("\n") + 1])


def likeness(answer: str, truth: str, language: str) -> Likeness:
    """Compare an answer with what the developer wrote.

    >>> likeness("total = add(1)", "total = add(2)", "python").identifier_f1
    1.0
    """
    given, wanted = _trimmed(as_long_as(truth, answer)), _trimmed(truth)
    return Likeness(
        exact=given == wanted,
        edit_similarity=Levenshtein.normalized_similarity(given, wanted),
        identifier_f1=_f1(Counter(identifiers(given)), Counter(identifiers(wanted))),
        style_agreement=_agreement(_choices(given, language), _choices(wanted, language)),
    )


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def _f1(given: Counter[str], wanted: Counter[str]) -> float:
    """Return the harmonic mean of precision and recall; 1 where neither has a name."""
    total = given.total() + wanted.total()
    return 2 * (given & wanted).total() / total if total else 1.0


def _choices(text: str, language: str) -> dict[str, str]:
    """Return what a fragment chooses most for each feature that it shows."""
    found = observe_code(text, language, project="", origin="", source=Source.ACCEPTED, at=0.0)
    return {one.feature: one.choice for one in sorted(found, key=lambda one: (one.count, one.choice))}


def _agreement(given: dict[str, str], wanted: dict[str, str]) -> float | None:
    shared = given.keys() & wanted.keys()
    return sum(given[feature] == wanted[feature] for feature in shared) / len(shared) if shared else None
