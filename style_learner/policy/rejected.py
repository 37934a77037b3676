"""What was rejected at a place is not offered there again.

A place is a project, a path and the lines around the cursor without their white space; a near copy of what was
rejected counts as it. Bounded in number and age, so that nothing is refused for ever.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

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
        row = Rejection(_place(context), _normal(text), self._clock() if at is None else at)
        self._add(row)
        return row

    def is_rejected(self, context: CursorContext, text: str) -> bool:
        """Say whether ``text`` or a near copy of it was rejected at ``context``."""
        oldest, normal = self._clock() - FORGOTTEN_AFTER_S, _normal(text)
        rows = self._places.get(_place(context), [])
        return any(row.at >= oldest and _alike(row.text, normal) for row in rows)

    def knows(self, context: CursorContext) -> bool:
        """Say whether anything was rejected at ``context``."""
        return _place(context) in self._places

    def forgive(self, context: CursorContext, text: str) -> None:
        """Forget a rejection, since the developer wrote or took the text after all."""
        place, normal = _place(context), _normal(text)
        kept = [row for row in self._places.pop(place, []) if not _alike(row.text, normal)]
        if kept:
            self._places[place] = kept

    def rows(self) -> Iterator[Rejection]:
        """Yield what is remembered, the place longest untouched first."""
        for rows in self._places.values():
            yield from rows

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
    before = _visible(context.own_prefix.rsplit("\n", 40)[1:] or [context.own_prefix])[-LINES_BEFORE:]
    after = _visible(context.suffix.split("\n", 40)[:40])[:LINES_AFTER]
    parts = [context.project, context.path, *before, "", *after]
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _visible(lines: list[str]) -> list[str]:
    squeezed = (re.sub(r"\s+", " ", line).strip() for line in lines)
    return [line for line in squeezed if line]
