"""Places written as one text with the cursor at ``|``, and real ones with the lines that were taken out."""

import configparser
import inspect
import shlex
import textwrap
from collections.abc import Iterator

from style_learner.types import CursorContext

LONGEST_BLOCK = 6


def at(marked: str, language: str = "python") -> CursorContext:
    """Return the place of the one ``|`` in ``marked``."""
    prefix, _, suffix = marked.partition("|")
    return CursorContext(path="a", language=language, prefix=prefix, suffix=suffix)


def real_places() -> Iterator[tuple[CursorContext, str]]:
    """Yield places in the standard library's code, each with the whole lines of one block that stood there."""
    for module in (textwrap, shlex, configparser):
        lines = inspect.getsource(module).split("\n")
        for number in range(10, len(lines) - 1, 17):
            if lines[number].strip():
                yield _without_block(lines, number)


def _without_block(lines: list[str], number: int) -> tuple[CursorContext, str]:
    column = _column(lines[number])
    end = number + 1
    while end - number < LONGEST_BLOCK and lines[end].strip() and _column(lines[end]) >= column:
        end += 1
    removed = "\n".join(lines[number:end])
    prefix = "".join(f"{line}\n" for line in lines[:number]) + removed[:column]
    return CursorContext("a.py", "python", prefix, "\n" + "\n".join(lines[end:])), removed[column:]


def _column(line: str) -> int:
    return len(line) - len(line.lstrip())
