"""Which part of what was added is taken out, to be foreseen."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lamp_bench.histories.corpora import TaskKind
from style_learner.sources.patches import AddedRun

PIECE_LINES = 24
"""A long run gives one place of each kind for so many lines, so that no new file outweighs all else."""

_BLOCK_LINES = (2, 8)
_BLOCK_CHARACTERS = 20
_LINE_CHARACTERS = 12
_REST_CHARACTERS = 4
"""Less is foreseen by chance."""

_CURSOR_SHARE = (0.2, 0.6)
"""How much of its line stands before the cursor: enough to show what is meant, and enough left to foresee."""

_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Target:
    """From a column of one line to the end of the same or a later one; all zero-based."""

    kind: TaskKind
    first_line: int
    last_line: int
    column: int


def targets_in(run: AddedRun, seed: str) -> Iterator[Target]:
    """Yield a line and a block of each piece of a run, as far as there are fit ones; drawn by ``seed``."""
    for start in range(0, len(run.lines), PIECE_LINES):
        piece = AddedRun(run.path, run.first_line + start, run.lines[start : start + PIECE_LINES])
        chance = random.Random(f"{seed} {run.path} {piece.first_line}")  # noqa: S311 a sample
        yield from _line(piece, chance)
        yield from _block(piece, chance)


def _line(piece: AddedRun, chance: random.Random) -> Iterator[Target]:
    columns = {number: edges for number, line in enumerate(piece.lines, piece.first_line) if (edges := _edges(line))}
    if columns:
        number = chance.choice(list(columns))
        yield Target("line", number, number, chance.choice(columns[number]))


def _edges(line: str) -> list[int]:
    """Return the columns where the cursor may stand: before a token, neither too early nor too late."""
    code = line.strip()
    low, high = (share * len(code) for share in _CURSOR_SHARE)
    if len(code) < _LINE_CHARACTERS:
        return []
    indentation = _indentation(line)
    starts = (token.start() for token in _TOKEN.finditer(code))
    return [indentation + at for at in starts if low <= at <= high and len(code) - at >= _REST_CHARACTERS]


def _block(piece: AddedRun, chance: random.Random) -> Iterator[Target]:
    least, most = _BLOCK_LINES
    if len(piece.lines) < least:
        return
    size = chance.randint(least, min(most, len(piece.lines)))
    start = chance.randint(0, len(piece.lines) - size)
    written = [number for number in range(start, start + size) if piece.lines[number].strip()]
    if len(written) < least or sum(len(piece.lines[number].strip()) for number in written) < _BLOCK_CHARACTERS:
        return
    first, last = written[0], written[-1]
    yield Target("block", piece.first_line + first, piece.first_line + last, _indentation(piece.lines[first]))


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())
