"""The first line's column, tabs or spaces, and code that was written from column zero."""

import re
from collections.abc import Iterator

from style_learner.shaping.extent import opens_block
from style_learner.shaping.place import Place, column_of, indentation_of

__all__ = ["begin_at_cursor", "indent_as_document", "move_to_column"]

OWN_SHARE = 0.9
"""Share of the document's indented lines that must agree before an answer's tabs or spaces are changed."""


def begin_at_cursor(place: Place, text: str) -> str:
    """Take from the first line the white space that the cursor's line already has."""
    if not place.blank:
        doubled = place.here.inside == "code" and place.line_before.endswith(" ") and re.match(r" \S", text)
        return text[1:] if doubled else text
    text = _without_blank_start(place, text)
    first, newline, others = text.partition("\n")
    if not first.strip() or not first[0].isspace():
        return text
    visible = first.lstrip()
    kept = first[: len(first) - len(visible)]
    wanted = _column_wanted(place, place.column(kept))
    stray = place.column(kept) % place.context.indentation.width
    if stray and wanted == place.column(place.line_before):
        others = _shifted_back(place, others, stray)
    return _space(place, kept, wanted) + visible + newline + others


def _without_blank_start(place: Place, text: str) -> str:
    """Begin on the cursor's line what would begin below it in the same column."""
    visible = text.lstrip("\r\n\t ")
    skipped = text[: len(text) - len(visible)]
    if not place.line_before or "\n" not in skipped:
        return text
    below = skipped.rpartition("\n")[2]
    return visible if place.column(below) == place.column(place.line_before) else text


def _column_wanted(place: Place, given: int) -> int:
    here = place.column(place.line_before)
    fitting = set(_columns_fitting(place))
    absolute = [given] if given >= here else []
    order = [*absolute, here, here + given]
    return next((column for column in order if column in fitting), here or given)


def _columns_fitting(place: Place) -> Iterator[int]:
    """Yield the columns at which a statement may begin here."""
    above = place.previous
    column = place.column(above)
    if above and opens_block(above, place.context.language):
        yield column + place.context.indentation.width
        return
    yield 0
    for line in reversed(place.lines_before[:-1]):
        if line.strip() and place.column(line) <= column:
            column = place.column(line)
            yield column


def _space(place: Place, given: str, column: int) -> str:
    missing = column - place.column(place.line_before)
    if missing <= 0:
        return ""
    return given if place.column(given) == missing else "\t" * missing if "\t" in given else " " * missing


def _shifted_back(place: Place, others: str, stray: int) -> str:
    width = place.context.indentation.width
    lines = others.split("\n")
    if any(line.strip() and place.column(line) % width != stray for line in lines):
        return others
    return "\n".join(line[stray:] if line[:stray].isspace() else line for line in lines)


def indent_as_document(place: Place, text: str) -> str:
    """Change tabs to spaces or the other way, where the document clearly has the other kind."""
    spaces = _document_has_spaces(place)
    if spaces is None:
        return text
    lines = text.split("\n")
    unit = _unit_of_spaces(lines)
    starts = _lines_in_code(place, text)
    first = 0 if place.blank else 1
    return "\n".join(
        _converted(place, line, unit, spaces=spaces) if number >= first and number in starts else line
        for number, line in enumerate(lines)
    )


def _document_has_spaces(place: Place) -> bool | None:
    indented = [line[0] for line in (*place.lines_before, *place.following) if line[:1] in {" ", "\t"}]
    if not indented:
        return place.context.indentation.spaces
    share = indented.count(" ") / len(indented)
    return True if share >= OWN_SHARE else False if share <= 1 - OWN_SHARE else None


def _unit_of_spaces(lines: list[str]) -> int:
    depths = [len(indentation_of(line)) for line in lines if line.startswith("  ") and line.strip()]
    return min(depths, default=4) if min(depths, default=4) in {2, 3, 4, 8} else 4


def _lines_in_code(place: Place, text: str) -> set[int]:
    newlines = place.scan_with(text).newlines
    ends = [found.start() + len(place.lead) for found in re.finditer("\n", text)]
    return {0, *(number for number, end in enumerate(ends, 1) if end in newlines)}


def _converted(place: Place, line: str, unit: int, *, spaces: bool) -> str:
    space = indentation_of(line)
    if spaces and "\t" in space:
        return " " * column_of(space + "x", place.context.indentation.width) + line[len(space) :]
    if not spaces and set(space) == {" "} and len(space) >= unit:
        tabs, more = divmod(len(space), unit)
        return "\t" * tabs + " " * more + line[len(space) :]
    return line


def move_to_column(place: Place, text: str) -> str:
    """Move code that was written from column zero under the cursor's column.

    It was, when its first line opens a block whose body would stand left of it and right of it once moved.
    """
    space = place.line_before if place.blank else ""
    first, newline, others = text.partition("\n")
    if not space or not newline or first[:1].isspace() or not opens_block(first, place.context.language):
        return text
    body = next((line for line in others.split("\n") if line.strip()), "")
    if not 0 < place.column(body) <= place.column(space) or body.rstrip() in place.following:
        return text
    inner = _lines_in_code(place, text)
    lines = others.split("\n")
    moved = [space + line if line.strip() and n in inner else line for n, line in enumerate(lines, 1)]
    return first + newline + "\n".join(moved)
