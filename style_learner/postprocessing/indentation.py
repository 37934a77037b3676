"""The first line's column, tabs or spaces, and code that was written from column zero."""

import re
from collections.abc import Iterator

from style_learner.postprocessing.cursor_syntax import CursorSyntax
from style_learner.postprocessing.heads import continues, opens_block, wants_deeper
from style_learner.postprocessing.own_indentation import column_of, has_spaces, indentation_of
from style_learner.syntax.notation import notation_of

__all__ = ["begin_at_cursor", "indent_as_document", "move_to_column"]

_LABEL = re.compile(r"\s*(?:case|default|when|public|private|protected)\b")
"""What stands in its block's own column, by the manner of many."""
_STAYS = re.compile(r"\s*(?:- |[)\]}])")
"""What may stand in the column of the head: in YAML a list below its key, anywhere the end of what is empty."""
_NO_RECIPE = re.compile(
    r"[^\s#=]+\s*[:+?!]?=|[^\s:=][^:=]*:|\.[A-Z]|-?include\b|if|else|endif|define|endef|export|vpath|#"
)
"""What stands in a Makefile's first column."""


def begin_at_cursor(place: CursorSyntax, text: str) -> str:
    """Take from the first line the white space that the cursor's line already has."""
    if not place.blank:
        doubled = place.here.inside == "code" and place.line_before.endswith(" ") and re.match(r" \S", text)
        return text[1:] if doubled else text
    text = _without_blank_start(place, text)
    first, newline, others = text.partition("\n")
    if _is_recipe(place, first):
        return "\t" + text.lstrip(" \t")
    if not first.strip() or not first[0].isspace():
        return text
    visible = first.lstrip()
    kept = first[: len(first) - len(visible)]
    wanted = _column_wanted(place, place.column(kept + "x"), visible)
    stray = place.column(kept + "x") % place.indentation.width
    if stray and wanted == place.column(place.line_before + "x"):
        others = _shifted_back(place, others, stray)
    return _space(place, kept, wanted) + visible + newline + others


def _is_recipe(place: CursorSyntax, first: str) -> bool:
    """Say whether an answer's first line is a Makefile's recipe that wants its tab."""
    if place.context.language != "makefile" or place.line_before or not first.strip() or _NO_RECIPE.match(first):
        return False
    if place.previous.endswith("\\"):  # the recipe's line goes on, and may be aligned
        return False
    return place.previous.startswith("\t") or opens_block(place.previous, "makefile")


def _without_blank_start(place: CursorSyntax, text: str) -> str:
    """Begin on the cursor's line what would begin below it in the same column."""
    visible = text.lstrip("\r\n\t ")
    skipped = text[: len(text) - len(visible)]
    if not place.line_before or "\n" not in skipped:
        return text
    below = skipped.rpartition("\n")[2]
    return visible if place.column(below) == place.column(place.line_before) else text


def _column_wanted(place: CursorSyntax, given: int, visible: str) -> int:
    """Return the column of the first line, of which ``given`` is what the answer says and ``visible`` what is seen.

    Where blanks have no meaning to the language, and the line is empty, the answer knows best, within reason.
    """
    here = place.column(place.line_before + "x")
    fitting = set(_columns_fitting(place, visible))
    absolute = [given] if given >= here else []
    order = [*absolute, here, here + given]
    if not place.line_before and given > 1 and _is_free(place, given):
        return given
    return next((column for column in order if column in fitting), here or given)


def _is_free(place: CursorSyntax, given: int) -> bool:
    """Say whether a line may begin where it likes: among brackets, in prose, and within reason in most languages."""
    language = place.context.language
    if place.stack and (language == "python" or place.stack[-1].text != "{"):
        return True
    deepest = place.column(place.previous) + 2 * place.indentation.width
    return notation_of(language).brackets == "free" or (language != "python" and given <= deepest)


def _columns_fitting(place: CursorSyntax, visible: str) -> Iterator[int]:
    """Yield the columns at which a statement may begin here."""
    above = place.previous
    column = place.column(above)
    language = place.context.language
    if above and wants_deeper(above, language):
        yield column + place.indentation.width
        return
    if language != "python" and continues(visible):
        yield column if continues(above) else column + place.indentation.width
        return
    yield 0
    for line in reversed(place.lines_before[:-1]):
        if line.strip() and place.column(line) <= column:
            column = place.column(line)
            yield column


def _space(place: CursorSyntax, given: str, column: int) -> str:
    missing = column - place.column(place.line_before + "x")
    if missing <= 0:
        return ""
    return given if place.column(given + "x") == missing else "\t" * missing if "\t" in given else " " * missing


def _shifted_back(place: CursorSyntax, others: str, stray: int) -> str:
    width = place.indentation.width
    lines = others.split("\n")
    if any(line.strip() and place.column(line) % width != stray for line in lines):
        return others
    return "\n".join(line[stray:] if line[:stray].isspace() else line for line in lines)


def indent_as_document(place: CursorSyntax, text: str) -> str:
    """Change tabs to spaces or the other way, where the document clearly has the other kind."""
    if place.context.language == "makefile":
        return _with_recipes(place, text)
    spaces = has_spaces((*place.lines_before, *place.following), place.context.language, place.context.indentation)
    if spaces is None:
        return text
    lines = text.split("\n")
    unit = _unit_of_spaces(lines)
    starts = _lines_in_code(place, text)
    first = 0 if place.blank else 1
    changed = [number for number in range(first, len(lines)) if number in starts and lines[number].strip()]
    if len({mark for number in changed for mark in indentation_of(lines[number])}) > 1:
        return text  # who mixes both aligns something
    for number in changed:
        lines[number] = _converted(place, lines[number], unit, spaces=spaces)
    return "\n".join(lines)


def _with_recipes(place: CursorSyntax, text: str) -> str:
    """Begin with a tab what a Makefile's rule is to run: blanks are an error there."""
    lines = text.split("\n")
    above = place.previous if place.blank else place.line_before + lines[0]
    for number, line in enumerate(lines):
        runs = above.startswith("\t") or opens_block(above, "makefile")
        if (number or not place.line_before) and line.startswith(" ") and runs and not above.endswith("\\"):
            lines[number] = "\t" + line.lstrip()
        above = lines[number] if line.strip() else above
    return "\n".join(lines)


def _unit_of_spaces(lines: list[str]) -> int:
    depths = [len(indentation_of(line)) for line in lines if line.startswith("  ") and line.strip()]
    return min(depths, default=4) if min(depths, default=4) in {2, 3, 4, 8} else 4


def _lines_in_code(place: CursorSyntax, text: str) -> set[int]:
    newlines = place.scan_with(text).newlines
    ends = [found.start() + len(place.lead) for found in re.finditer("\n", text)]
    return {0, *(number for number, end in enumerate(ends, 1) if end in newlines)}


def _converted(place: CursorSyntax, line: str, unit: int, *, spaces: bool) -> str:
    space = indentation_of(line)
    if spaces and "\t" in space:
        return " " * column_of(space + "x", place.indentation.width) + line[len(space) :]
    if not spaces and set(space) == {" "} and len(space) >= unit:
        tabs, more = divmod(len(space), unit)
        return "\t" * tabs + " " * more + line[len(space) :]
    return line


def move_to_column(place: CursorSyntax, text: str) -> str:
    """Move code that was written from column zero under the cursor's column.

    It was, when its first line opens a block whose body would stand left of it and right of it once moved.
    """
    space = place.line_before if place.blank else ""
    first, newline, others = text.partition("\n")
    if not space or not newline or first[:1].isspace() or place.here.inside != "code":
        return text
    language = place.context.language
    if not opens_block(first, language) or notation_of(language).brackets == "free":
        return text
    if language == "makefile":  # an indented line is a recipe's, and opens nothing
        return text
    body = next((line for line in others.split("\n") if line.strip()), "")
    if not 0 < place.column(body) <= place.column(space) or body.rstrip() in place.following or _LABEL.match(body):
        return text
    if _STAYS.match(body) and place.column(body) == place.column(space):
        return text
    inner = _lines_in_code(place, text)
    lines = others.split("\n")
    moved = [space + line if line.strip() and n in inner else line for n, line in enumerate(lines, 1)]
    return first + newline + "\n".join(moved)
