"""The kinds of change to the store.

Each can swallow a later one of its kind, so that a hundred small changes in a row become one statement. ``apply``
runs inside a transaction of the writer's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt

from style_learner.store.database import Transaction
from style_learner.store.rows import (
    FEEDBACK,
    OBSERVATION,
    OUTCOME,
    PIN,
    RETENTION,
    RUN,
    SNIPPET,
    SUGGESTION,
    TURN,
    R,
    Table,
    plain,
    text_column,
)
from style_learner.types import ChatTurn, Feedback, Observation, Outcome, Pin, Retention, Run, Snippet, Suggestion

Fact = Suggestion | Outcome | Retention | Feedback | Run | ChatTurn
Vector = npt.NDArray[np.float32]

HALF = np.dtype("<f2")
"""Vectors are kept in half precision: directions need no more, and it halves the file that forgetting rewrites."""


class Write(Protocol):
    """One change, or several of a kind in a row."""

    def joined(self, later: Any) -> "Write | None":
        """Return one change that does what this and then ``later`` would, or None."""

    def apply(self, transaction: Transaction) -> None:
        """Make the change."""


@dataclass(frozen=True, slots=True)
class AddFacts:
    """Add facts; what is there already is left alone, so telling a fact twice is telling it once.

    An outcome, retention or run of a suggestion that is not kept (never was, or is forgotten) is not kept either.
    """

    facts: tuple[Fact, ...]

    def joined(self, later: object) -> Self | None:
        return type(self)(self.facts + later.facts) if isinstance(later, AddFacts) else None

    def apply(self, transaction: Transaction) -> None:
        _add(transaction, SUGGESTION, [fact for fact in self.facts if isinstance(fact, Suggestion)])
        _add(transaction, OUTCOME, [fact for fact in self.facts if isinstance(fact, Outcome)], _OF_KEPT_SUGGESTION)
        _add(transaction, RETENTION, [fact for fact in self.facts if isinstance(fact, Retention)], _OF_KEPT_SUGGESTION)
        _add(transaction, RUN, [fact for fact in self.facts if isinstance(fact, Run)], _OF_KEPT_SUGGESTION)
        _add(transaction, TURN, [fact for fact in self.facts if isinstance(fact, ChatTurn)])
        _add(transaction, FEEDBACK, [fact for fact in self.facts if isinstance(fact, Feedback)])


@dataclass(frozen=True, slots=True)
class ReplaceObservations:
    """Let the newest set of each origin stand for it."""

    sets: Mapping[str, Sequence[Observation]]
    now: float

    def joined(self, later: object) -> Self | None:
        return type(self)({**self.sets, **later.sets}, later.now) if isinstance(later, ReplaceObservations) else None

    def apply(self, transaction: Transaction) -> None:
        with transaction.batch({"origin": text_column(list(self.sets))}):
            transaction.execute("DELETE FROM observation WHERE origin IN (SELECT origin FROM batch)")
        _insert(transaction, OBSERVATION, [one for several in self.sets.values() for one in several], self.now)


@dataclass(frozen=True, slots=True)
class ReplaceSnippets:
    """Let the newest cut of each file stand for it; vectors of snippets that are still there stay."""

    files: Mapping[tuple[str, str], Sequence[Snippet]]
    """Snippets by project and path."""
    now: float

    def joined(self, later: object) -> Self | None:
        return type(self)({**self.files, **later.files}, later.now) if isinstance(later, ReplaceSnippets) else None

    def apply(self, transaction: Transaction) -> None:
        projects, paths = zip(*self.files, strict=True)
        with transaction.batch({"project": text_column(projects), "path": text_column(paths)}):
            old = transaction.execute(f"SELECT id FROM snippet WHERE {_IN_BATCH}")
            transaction.execute(f"DELETE FROM snippet WHERE {_IN_BATCH}")
        _insert(transaction, SNIPPET, [one for several in self.files.values() for one in several], self.now)
        if old:
            with transaction.batch({"id": text_column([row[0] for row in old])}):
                transaction.execute(f"DELETE FROM vector WHERE snippet_id IN (SELECT id FROM batch) AND {_ORPHANED}")


@dataclass(frozen=True, slots=True)
class AddVectors:
    """Keep the meaning of snippets; a later vector replaces an earlier one of the same snippet."""

    embedder: str
    vectors: Mapping[str, Vector]

    def joined(self, later: object) -> Self | None:
        if isinstance(later, AddVectors) and later.embedder == self.embedder:
            return type(self)(self.embedder, {**self.vectors, **later.vectors})
        return None

    def apply(self, transaction: Transaction) -> None:
        data = np.array([vector.astype(HALF).tobytes() for vector in self.vectors.values()], dtype=object)
        with transaction.batch({"snippet_id": text_column(list(self.vectors)), "data": data}):
            transaction.execute("DELETE FROM vector WHERE snippet_id IN (SELECT snippet_id FROM batch)")
            transaction.execute(
                "INSERT INTO vector (snippet_id, embedder, data) SELECT snippet_id, ?, data FROM batch "
                "WHERE snippet_id IN (SELECT id FROM snippet)",
                [plain(self.embedder)],
            )


@dataclass(frozen=True, slots=True)
class SetPin:
    """Keep the owner's word on a habit, or take it back."""

    pin: Pin
    withdrawn: bool = False

    def joined(self, _later: object) -> None:
        return None

    def apply(self, transaction: Transaction) -> None:
        transaction.execute(
            "DELETE FROM pin WHERE language = ? AND feature = ? AND project = ?",
            [plain(text) for text in (self.pin.language, self.pin.feature, self.pin.project)],
        )
        if not self.withdrawn:
            _insert(transaction, PIN, [self.pin])


@dataclass(frozen=True, slots=True)
class SetValue:
    """Keep a named value of the learner's own, with its project."""

    name: str
    value: str
    project: str = ""

    def joined(self, _later: object) -> None:
        return None

    def apply(self, transaction: Transaction) -> None:
        named = [plain(self.name), plain(self.project)]
        transaction.execute("DELETE FROM state WHERE name = ? AND project = ?", named)
        transaction.execute("INSERT INTO state (name, project, value) VALUES (?, ?, ?)", [*named, plain(self.value)])


@dataclass(frozen=True, slots=True)
class MoveConversation:
    """Let what was said of one document be of another: it was renamed."""

    project: str
    path: str
    to_project: str
    to: str

    def joined(self, _later: object) -> None:
        return None

    def apply(self, transaction: Transaction) -> None:
        of = [plain(text) for text in (self.to_project, self.to, self.project, self.path)]
        about = "about IN (SELECT id FROM turn WHERE project = ? AND path = ?)"
        transaction.execute(f"UPDATE feedback SET project = ?, path = ? WHERE {about}", of)
        transaction.execute("UPDATE turn SET project = ?, path = ? WHERE project = ? AND path = ?", of)


_OF_KEPT_SUGGESTION = "suggestion_id IN (SELECT id FROM suggestion)"
_IN_BATCH = "(project, path) IN (SELECT (project, path) FROM batch)"
_ORPHANED = "snippet_id NOT IN (SELECT id FROM snippet)"


def _add(transaction: Transaction, table: Table[R], records: Sequence[R], condition: str = "TRUE") -> None:
    """Insert the records that are not there yet and fulfil ``condition``."""
    if not records:
        return
    same = " AND ".join(f'known."{name}" = batch."{name}"' for name in table.identity)
    with transaction.batch(table.columns(table.without_repeats(records))):
        transaction.execute(
            f"INSERT INTO {table.name} ({table.columns_sql}) SELECT {table.columns_sql} FROM batch "
            f"WHERE {condition} AND NOT EXISTS (SELECT 1 FROM {table.name} AS known WHERE {same})"
        )


def _insert(transaction: Transaction, table: Table[R], records: Sequence[R], now: float | None = None) -> None:
    """Insert records; ``now`` is kept with those whose table says when they were stored."""
    if not records:
        return
    kept, value = (", kept_at", ", ?") if now is not None else ("", "")
    with transaction.batch(table.columns(table.without_repeats(records))):
        transaction.execute(
            f"INSERT INTO {table.name} ({table.columns_sql}{kept}) SELECT {table.columns_sql}{value} FROM batch",
            [] if now is None else [now],
        )
