"""Definitions and imports that the file has already."""

import re

from style_learner.shaping.block import depths_of_lines
from style_learner.shaping.extent import Extent
from style_learner.shaping.place import Place

__all__ = ["until_said_again"]

_SAID_ONCE = re.compile(
    r"(?:import|from|use|class|(?:async\s+)?def|func|(?:export\s+)?(?:default\s+)?(?:async\s+)?function"
    r"|(?:pub(?:\(\w+\))?\s+)?(?:fn|struct|enum|trait))\s+\S"
)
"""What stands in the first column once in a file, by how its line begins."""
_DEPENDS = re.compile(r"@|#(?!\s)")
"""Decorators, attributes and the preprocessor: below them a definition may come again."""
_CELL = re.compile(r"^# %%", re.MULTILINE)


def until_said_again(place: Place, _wanted: Extent, text: str) -> str:
    """Cut ``text`` before a line of the first column that imports or defines what the same line does elsewhere.

    Small models like to write the next function again that stands below, or the imports from above. Notebooks, in
    which a cell often begins anew, are left alone.
    """
    answered = text.split("\n")
    lines = [place.line_before + answered[0], *answered[1:]]
    numbers = [number for number, line in enumerate(lines) if _SAID_ONCE.match(line) and answered[number].strip()]
    if not numbers or place.here.inside != "code" or _CELL.search(place.before) or _CELL.search(place.after):
        return text
    depths = depths_of_lines(place, text, len(lines))
    for number in numbers:
        above = lines[number - 1] if number else place.previous
        if depths[number] == 0 and not _DEPENDS.match(above) and _stands_elsewhere(place, lines[number]):
            return "\n".join(answered[:number])
    return text


def _stands_elsewhere(place: Place, line: str) -> bool:
    return any(
        re.search(rf"^{re.escape(line.rstrip())}[ \t]*\r?$", where, re.MULTILINE)
        for where in (place.context.prefix.rpartition("\n")[0], place.context.suffix)
    )
