"""What was rejected at a place is not offered there again, nor what was rejected in several like places.

A place is a project, a path and the lines around the cursor without their white space; a near copy of what was
rejected counts as it. In another place it takes at least two rejections where the lines around were like these, and
their weight fades. Bounded in number and age, so that nothing is refused for ever.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

from rapidfuzz import fuzz

from style_learner.types import CursorContext

__all__ = ["RejectedHere", "Rejection"]

LINES_BEFORE = 3
"""Lines above the cursor, the cursor's own included, that name a place; edits farther away leave it the same."""
LINES_AFTER = 1
NEAR = 90.0
"""Similarity from which a text counts as the rejected one: another name or number in a line stays below."""
FORGOTTEN_AFTER_S = 7 * 24 * 3600.0
"""A week: by then the code around means something else, or the developer may have changed their mind."""
LIKE = 70.0
"""Similarity of the lines around from which a place is like another: the same idiom about other names."""
ENOUGH = 1.2
"""Weight from which a text is refused in a like place: of one rejection it is below 1, of two fresh ones about 1.6."""
FADING_S = 3 * 24 * 3600.0
"""Half-life of that weight."""
RECENT_PLACES = 300
"""Places looked at for likeness, the newest: all of them take about a millisecond."""
MOST_PLACES = 2_000
MOST_TEXTS = 8
"""Texts kept a place; more rejections there say more about the place than about the texts."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """One text rejected at one place: a row of the memory."""

    place: str
    """A hash of project, path and the lines around."""
    text: str
    """Without white space at its lines' ends and around it."""
    at: float
    around: str
    """The lines around, which say how like another place is."""
    language: str


class RejectedHere:
    """Remembers what was rejected where; one thread at a time changes it, others may ask meanwhile."""

    def __init__(self, rows: Iterable[Rejection] = (), clock: Callable[[], float] = time.time) -> None:
        """Begin with ``rows`` of an earlier memory, oldest first."""
        self._clock = clock
        self._places: OrderedDict[str, list[Rejection]] = OrderedDict()
        for row in rows:
            self._add(row)

    def remember(self, context: CursorContext, text: str, at: float | None = None) -> Rejection:
        """Keep that ``text`` was rejected at ``context``, now or at ``at``, and return the row to be stored."""
        at = self._clock() if at is None else at
        row = Rejection(_place(context), _normal(text), at, _around(context), context.language)
        self._add(row)
        return row

    def is_rejected(self, context: CursorContext, text: str) -> bool:
        """Say whether ``text`` or a near copy of it was rejected at ``context``, or in several places like it."""
        oldest, normal = self._clock() - FORGOTTEN_AFTER_S, _normal(text)
        rows = self._places.get(_place(context), [])
        if any(row.at >= oldest and _alike(row.text, normal) for row in rows):
            return True
        return self._weight_alike(context, normal) >= ENOUGH

    def knows(self, context: CursorContext) -> bool:
        """Say whether anything was rejected at ``context``."""
        return _place(context) in self._places

    def forgive(self, context: CursorContext, text: str) -> None:
        """Forget a rejection, since the developer wrote or took the text after all."""
        normal = _normal(text)
        for place in {_place(context), *(row.place for row, _ in self._in_like_places(context, normal))}:
            rows = self._places.get(place, [])
            kept = [row for row in rows if not _alike(row.text, normal)]
            if kept:
                self._places[place] = kept
            elif rows:
                del self._places[place]

    def rows(self) -> Iterator[Rejection]:
        """Yield what is remembered, the place longest untouched first."""
        for rows in self._places.values():
            yield from rows

    def _weight_alike(self, context: CursorContext, normal: str) -> float:
        """Return how much the newest rejection of the text in each like place weighs, together."""
        now, weights = self._clock(), dict[str, float]()
        for row, likeness in self._in_like_places(context, normal):
            weight = likeness * 2 ** -(max(0.0, now - row.at) / FADING_S)
            weights[row.place] = max(weight, weights.get(row.place, 0.0))
        return sum(weights.values())

    def _in_like_places(self, context: CursorContext, normal: str) -> list[tuple[Rejection, float]]:
        """Return where the text was rejected in a place like ``context``, and how like it is: up to 1."""
        around, found = _around(context), []
        for rows in list(islice(reversed(self._places.copy().values()), RECENT_PLACES)):
            for row in rows:
                if row.language == context.language and _alike(row.text, normal):
                    likeness = fuzz.ratio(row.around, around, score_cutoff=LIKE) / 100
                    if likeness:
                        found.append((row, likeness))
        return found

    def _add(self, row: Rejection) -> None:
        rows = [other for other in self._places.pop(row.place, []) if other.text != row.text]
        self._places[row.place] = [*rows, row][-MOST_TEXTS:]
        while len(self._places) > MOST_PLACES:
            self._places.popitem(last=False)


def _alike(one: str, other: str) -> bool:
    return one == other or fuzz.ratio(one, other, score_cutoff=NEAR) > 0


def _normal(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def _place(context: CursorContext) -> str:
    parts = [context.project, context.path, _around(context)]
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _around(context: CursorContext) -> str:
    before = _visible(context.own_prefix.rsplit("\n", 40)[1:] or [context.own_prefix])[-LINES_BEFORE:]
    after = _visible(context.suffix.split("\n", 40)[:40])[:LINES_AFTER]
    return "\n".join([*before, "", *after])


def _visible(lines: list[str]) -> list[str]:
    squeezed = (re.sub(r"\s+", " ", line).strip() for line in lines)
    return [line for line in squeezed if line]
