"""Closers that the context did not leave open, and those that stand after the cursor already."""

import re
from itertools import takewhile

from style_learner.postprocessing.cursor_syntax import CursorSyntax
from style_learner.postprocessing.proof import parses_whole
from style_learner.syntax.notation import notation_of

__all__ = ["without_stray_closers"]

_ENDS_LINE = re.compile(r"[)\]};,\s]*$")
_ONLY_CLOSERS = re.compile(r"\s*[)\]};,]+\s*$")
MOST_CLOSERS = 20
"""Closers left out before giving up on an answer: no real one has as many too many."""


def without_stray_closers(place: CursorSyntax, text: str, replaced: int = 0) -> str:
    """Drop closers that nothing here opened, or that stand after the cursor already.

    Behind one the answer ends, unless the line only goes on with punctuation: then the closer alone is left out.
    A closer is dropped only when the code around fits together better without it, so that an answer which closes
    one bracket and leaves another open for the text below stays whole; and never from code that parses as it is.
    """
    if notation_of(place.context.language).brackets == "free" or parses_whole(place, text, replaced):
        return text
    for _ in range(MOST_CLOSERS):
        shorter = [candidate for candidate in _shorter(place, text, replaced) if candidate != text]
        misfit = _misfit(place, text, replaced) if shorter else 0
        better = next((candidate for candidate in shorter if _misfit(place, candidate, replaced) < misfit), None)
        if better is None:
            return text
        text = better
    return text


def _shorter(place: CursorSyntax, text: str, replaced: int) -> list[str]:
    """Return what ``text`` may be without the closers that look superfluous."""
    candidates = []
    paired = notation_of(place.context.language).brackets == "paired"
    if paired and (at := _first_stray(place, text, replaced)) is not None:
        candidates.append(_without_closer(text, at))
    lines = text.split("\n")
    tail = len(list(takewhile(_ONLY_CLOSERS.match, reversed(lines))))
    starts = range(max(1, len(lines) - tail), len(lines))
    candidates += [
        "\n".join(lines[:start])
        for start in starts
        if [line.rstrip() for line in lines[start:]] == list(place.following[: len(lines) - start])
    ]
    return candidates


def _without_closer(text: str, at: int) -> str:
    line_start = text.rfind("\n", 0, at) + 1
    line_end = text.find("\n", at)
    behind = text[at + 1 : line_end if line_end >= 0 else len(text)]
    alone = not text[line_start:at].strip(" \t)]},;")
    if alone or not _ENDS_LINE.match(behind):
        return text[: line_start if alone and line_start else at].rstrip()
    return text[:at] + text[at + 1 :]


def _first_stray(place: CursorSyntax, text: str, replaced: int) -> int | None:
    claimed = place.claimed(replaced)
    for closing in place.closing_outside(text):
        if (closing.opener is None and not place.cut_before) or closing.opener in claimed:
            return closing.at - len(place.lead)
    return None


def _misfit(place: CursorSyntax, text: str, replaced: int) -> int:
    """Count the closers from the cursor on that close nothing, or something whose line begins in another column."""
    full = place.before + text + place.closing_text[replaced:]
    offset = len(place.before) - len(place.lead)
    closings = place.scan_with(text + place.closing_text[replaced:]).closings
    misfit, aligned = 0, notation_of(place.context.language).closers_align
    for closing in closings:
        begins = full[full.rfind("\n", 0, closing.at + offset) + 1 : closing.at + offset + 1]
        if closing.opener is None:
            misfit += not place.cut_before
        elif aligned and not begins[:-1].strip():
            opener = closing.opener.at + offset
            misfit += place.column(begins) != place.column(full[full.rfind("\n", 0, opener) + 1 : opener + 1])
    return misfit
