"""What the surroundings of a cursor ask for: weighted words, names, and what the model sees anyway."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from style_learner.memory.continuing import Tail, head_of, tail_of
from style_learner.memory.tokens import family_of, identifiers, words
from style_learner.types import CursorContext

__all__ = ["RetrievalQuery", "relative_path", "retrieval_query", "significant_lines"]

_BEFORE_LINES = 40
"""Lines before the cursor that are searched with."""
_HALF_WEIGHT_LINES = 5
"""Distance from the cursor at which a line weighs half."""
_AFTER_LINES = 8
_AFTER_WEIGHT = 0.4
"""What follows is often unfinished or of another matter."""
_NAMES_LINES = 6
"""Lines before the cursor whose names are looked up."""
_NEAR_LINES = 3
"""Lines before the cursor that are looked for as they are."""
_MEANING_LINES = 20
"""The embedding model reads about 256 word pieces: twenty lines."""


@dataclass(frozen=True, slots=True)
class RetrievalQuery:
    """One cursor's query."""

    family: str
    project: str
    path: str
    """Relative to the project where it lies within, as snippets have it."""
    weights: dict[str, float]
    """How much each word near the cursor matters, before its rarity."""
    names: tuple[str, ...]
    """Identifiers of the last lines, the nearest first."""
    tail: Tail
    """The tokens right before the cursor."""
    below: Tail
    """The tokens right behind the cursor."""
    near: dict[str, float]
    """The words of the last lines, of equal weight: where these tokens stand, these words do."""
    text: str
    """What is searched by meaning: complete lines, so that one vector serves while a line is typed."""
    shown: str
    """The window's text."""
    before: tuple[str, ...]
    """Significant lines of the window's part before the cursor."""
    after: tuple[str, ...]


def retrieval_query(context: CursorContext, window: tuple[str, str] | None = None) -> RetrievalQuery:
    """Return what ``context`` asks for; ``window`` is the text around the cursor that the model will see."""
    before = context.prefix.split("\n")[-_BEFORE_LINES:]
    after = context.suffix.split("\n")[: _AFTER_LINES + 1]
    shown_before, shown_after = window if window is not None else (context.prefix, context.suffix)
    return RetrievalQuery(
        family=family_of(context.language),
        project=context.project,
        path=relative_path(context.path, context.project),
        weights=_weights(before, after),
        names=_names(before[-_NAMES_LINES:]),
        tail=tail_of(context.prefix),
        below=head_of(context.suffix),
        near=_near(before),
        text="\n".join(before[-_MEANING_LINES - 1 : -1] or before),
        shown=shown_before + shown_after,
        before=significant_lines(shown_before),
        after=significant_lines(shown_after),
    )


def relative_path(path: str, project: str) -> str:
    """Return ``path`` as snippets of ``project`` have it: inside the project, else as it is.

    >>> relative_path("/home/a/shop/cart.py", "/home/a/shop")
    'cart.py'
    """
    folder = project.rstrip("/") + "/"
    return path.removeprefix(folder) if project else path


@lru_cache(maxsize=1024)  # what a request finds is looked at several times
def significant_lines(text: str) -> tuple[str, ...]:
    """Return the lines of ``text`` without indentation, blank ones left out."""
    return tuple(stripped for line in text.split("\n") if (stripped := line.strip()))


def _weights(before: Sequence[str], after: Sequence[str]) -> dict[str, float]:
    weights: defaultdict[str, float] = defaultdict(float)
    for distance, line in enumerate(reversed(before)):
        _add(weights, line, 0.5 ** (distance / _HALF_WEIGHT_LINES))
    for distance, line in enumerate(after):
        _add(weights, line, _AFTER_WEIGHT * 0.5 ** (distance / _HALF_WEIGHT_LINES))
    return {word: weight / (1 + weight) for word, weight in weights.items()}


def _near(before: Sequence[str]) -> dict[str, float]:
    written = [line for line in before if line.strip()]
    return {word: 1.0 for line in written[-_NEAR_LINES:] for word in words(line)}


def _add(weights: defaultdict[str, float], line: str, weight: float) -> None:
    for word in set(words(line)):
        weights[word] += weight


def _names(lines: Sequence[str]) -> tuple[str, ...]:
    found = [name for line in reversed(lines) for name in identifiers(line) if len(name) > 2]  # noqa: PLR2004 shorter names are local
    return tuple(dict.fromkeys(found))
