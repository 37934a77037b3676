"""What a commit added, read from its patch.

Lines are zero-based and of the file as the commit left it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

_HUNK = re.compile(r"@@ -\d+(?:,(?P<removed>\d+))? \+(?P<first>\d+)(?:,(?P<added>\d+))? @@")

_TELLING_CHARACTERS = 10
"""Shorter lines (``else:``, ``return x``) stand in many places without having been moved there."""


@dataclass(frozen=True, slots=True)
class AddedRun:
    """Lines that follow one another, all new."""

    path: str
    """POSIX, relative to the repository's top folder."""
    first_line: int
    lines: tuple[str, ...]


def added_runs(patch: str) -> Iterator[AddedRun]:
    r"""Yield what a patch without context added; lines that it took away elsewhere were moved, not written.

    >>> patch = "+++ b/a.py\n@@ -3 +3,2 @@\n-total = count()\n+total = sum(all)\n+print(total)\n"
    >>> list(added_runs(patch))
    [AddedRun(path='a.py', first_line=2, lines=('total = sum(all)', 'print(total)'))]
    """
    removed: set[str] = set()
    runs: list[AddedRun] = []
    for path, first, hunk in _hunks(patch):
        removed.update(line[1:].strip() for line in hunk if line.startswith("-"))
        added = tuple(line[1:].removesuffix("\r") for line in hunk if line.startswith("+"))
        if added:
            runs.append(AddedRun(path, first, added))
    moved = {line for line in removed if len(line) >= _TELLING_CHARACTERS}
    for run in runs:
        yield from _written(run, moved)


def _hunks(patch: str) -> Iterator[tuple[str, int, list[str]]]:
    """Yield path, first line after the commit, and lines of each hunk, counted, as any of them may look like a head."""
    path = ""
    lines = iter(patch.split("\n"))
    for line in lines:
        if line.startswith("+++ "):
            path = line[len("+++ ") :].removesuffix("\t").removeprefix("b/")
        elif found := _HUNK.match(line):
            removed, added = (int(found[name] or 1) for name in ("removed", "added"))
            hunk: list[str] = []
            while len(hunk) < removed + added and (body := next(lines, None)) is not None:
                if not body.startswith("\\"):  # "\ No newline at end of file"
                    hunk.append(body)
            yield path, int(found["first"]) - 1, hunk


def _written(run: AddedRun, moved: set[str]) -> Iterator[AddedRun]:
    """Yield the parts of a run between lines that were moved."""
    numbered = enumerate(run.lines, start=run.first_line)
    for is_moved, part in groupby(numbered, key=lambda one: one[1].strip() in moved):
        if not is_moved:
            found = list(part)
            yield AddedRun(run.path, found[0][0], tuple(line for _, line in found))
