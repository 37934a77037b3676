"""The parts of a file that are taken out to be filled in, cut where the syntax has a seam.

As the engine asks: the rest of a line, a few lines, a block. Blocks are the pieces that the memory cuts code into, so
that together they hold every line once.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from style_learner.memory.cutting import LONGEST_LINE, pieces
from style_learner.privacy.likeness import REDACTED
from style_learner.tuning.documents import OwnDocument

SpanKind = Literal["line", "lines", "block"]

LINES_A_REST = 8
"""Lines of a block for each of which the rest of one is asked for too."""
LINES_A_FEW = 12
"""The same for a few lines."""
MOST_FEW = 4
LEAST_REST = 4
LEAST_BLOCK = 16
"""Characters; less is foreseen by chance."""
_CURSOR_SHARE = (0.15, 0.7)
"""How much of its line stands before the cursor."""
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text, in characters, and the lines it touches."""

    kind: SpanKind
    start: int
    end: int
    first_line: int
    last_line: int


def spans_of(document: OwnDocument, seed: int) -> list[Span]:
    """Return what is asked for in one file, in its order; drawn by ``seed`` and the file's path."""
    chance = random.Random(f"{seed} {document.path}")  # noqa: S311 a sample
    text = _Text(document.text)
    found: list[Span] = []
    for piece in pieces(document.text, document.language):
        for first, last in document.own:
            rows = range(max(first, piece.first), min(last, piece.last) + 1)
            if rows:
                found += _in_rows(text, rows, chance)
    return found


class _Text:
    """A text by its lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def span(self, kind: SpanKind, first: int, last: int, column: int) -> Span:
        end = self.starts[last] + len(self.lines[last].rstrip())
        return Span(kind, self.starts[first] + column, end, first, last)

    def usable(self, span: Span) -> bool:
        """Say whether there is something in a span to be learned, and nothing that must not be."""
        taken = self.text[span.start : span.end]
        least = LEAST_REST if span.kind == "line" else LEAST_BLOCK
        rows = self.lines[span.first_line : span.last_line + 1]
        return len(taken.strip()) >= least and REDACTED not in taken and max(map(len, rows)) <= LONGEST_LINE


def _in_rows(text: _Text, rows: range, chance: random.Random) -> Iterator[Span]:
    """Yield the block that ``rows`` are, and lines within it."""
    written = [row for row in rows if text.lines[row].strip()]
    if not written:
        return
    wanted = [_block(text, written, chance)]
    for _ in range(max(1, round(len(written) / LINES_A_REST))):
        wanted += _rest(text, chance.choice(written), chance)
    if len(written) >= 3:  # noqa: PLR2004 fewer are the block itself
        wanted += [_few(text, written, chance) for _ in range(max(1, round(len(written) / LINES_A_FEW)))]
    yield from sorted({one for one in wanted if text.usable(one)}, key=lambda one: (one.start, one.end))


def _block(text: _Text, written: Sequence[int], chance: random.Random) -> Span:
    """Return the whole of a piece, or half the time what follows the line that opens it."""
    first = written[1] if len(written) > 2 and chance.random() < 0.5 else written[0]  # noqa: PLR2004 as above
    return text.span("block", first, written[-1], _indentation(text.lines[first]))


def _few(text: _Text, written: Sequence[int], chance: random.Random) -> Span:
    """Return some lines as deep as the first of them or deeper."""
    at = chance.randrange(len(written))
    first, depth = written[at], _indentation(text.lines[written[at]])
    last = first
    for row in written[at + 1 : at + chance.randint(1, MOST_FEW)]:
        if _indentation(text.lines[row]) < depth:
            break
        last = row
    return text.span("lines", first, last, depth)


def _rest(text: _Text, row: int, chance: random.Random) -> Iterator[Span]:
    """Yield the rest of a line from one of its tokens on; nothing of a line too short for one."""
    line = text.lines[row]
    low, high = (share * len(line.strip()) for share in _CURSOR_SHARE)
    indentation = _indentation(line)
    starts = [token.start() for token in _TOKEN.finditer(line.strip()) if low <= token.start() <= high]
    if starts:
        yield text.span("line", row, row, indentation + chance.choice(starts))


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())
