"""The developer's files as they stand now, and which lines of them are theirs.

The store knows their code in pieces; the files have the blank lines and the order. A piece that no longer stands in its
file teaches nothing, and lines that no piece holds (written since by a tool, or another's) are context alone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from style_learner.privacy.ignore import IgnoreRules
from style_learner.privacy.redaction import redact
from style_learner.sources.files import read_text
from style_learner.types import Snippet, Source

Run = tuple[int, int]
"""First and last line, zero-based."""

Reader = Callable[[str, str], str | None]
"""Returns the text of a file by its project and path; None where it is gone or must be left alone."""

MOST_HEADERS = 2
"""Lines at most that open a piece and stand further up in its file."""


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """A file with lines of the developer's."""

    project: str
    path: str
    """Relative to the project, POSIX."""
    language: str
    text: str
    own: tuple[Run, ...]
    at: float
    """When the newest of these lines was written."""

    @property
    def characters(self) -> int:
        """Length of the developer's own lines."""
        lines = self.text.split("\n")
        return sum(len(lines[row]) + 1 for first, last in self.own for row in range(first, last + 1))


def file_on_disk() -> Reader:
    """Return a reader of files, redacted; ignore files are read once a project, as they are now."""
    rules: dict[str, IgnoreRules] = {}

    def read(project: str, path: str) -> str | None:
        file = Path(project) / path if project else Path(path)
        if not file.is_absolute():
            return None
        if project not in rules:
            rules[project] = IgnoreRules(project or file.parent)
        if rules[project].why_not_learn_from(file):
            return None
        text = read_text(file)
        return redact(text.replace("\r\n", "\n")).text if text else None

    return read


def own_documents(snippets: Iterable[Snippet], read: Reader) -> list[OwnDocument]:
    """Return the files that hold code of the developer's, the oldest first."""
    by_document: defaultdict[tuple[str, str], list[Snippet]] = defaultdict(list)
    for snippet in snippets:
        if snippet.source is not Source.PROJECT:
            by_document[snippet.project, snippet.path].append(snippet)
    found = []
    for (project, path), pieces in by_document.items():
        text = read(project, path)
        own = _own_runs(text.split("\n"), pieces) if text else ()
        if text and own:
            at = max(piece.at for piece in pieces)
            found.append(OwnDocument(project, path, pieces[0].language, text, own, at))
    return sorted(found, key=lambda one: (one.at, one.project, one.path))


def _own_runs(lines: Sequence[str], pieces: Iterable[Snippet]) -> tuple[Run, ...]:
    """Return the runs of lines that the pieces hold; blank lines between two of them belong to both."""
    rows: set[int] = set()
    places: defaultdict[str, list[int]] = defaultdict(list)
    for row, line in enumerate(lines):
        places[line].append(row)
    for piece in pieces:
        rows.update(_rows_of(piece, lines, places))
    return tuple(_runs(sorted(rows), lines))


def _rows_of(piece: Snippet, lines: Sequence[str], places: dict[str, list[int]]) -> range:
    """Return where a piece stands, nearest to where it stood; its first lines may be headers from further up."""
    body = piece.text.split("\n")
    for headers in range(min(MOST_HEADERS, len(body) - 1) + 1):
        rest = body[headers:]
        starts = [row for row in places.get(rest[0], ()) if list(lines[row : row + len(rest)]) == rest]
        if starts:
            start = min(starts, key=lambda row: abs(row - piece.first_line))
            return range(start, start + len(rest))
    return range(0)


def _runs(rows: Sequence[int], lines: Sequence[str]) -> Iterator[Run]:
    first = last = None
    for row in rows:
        if first is None or last is None:
            first = last = row
        elif all(not lines[between].strip() for between in range(last + 1, row)):
            last = row
        else:
            yield first, last
            first = last = row
    if first is not None and last is not None:
        yield first, last
