"""What the text after the cursor already says."""

import re
from collections.abc import Callable, Iterator
from itertools import takewhile

from style_learner.postprocessing.cursor_syntax import CursorSyntax
from style_learner.postprocessing.lexing import CLOSERS
from style_learner.postprocessing.proof import parses_whole
from style_learner.syntax.notation import notation_of

__all__ = ["end_tidily", "join_rest_of_line", "says_following", "without_following"]

_TOUCHES_LEFT = frozenset(")]},;:. \t")
"""What wants no blank before it."""
TELLING_CHARACTERS = 3
"""Letters and digits that a line needs before being equal to another one means something."""
TELLING_START = 8
"""Letters and digits of a line cut short that must agree with the line below."""
_ENDS_BLOCK = re.compile(
    r"\s*(?:</[\w.:-]+>|\{/\w+\}|\{%-?\s*end\w*\s*-?%\}|\{\{-?\s*(?:/\w+|end)\s*-?\}\}|\\end\{[\w*]+\}|end\w*|fi|done|esac|/?>|`{3,}|~{3,})"
    r"[)\]};,\s]*"
)
"""A line that only ends a block, in however few letters: in the same column it is the one that stands there."""
_CLOSED_BY_EDITOR = re.compile(r"[)\]}>\"'`;,\s]+")
"""What editors put right of the cursor when something is opened, and what usually ends the line behind it."""
RUN_OF_LINES = 3
"""Equal lines in a row after which an answer is surely saying the text below, whatever it goes on with."""
TELLING_RUN = 24
"""Letters and digits that such a run needs: short lines come in the same order in good code, too."""


def without_following(place: CursorSyntax, text: str, *, whole: bool = True) -> str:
    """Cut ``text`` where it begins to say the lines below the cursor; unless it is ``whole``, only where that is sure.

    A line is the same when only white space at its end, quotes or a last comma differ. Lines of closers alone
    tell nothing here: the balance of brackets decides about them.
    """
    lines = text.split("\n")
    below = [_key(line) for line in place.following]
    keys = [_key(line) for line in lines]
    in_prose = notation_of(place.context.language).brackets == "free"
    telling = _telling_in_prose if in_prose else _telling
    if place.blank and keys:
        keys[0] = _key(place.line_before + lines[0])
    for start in range(len(lines)):
        if not keys[start] or not (start or place.blank):
            continue
        ends = start > 0 and _ends_block_at(place, lines, start)
        if ends or _says(keys[start:], below, whole=whole, telling=telling):
            return "\n".join(lines[:start])
    return text


def _ends_block_at(place: CursorSyntax, lines: list[str], number: int) -> bool:
    """Say whether a line is the end of the cursor's block, which stands below; surely, whatever comes behind it."""
    line = lines[number].rstrip()
    below = place.following[0] if place.following else ""
    left = place.column(line) < place.column(place.line_before + lines[0])
    return line == below and left and _ENDS_BLOCK.fullmatch(line) is not None


def says_following(place: CursorSyntax, text: str) -> bool:
    """Say whether ``text``, joined with the cursor's line, is the very next line."""
    first = _key(place.line_before + text + place.rest)
    return bool(place.following) and _telling(first) >= TELLING_CHARACTERS and first == _key(place.following[0])


def _says(lines: list[str], below: list[str], *, whole: bool, telling: Callable[[str], int]) -> bool:
    visible = [line for line in lines if line]
    equal = [line for line, _ in takewhile(lambda pair: pair[0] == pair[1], zip(visible, below, strict=False))]
    stops_inside = len(equal) == len(visible) - 1 < len(below) and below[len(equal)].startswith(visible[-1])
    told = sum(map(telling, visible if stops_inside else equal))
    if whole and stops_inside and not equal:
        return told >= TELLING_START
    if whole and (len(equal) == len(visible) or stops_inside):
        return told >= TELLING_CHARACTERS
    return len(equal) >= RUN_OF_LINES and told >= TELLING_RUN


def _key(line: str) -> str:
    return re.sub(r"[,;]$", "", line.rstrip()).replace("'", '"')


def _telling(line: str) -> int:
    letters = len(re.findall(r"\w", line))
    return max(letters, TELLING_CHARACTERS) if _ENDS_BLOCK.fullmatch(line) else letters


def _telling_in_prose(line: str) -> int:
    """Count a line of closers too: where brackets need not balance, nothing else decides about it."""
    return max(_telling(line), TELLING_CHARACTERS) if line.strip() else 0


def join_rest_of_line(place: CursorSyntax, text: str) -> tuple[str, int]:
    """Return ``text`` without what already stands right of the cursor, and how much of that it replaces instead.

    Text is replaced where leaving the end off would leave a line empty, or where closers that the editor put
    there stand in the middle of what was written. Of several ways, the first that parses is taken.
    """
    if not place.rest or not text.strip():
        return text, 0
    ways = list(dict.fromkeys((*_ways_to_join(place, text), (text, 0))))
    if len(ways) == 1:
        return ways[0]
    return next((way for way in ways if parses_whole(place, *way)), ways[0])


def _ways_to_join(place: CursorSyntax, text: str) -> Iterator[tuple[str, int]]:
    rest = place.rest
    shared = next((n for n in range(min(len(rest), len(text)), 0, -1) if text.endswith(rest[:n])), 0)
    kept = text[: len(text) - shared]
    if shared and kept.strip() and not _needs(place, kept, rest[:shared]):
        blank_end = "\n" in kept and not kept.rpartition("\n")[2].strip()
        yield (text, shared) if blank_end else (end_tidily(place, kept), 0)
    if set(rest) <= set(CLOSERS) and _closes(place, text) >= len(rest):
        yield text, len(rest)
    quoted = any(mark in rest for mark in "\"'`")  # of brackets alone, the balance has decided
    if quoted and _CLOSED_BY_EDITOR.fullmatch(rest) and text.endswith(rest[-1]) and _says_in_order(text, rest):
        yield text, len(rest)


def _says_in_order(text: str, rest: str) -> bool:
    said = iter(text)
    return all(mark in said for mark in rest if not mark.isspace())


def end_tidily(place: CursorSyntax, text: str) -> str:
    """Take white space from the end, but for one blank before a word that stands right of the cursor."""
    tidy = text.rstrip()
    before_word = place.rest[:1] not in _TOUCHES_LEFT and text[len(tidy) : len(tidy) + 1] == " "
    return f"{tidy} " if tidy and place.rest and before_word else tidy


def _needs(place: CursorSyntax, kept: str, shared: str) -> bool:
    """Say whether ``kept`` opened what the shared end closes, so that the end is its own."""
    if not any(mark in CLOSERS for mark in shared):
        return False
    if notation_of(place.context.language).brackets == "free":  # nobody else pairs them there
        return any(kept.count(opener) > kept.count(closer) for closer, opener in CLOSERS.items() if closer in shared)
    return any(bracket.at >= len(place.lead) for bracket in place.scan_with(kept).open)


def _closes(place: CursorSyntax, text: str) -> int:
    return len([closing for closing in place.closing_outside(text) if closing.opener is not None])
