"""What one answer is worth at its place."""

from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein, Prefix

from lamp_bench.answers import as_long_as
from lamp_bench.replay.developer import decide
from style_learner.habits.observing import observe_code
from style_learner.types import Source


@dataclass(frozen=True, slots=True)
class Worth:
    """One answer against what was really written."""

    first_line: bool
    """Its first line is the rest of the cursor's line, or the block's first line; white space at the ends left out."""
    whole: bool
    """All of its lines are the next ones that were written: nothing to mend."""
    right_characters: int
    """Before the first wrong one: what accepting word by word gives at most."""
    similarity: float
    """1 less the Levenshtein distance by the longer one's length, on as many lines as were written."""
    nothing: bool
    saved_keys: int
    """By a developer who takes and mends whatever leaves the fewest keys to press."""


def worth(text: str, truth: tuple[str, ...]) -> Worth:
    """Judge an answer.

    >>> worth("total = 1", ("total = 2",)).right_characters
    8
    >>> worth("", ("total = 2",)).nothing
    True
    """
    written = "\n".join(truth)
    given = [line.rstrip() for line in text.rstrip().split("\n")]
    wanted = [line.rstrip() for line in truth]
    nothing = not text.strip()
    return Worth(
        first_line=not nothing and given[0] == wanted[0],
        whole=not nothing and given == wanted[: len(given)],
        right_characters=Prefix.similarity(text.rstrip(), written),
        similarity=0.0 if nothing else _similarity(text, written),
        nothing=nothing,
        saved_keys=0 if nothing else max(0, decide(text.rstrip(), written).saved),
    )


def contradictions(text: str, before: str, after: str, language: str, sure: Mapping[str, str]) -> list[str]:
    """Return the sure habits that an answer goes against, read where it stands."""
    if not text.strip() or not sure:
        return []
    first = before.count("\n")
    found = observe_code(
        before + text + after,
        language,
        project="",
        origin="",
        source=Source.WRITTEN,
        at=0.0,
        within=(first, first + text.rstrip().count("\n")),
    )
    return sorted({one.feature for one in found if sure.get(one.feature, one.choice) != one.choice})


def _similarity(text: str, written: str) -> float:
    return Levenshtein.normalized_similarity(as_long_as(written, text).strip(), written.strip())
