"""A document that parsed still does."""

import re
from functools import lru_cache

from style_learner.shaping.extent import opens_block
from style_learner.shaping.place import Place
from style_learner.syntax.parsing import parse

__all__ = ["until_it_parses"]

PARSED_BEFORE = 4_000
"""Characters before the cursor that are parsed, from a line in the first column on: half a millisecond."""
PARSED_AFTER = 3_000
_NOT_PYTHON = re.compile(r"^\s*[!%]", re.MULTILINE)
"""A notebook's commands, which no grammar knows; in other languages a line so begun is left unproved, too."""
_FIRST_COLUMN = re.compile(r"\n[A-Za-z@#]")
TRIES = 4
"""Endings left off before giving up; each costs one more parse."""


def until_it_parses(place: Place, text: str, replaced: int) -> str:
    """Leave off last lines of ``text`` until the code around the cursor parses with it, where it did without.

    One line that opens a block is kept: it is to be continued. Empty when nothing of it parses.
    """
    region = _region(place)
    if not text or region is None or _NOT_PYTHON.search(text) or not _parses("".join(region), place.context.language):
        return text
    before, after = region[0], region[1][replaced:]
    lines = text.split("\n")
    for count in range(len(lines), max(0, len(lines) - TRIES), -1):
        kept = text if count == len(lines) else "\n".join(lines[:count]).rstrip()
        if kept and _parses(before + kept + after, place.context.language):
            return kept
    first = lines[0].rstrip()
    return first if opens_block(first, place.context.language) else ""


def _region(place: Place) -> tuple[str, str] | None:
    """Return whole statements of the first column around the cursor; None where they are out of reach."""
    before, after = place.before[-PARSED_BEFORE:], place.after[:PARSED_AFTER]
    if len(before) < len(place.context.prefix):
        begin = _FIRST_COLUMN.search(before)
        if begin is None:
            return None
        before = before[begin.end() - 1 :]
    if len(after) < len(place.context.suffix):
        ends = [found.start() for found in _FIRST_COLUMN.finditer(after)]
        if not ends:
            return None
        after = after[: ends[-1]]
    return before, after


@lru_cache(maxsize=4)
def _parses(text: str, language: str) -> bool:
    """Say whether ``text`` has no error; remembered, since the shaping comes by twice with the same text."""
    tree = parse(text, language)
    return tree is not None and not tree.root_node.has_error
