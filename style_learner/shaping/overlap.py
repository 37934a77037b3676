"""What the text after the cursor already says."""

import re
from itertools import takewhile

from style_learner.shaping.lexing import CLOSERS
from style_learner.shaping.place import Place

__all__ = ["end_tidily", "join_rest_of_line", "says_following", "without_following"]

_TOUCHES_LEFT = frozenset(")]},;:. \t")
"""What wants no blank before it."""
TELLING_CHARACTERS = 3
"""Letters and digits that a line needs before being equal to another one means something."""
TELLING_START = 8
"""Letters and digits of a line cut short that must agree with the line below."""
RUN_OF_LINES = 3
"""Equal lines in a row after which an answer is surely saying the text below, whatever it goes on with."""
TELLING_RUN = 24
"""Letters and digits that such a run needs: short lines come in the same order in good code, too."""


def without_following(place: Place, text: str, *, whole: bool = True) -> str:
    """Cut ``text`` where it begins to say the lines below the cursor; unless it is ``whole``, only where that is sure.

    A line is the same when only white space at its end, quotes or a last comma differ. Lines of closers alone
    tell nothing here: the balance of brackets decides about them.
    """
    lines = text.split("\n")
    below = [_key(line) for line in place.following]
    keys = [_key(line) for line in lines]
    if place.blank and keys:
        keys[0] = _key(place.line_before + lines[0])
    for start in range(len(lines)):
        if keys[start] and (start or place.blank) and _says(keys[start:], below, whole=whole):
            return "\n".join(lines[:start])
    return text


def says_following(place: Place, text: str) -> bool:
    """Say whether ``text``, joined with the cursor's line, is the very next line."""
    first = _key(place.line_before + text + place.rest)
    return bool(place.following) and _telling(first) >= TELLING_CHARACTERS and first == _key(place.following[0])


def _says(lines: list[str], below: list[str], *, whole: bool) -> bool:
    visible = [line for line in lines if line]
    equal = [line for line, _ in takewhile(lambda pair: pair[0] == pair[1], zip(visible, below, strict=False))]
    stops_inside = len(equal) == len(visible) - 1 < len(below) and below[len(equal)].startswith(visible[-1])
    telling = sum(map(_telling, visible if stops_inside else equal))
    if whole and stops_inside and not equal:
        return telling >= TELLING_START
    if whole and (len(equal) == len(visible) or stops_inside):
        return telling >= TELLING_CHARACTERS
    return len(equal) >= RUN_OF_LINES and telling >= TELLING_RUN


def _key(line: str) -> str:
    return re.sub(r"[,;]$", "", line.rstrip()).replace("'", '"')


def _telling(line: str) -> int:
    return len(re.findall(r"\w", line))


def join_rest_of_line(place: Place, text: str) -> tuple[str, int]:
    """Return ``text`` without what already stands right of the cursor, and how much of that it replaces instead.

    Text is replaced where leaving the end off would leave a line empty, or where closers that the editor put
    there stand in the middle of what was written.
    """
    rest = place.rest
    if not rest or not text.strip():
        return text, 0
    shared = next((n for n in range(min(len(rest), len(text)), 0, -1) if text.endswith(rest[:n])), 0)
    kept = text[: len(text) - shared]
    if shared and kept.strip() and not _needs(place, kept, rest):
        blank_end = "\n" in kept and not kept.rpartition("\n")[2].strip()
        return (text, shared) if blank_end else (end_tidily(place, kept), 0)
    if set(rest) <= set(CLOSERS) and _closes(place, text) >= len(rest):
        return text, len(rest)
    return text, 0


def end_tidily(place: Place, text: str) -> str:
    """Take white space from the end, but for one blank before a word that stands right of the cursor."""
    tidy = text.rstrip()
    before_word = place.rest[:1] not in _TOUCHES_LEFT and text[len(tidy) : len(tidy) + 1] == " "
    return f"{tidy} " if tidy and place.rest and before_word else tidy


def _needs(place: Place, kept: str, rest: str) -> bool:
    """Say whether ``kept`` opened what the shared end closes, so that the end is its own."""
    first = rest[0]
    if first not in CLOSERS:
        return False
    return any(bracket.at >= len(place.lead) for bracket in place.scan_with(kept).open)


def _closes(place: Place, text: str) -> int:
    return len([closing for closing in place.closing_outside(text) if closing.opener is not None])
