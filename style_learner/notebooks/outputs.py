"""The part of an output that is worth a model's time, as comments."""

import re
from collections.abc import Iterable, Sequence

MOST_LINES = 8
MOST_CHARACTERS = 400
"""Of one cell's outputs: a small table's head, about as much as the cell itself."""
TRACEBACK_LINES = 6
"""Of a traceback its end: the line that raised, and what it said."""
LONGEST_LINE = 160
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f]")
"""Colours and other orders to a terminal."""


def plain_text(text: str) -> str:
    r"""Return text without orders to a terminal; a line drawn over itself shows as it was last.

    >>> plain_text("\x1b[31mred\x1b[0m\n10%\r100%")
    'red\n100%'
    """
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n")]
    return _CONTROL.sub("", "\n".join(lines))


def shortened(outputs: Iterable[str]) -> list[str]:
    """Return the first lines of some outputs."""
    lines = [line[:LONGEST_LINE].rstrip() for output in outputs for line in plain_text(output).strip().split("\n")]
    lines = [line for line in lines if line]
    kept = _within(lines[:MOST_LINES], MOST_CHARACTERS)
    return [*kept, "..."] if len(kept) < len(lines) else kept


def traceback_end(traceback: str, lines: int = TRACEBACK_LINES) -> list[str]:
    """Return the last lines of a traceback."""
    found = [line[:LONGEST_LINE].rstrip() for line in plain_text(traceback).strip().split("\n") if line.strip()]
    return found[-lines:]


def commented(lines: Sequence[str], comment: str) -> str:
    r"""Return lines as comments, each with its line end.

    >>> commented(["a", "b"], "#")
    '# a\n# b\n'
    """
    return "".join(f"{comment} {line}".rstrip() + "\n" for line in lines)


def _within(lines: Sequence[str], characters: int) -> list[str]:
    kept: list[str] = []
    for line in lines:
        characters -= len(line)
        if characters < 0:
            break
        kept.append(line)
    return kept
