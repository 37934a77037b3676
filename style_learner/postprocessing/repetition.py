"""An answer that runs in circles, as small models do."""

import re

__all__ = ["until_circling"]

TIMES = 3
"""Equal groups of lines in a row, blank ones aside, that are no longer meant."""
LONGEST_GROUP = 4
LINE_IN_CIRCLES = re.compile(r"(.{3,40}?)\1{7,}")
"""Eight times the same characters in a line; a shorter run may be a table or a rule drawn in a comment."""
SHORTEST_CIRCLE = 80
"""Characters that the run in one line must have."""


def until_circling(text: str, line_before: str = "") -> str:
    """Cut ``text`` after the first of several equal groups of lines, and before a line that repeats itself.

    ``line_before`` is what its first line continues.
    """
    lines = text.split("\n")
    for index, line in enumerate(lines):
        run = LINE_IN_CIRCLES.search(line) if len(line) >= SHORTEST_CIRCLE else None
        if run and len(run[0]) >= SHORTEST_CIRCLE and re.search(r"\w", run[1]):
            lines = lines[:index]
            break
    keys = [line.rstrip() for line in (line_before + "\n".join(lines)).split("\n")]
    visible = [number for number, key in enumerate(keys) if key]
    for start in range(len(visible)):
        for size in range(1, LONGEST_GROUP + 1):
            if _circles([keys[number] for number in visible[start : start + TIMES * size]], size):
                return "\n".join(lines[: visible[start + size - 1] + 1])
    return "\n".join(lines)


def _circles(lines: list[str], size: int) -> bool:
    group = lines[:size]
    return bool(re.search(r"\w", "".join(group))) and lines == group * TIMES
