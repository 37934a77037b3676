"""The developer's libraries: per file what was last seen, and from it what is usual.

As with habits, the state is what each origin last said; the rest is computed when asked for.
"""

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import RLock
from typing import Self

from style_learner.habits.estimate import effective_count
from style_learner.habits.evidence import CORRELATION, HALF_LIFE_DAYS, SECONDS_A_DAY, SOURCE_WEIGHTS
from style_learner.habits.locking import alone
from style_learner.libraries.observing import LibrarySeen
from style_learner.syntax.languages import learned_as
from style_learner.types import LibraryUse, Source

MAX_ORIGINS = 2_000
"""Files kept of one language, the newest: more than that one person keeps in use."""


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """One row of a book's state: a statement (``member`` empty) or a member (``statement`` empty) in one origin."""

    language: str
    origin: str
    project: str
    source: str
    at: float
    library: str
    statement: str = ""
    member: str = ""
    count: float = 1.0


@dataclass(frozen=True, slots=True)
class _File:
    language: str
    project: str
    source: Source
    at: float
    libraries: dict[str, LibrarySeen]

    def weight(self, now: float) -> float:
        age_days = max(0.0, now - self.at) / SECONDS_A_DAY
        return float(SOURCE_WEIGHTS[self.source] * 2.0 ** -(age_days / HALF_LIFE_DAYS))


class LibraryBook:
    """How one developer uses libraries. Threads may learn and ask as they like."""

    def __init__(self, max_origins: int = MAX_ORIGINS) -> None:
        self.lock = RLock()
        self._max_origins = max_origins
        self._files: dict[str, _File] = {}
        self._erased: dict[tuple[str, str], float] = {}
        """When the owner erased a library of a language."""

    @alone
    def replace(
        self,
        origin: str,
        seen: Iterable[LibrarySeen],
        *,
        language: str,
        project: str,
        source: Source,
        at: float,
    ) -> None:
        """Let ``seen`` be all that ``origin`` imports; what it said before is void, what is older is ignored."""
        known = self._files.get(origin)
        if known is not None and at < known.at:
            return
        self.drop(origin)
        language = learned_as(language)
        libraries = {one.library: one for one in seen if at > self._erased.get((language, one.library), -math.inf)}
        if libraries:
            self._files[origin] = _File(language, project, source, at, libraries)
            self._keep_newest(language)

    def _keep_newest(self, language: str) -> None:
        of_language = [(file.at, origin) for origin, file in self._files.items() if file.language == language]
        if len(of_language) > self._max_origins:
            del self._files[min(of_language)[1]]

    @alone
    def erase(self, library: str, language: str, at: float) -> None:
        """Forget all that was seen of ``library`` until ``at``; what is written later counts again."""
        language = learned_as(language)
        self._erased[language, library] = at
        for file in self._files.values():
            if file.language == language and file.at <= at:
                file.libraries.pop(library, None)

    @alone
    def drop(self, origin: str) -> None:
        """Forget what ``origin`` said; an unknown origin is no error."""
        self._files.pop(origin, None)

    @alone
    def use(self, library: str, language: str, now: float | None = None) -> LibraryUse | None:
        """Return how a library is used; None where it isn't."""
        at = time.time() if now is None else now
        files = [file for file in self._written_in(language) if library in file.libraries]
        return _use(library, files, at) if files else None

    @alone
    def uses(
        self,
        language: str | None = None,
        project: str | None = None,
        now: float | None = None,
        *,
        shared: Callable[[str], bool] = lambda _: True,
    ) -> list[LibraryUse]:
        """Return every library's use, the most used first; a project narrows it to that project's files.

        ``shared`` tells of which projects it may be told.
        """
        at = time.time() if now is None else now
        files: dict[tuple[str, str], list[_File]] = {}
        for file in self._written_in(language):
            if project in {None, file.project} and shared(file.project):
                for library in file.libraries:
                    files.setdefault((file.language, library), []).append(file)
        ranked = sorted(files.items(), key=lambda item: (-sum(file.weight(at) for file in item[1]), item[0]))
        return [_use(library, found, at) for (_, library), found in ranked]

    def _written_in(self, language: str | None) -> list[_File]:
        """Return the files of a language (None: all), ordered by origin so that sums don't depend on who came first."""
        ordered = [self._files[origin] for origin in sorted(self._files)]
        return [file for file in ordered if language is None or file.language == learned_as(language)]

    @alone
    def to_rows(self) -> list[LibraryRow]:
        """Return the whole state as rows, in an order that depends on nothing but the state."""
        rows = []
        for origin, file in sorted(self._files.items()):
            place = (file.language, origin, file.project, str(file.source), file.at)
            for library, seen in file.libraries.items():
                rows += [LibraryRow(*place, library, statement=statement) for statement in seen.statements]
                rows += [LibraryRow(*place, library, member=name, count=n) for name, n in seen.members.items()]
        return rows

    @classmethod
    def from_rows(cls, rows: Iterable[LibraryRow], max_origins: int = MAX_ORIGINS) -> Self:
        """Return the book that gave these rows."""
        book = cls(max_origins)
        statements: dict[tuple[str, str], list[str]] = {}
        members: dict[tuple[str, str], dict[str, float]] = {}
        files: dict[str, LibraryRow] = {}
        for row in rows:
            files[row.origin] = row
            written = statements.setdefault((row.origin, row.library), [])
            if row.statement:
                written.append(row.statement)
            else:
                members.setdefault((row.origin, row.library), {})[row.member] = row.count
        seen: dict[str, list[LibrarySeen]] = {}
        for key, written in statements.items():
            seen.setdefault(key[0], []).append(LibrarySeen(key[1], tuple(written), members.get(key, {})))
        for origin, row in files.items():
            book.replace(
                origin,
                seen[origin],
                language=row.language,
                project=row.project,
                source=Source(row.source),
                at=row.at,
            )
        return book


def _use(library: str, files: list[_File], now: float) -> LibraryUse:
    imports: dict[str, float] = {}
    members: dict[str, float] = {}
    together: dict[str, float] = {}
    for file in files:
        weight = file.weight(now)
        seen = file.libraries[library]
        for statement in seen.statements:
            imports[statement] = imports.get(statement, 0.0) + weight
        for member, count in seen.members.items():
            members[member] = members.get(member, 0.0) + weight * effective_count(count, CORRELATION)
        for other in file.libraries.keys() - {library}:
            together[other] = together.get(other, 0.0) + weight
    return LibraryUse(
        library,
        files[0].language,
        _ranked(imports),
        _ranked(members),
        _ranked(together),
        len(files),
        max(file.at for file in files),
    )


def _ranked(counts: dict[str, float]) -> dict[str, float]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
