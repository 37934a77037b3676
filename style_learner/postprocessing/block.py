"""The end of the block, and of the lines wanted."""

import re

from style_learner.notebooks.marks import is_cell_mark
from style_learner.postprocessing.completion_scope import CompletionScope
from style_learner.postprocessing.cursor_syntax import CursorSyntax
from style_learner.postprocessing.heads import opens_block
from style_learner.postprocessing.lexing import OPENERS

__all__ = ["until_block_ends", "until_enough_lines"]

_CLAUSE = re.compile(r"\s*(?:elif|else|except|finally|case)\b")
"""Python's clauses stand left of the block and yet continue its statement."""
_DEFINITION = re.compile(
    r"\s*(?:@|(?:async\s+)?def\b|class\b|(?:export\s+)?(?:default\s+)?(?:async\s+)?function\b|(?:pub\s+)?fn\b|func\b|impl\b)"
)
_CONTINUES = re.compile(r"\s*[)\]}{]")


def until_enough_lines(_place: CursorSyntax, wanted: CompletionScope, text: str) -> str:
    """Keep the first line of a single-line answer, ``max_lines`` visible lines of another."""
    lines = text.split("\n")
    if wanted.kind == "single":
        return lines[0]
    seen = 0
    for number, line in enumerate(lines):
        seen += bool(line.strip())
        if seen > wanted.max_lines:
            return "\n".join(lines[:number])
    return text


def until_block_ends(place: CursorSyntax, _wanted: CompletionScope, text: str) -> str:
    """Cut ``text`` before the first line that is no longer in the cursor's block.

    A line leaves it when it stands left of the block, when the bracket that was open right before the cursor is
    closed, when a new definition follows one that is complete, or at a new notebook cell.
    """
    lines = text.split("\n")
    if place.in_notebook and place.blank and is_cell_mark(lines[0]):
        return ""
    if place.ended_by:
        ends = (number for number, line in enumerate(lines) if line.lstrip().lower().startswith(place.ended_by.lower()))
        lines = lines[: next(ends, None)] or [""]
        text = "\n".join(lines)
    depths = _depths(place, text, len(lines))
    limit = _limit(place, lines)
    defines = bool(_DEFINITION.match(lines[0])) and place.blank
    for number in range(1, len(lines)):
        line, depth = lines[number], depths[number]
        if depth is None or not line.strip():
            continue
        if is_cell_mark(line) or _bracket_done(place, depth):
            return "\n".join(lines[:number])
        if (
            place.here.inside == "code"
            and _statement_begins(place, depth)
            and (_leaves(place, line, limit) or (defines and _new_definition(place, lines, number)))
        ):
            return "\n".join(lines[:number])
        if place.context.language == "python" and depth == 0 and _CLAUSE.match(line):
            limit = min(limit, place.column(line) + 1)
    return text


def _depths(place: CursorSyntax, text: str, count: int) -> list[int | None]:
    """Return the brackets open where each line begins; None in a string or comment over several lines."""
    newlines = place.scan_with(text).newlines
    depths: list[int | None] = [len(place.stack)]
    at = len(place.lead) - 1
    for line in text.split("\n")[: count - 1]:
        at += len(line) + 1
        depths.append(newlines.get(at))
    return depths


def _limit(place: CursorSyntax, lines: list[str]) -> int:
    """Return the leftmost column of the block."""
    if place.context.language != "python":
        closed_behind = place.claimed()
        limit = place.column(place.line_of(closed_behind[-1])) + 1 if closed_behind else 0
        # a head over several lines ends deeper than its block; where the block stands, its first line tells
        begins = place.blank and lines[0].strip() and not _CONTINUES.match(lines[0])
        return min(limit, place.column(place.line_before + lines[0])) if begins else limit
    if place.stack:
        return place.column(place.line_of(place.stack[0]))
    if not place.blank:
        line = place.line_before
        return place.column(line) + opens_block(line, "python")
    if not place.line_before or not lines[0].strip():
        return place.column(next((line for line in lines if line.strip()), ""))
    return place.column(place.line_before + lines[0])


def _bracket_done(place: CursorSyntax, depth: int) -> bool:
    return place.line_before.rstrip()[-1:] in OPENERS and depth < len(place.stack)


def _statement_begins(place: CursorSyntax, depth: int) -> bool:
    return place.context.language != "python" or depth == 0


def _leaves(place: CursorSyntax, line: str, limit: int) -> bool:
    if place.column(line) >= limit:
        return False
    if place.context.language == "python":
        return not _CLAUSE.match(line)
    return not _CONTINUES.match(line)


def _new_definition(place: CursorSyntax, lines: list[str], number: int) -> bool:
    column = place.column(place.line_before + lines[0])
    inside = any(place.column(line) > column for line in lines[1:number] if line.strip())
    return inside and place.column(lines[number]) <= column and not lines[number - 1].strip()
