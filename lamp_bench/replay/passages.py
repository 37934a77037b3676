"""The later code in stretches: where each begins, what is typed there, and where a suggestion is asked for.

A corpus' tasks hold whole files as they stood when the developer had written a line or a block of theirs. Around it,
the lines that the file had not had before are typed; whatever else is new in the file stands there already.
"""

import difflib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lamp_bench.histories.corpora import Corpus, Task

MOST_LINES = 24
"""Of a passage: the developer's own lines and what was written with them, not all that a year brought to the file."""
ASKED_LINES = 0.5
"""Share of the lines in which a suggestion is asked for. A developer sees more; a second of a model costs a second."""
LEAST_LEFT = 4
"""Characters of a line that must be left to write, for a suggestion to be of use there."""

_AFTER = re.compile(r"(?:[.(\[{]|[,:] ?|= |=> |return |-> |\bin |\bimport )")
"""What one types before one stops to think, and editors ask."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch that is typed in one go, in its file."""

    id: str
    repository: str
    path: str
    language: str
    before: str
    """The file up to the passage; empty, or ends with a line's end."""
    written: str
    """Whole lines, the last one without its end."""
    after: str
    asks: tuple[int, ...]
    """Offsets in ``written`` at which a suggestion is asked for, ascending."""


def passages_of(corpus: Corpus, seed: int) -> list[Passage]:
    """Return what the developer wrote later, in the order in which they did."""
    known = {(file.repository, file.path): file.text for file in corpus.files}
    found: list[Passage] = []
    for task in sorted(corpus.tasks, key=lambda task: (task.date, task.id)):
        file = (task.repository, task.path)
        passage = _passage(task, known.get(file), seed)
        if passage is not None:
            found.append(passage)
        known[file] = task.prefix + task.target + task.suffix
    return found


def _passage(task: Task, earlier: str | None, seed: int) -> Passage | None:
    """Return the passage around a task's target; None where the file had those lines before."""
    lines = _lines(task.prefix + task.target + task.suffix)
    first = task.prefix.count("\n")
    last = first + task.target.rstrip("\n").count("\n")
    fresh = set(range(first, last + 1)) if earlier is None else set(_fresh(_lines(earlier), lines))
    if not fresh.issuperset(range(first, last + 1)):
        return None
    first, last = _widened(first, last, fresh)
    written = "".join(lines[first : last + 1]).removesuffix("\n")
    if not written.strip() or "\r" in written:
        return None
    before = "".join(lines[:first])
    after = "".join(lines)[len(before) + len(written) :]
    asks = tuple(_asks(written, random.Random(f"{seed} {task.id}")))  # noqa: S311 a sample
    return Passage(task.id, task.repository, task.path, task.language, before, written, after, asks)


def _lines(text: str) -> list[str]:
    """Cut at line ends alone, as editors count lines; form feeds and the like are no ends."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _fresh(earlier: Sequence[str], later: Sequence[str]) -> Iterator[int]:
    """Yield the lines of ``later`` that ``earlier`` does not have there."""
    for tag, _, _, start, end in difflib.SequenceMatcher(None, earlier, later, autojunk=False).get_opcodes():
        if tag in {"insert", "replace"}:
            yield from range(start, end)


def _widened(first: int, last: int, fresh: set[int]) -> tuple[int, int]:
    """Take in the fresh lines around, those above first: what was written on the way to the target."""
    while last - first + 1 < MOST_LINES and first - 1 in fresh:
        first -= 1
    while last - first + 1 < MOST_LINES and last + 1 in fresh:
        last += 1
    return first, last


def _asks(written: str, chance: random.Random) -> Iterator[int]:
    """Draw the places: in half of the lines one, at its beginning or behind something that makes one think."""
    ends = [-1, *(found.start() for found in re.finditer("\n", written)), len(written)]
    for line_start, line_end in pairwise(ends):
        places = _places(written[line_start + 1 : line_end])
        wanted, draw = chance.random() < ASKED_LINES, chance.random()
        if places and wanted:
            yield line_start + 1 + places[int(draw * len(places))]


def _places(line: str) -> list[int]:
    indentation = len(line) - len(line.lstrip())
    thinking = [found.end() for found in _AFTER.finditer(line) if found.end() > indentation]
    places = [place for place in thinking if len(line) - place >= LEAST_LEFT]
    # The beginning weighs as much as all other places: every new line shows a suggestion.
    return [indentation] * max(1, len(places)) + places if len(line) - indentation >= LEAST_LEFT else []
