"""The store as the rest of LAMP calls it.

Changes return at once and are made by one thread; ``flush`` waits until they are on disk. Reads see what was on
disk when they began. Every method may be called from any thread.
"""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from style_learner.store.database import Database
from style_learner.store.exporting import document
from style_learner.store.forgetting import KEPT, Conditions, Forget, conversation, erase, older_than, plural
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
)
from style_learner.store.writer import Writer
from style_learner.store.writes import (
    HALF,
    AddFacts,
    AddVectors,
    Fact,
    MoveConversation,
    ReplaceObservations,
    ReplaceSnippets,
    SetPin,
    SetValue,
    Vector,
)
from style_learner.types import ChatTurn, Feedback, Observation, Outcome, Pin, Retention, Run, Snippet, Suggestion

A = TypeVar("A", Outcome, Retention, Run)
DAY_S = 24 * 3600.0


class Store:
    """Everything LAMP keeps about a developer."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._writer = Writer(database)

    @classmethod
    def open(cls, path: Path, key: str | None, clock: Callable[[], float] = time.time) -> "Store":
        """Open the store file, or make it; raises as ``Database`` does."""
        return cls(Database(path, key), clock)

    def close(self) -> None:
        """Write what is waiting and let go of the file; may be called again."""
        if self._writer.close():
            self._database.close()

    def flush(self) -> None:
        """Wait until everything added before is on disk, so that no crash takes it.

        Raises:
            TryAgain: the disk is full; what was added is kept in memory and tried again.
            LampError: it could not be written.

        """
        self._writer.call(lambda: None)

    def add(self, *facts: Fact) -> None:
        """Add facts of any kind; see ``AddFacts`` for what is left out."""
        if facts:
            self._writer.put(AddFacts(facts))

    def suggestions(self, since: float = -math.inf) -> list[Suggestion]:
        """Return the suggestions offered at or after ``since``, oldest first."""
        return self._read(SUGGESTION, 'WHERE "at" >= ? ORDER BY "at", id', since)

    def suggestion(self, suggestion_id: str) -> Suggestion | None:
        """Return one suggestion; None when it is not kept."""
        return next(iter(self._read(SUGGESTION, "WHERE id = ?", suggestion_id)), None)

    def outcomes(self, since: float = -math.inf) -> list[Outcome]:
        """Return the outcomes at or after ``since``, oldest first."""
        return self._read(OUTCOME, 'WHERE "at" >= ? ORDER BY "at", suggestion_id, characters', since)

    def retentions(self, since: float = -math.inf) -> list[Retention]:
        """Return the retentions looked at at or after ``since``, oldest first."""
        return self._read(RETENTION, 'WHERE "at" >= ? ORDER BY "at", suggestion_id, after_s', since)

    def unknown_outcomes(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Return those of ``outcomes`` that are not on disk yet, each once: telling twice must not teach twice."""
        return self._unknown(OUTCOME, outcomes)

    def unknown_retentions(self, retentions: Sequence[Retention]) -> list[Retention]:
        """Return those of ``retentions`` that are not on disk yet."""
        return self._unknown(RETENTION, retentions)

    def unknown_runs(self, runs: Sequence[Run]) -> list[Run]:
        """Return those of ``runs`` that are not on disk yet."""
        return self._unknown(RUN, runs)

    def feedback(self, since: float = -math.inf) -> list[Feedback]:
        """Return what was said of suggestions and answers at or after ``since``, oldest first."""
        return self._read(FEEDBACK, 'WHERE "at" >= ? ORDER BY "at", about', since)

    def replace_observations(self, origin: str, observations: Sequence[Observation]) -> None:
        """Let these observations, and no older ones, stand for their origin."""
        if any(observation.origin != origin for observation in observations):
            raise ValueError(f"every observation must be of the origin {origin!r}")
        self._writer.put(ReplaceObservations({origin: tuple(observations)}, self._clock()))

    def observations(self) -> list[Observation]:
        """Return the newest set of observations of every origin, oldest first."""
        return self._read(OBSERVATION, 'ORDER BY "at", origin, language, feature, choice')

    def replace_snippets(self, project: str, path: str, snippets: Sequence[Snippet]) -> None:
        """Let these snippets, and no older ones, stand for one file."""
        if any((snippet.project, snippet.path) != (project, path) for snippet in snippets):
            raise ValueError(f"every snippet must be of {path!r} in {project!r}")
        self._writer.put(ReplaceSnippets({(project, path): tuple(snippets)}, self._clock()))

    def snippets(self, project: str | None = None) -> list[Snippet]:
        """Return all snippets, or those of one project, by place."""
        where, parameters = ("", ()) if project is None else ("WHERE project = ? ", (project,))
        return self._read(SNIPPET, f"{where}ORDER BY project, path, first_line, id", *parameters)

    def runs(self, since: float = -math.inf) -> list[Run]:
        """Return how cells with accepted suggestions ran at or after ``since``, oldest first."""
        return self._read(RUN, 'WHERE "at" >= ? ORDER BY "at", suggestion_id', since)

    def turns(self, project: str | None = None, path: str | None = None) -> list[ChatTurn]:
        """Return what was asked of the assistant, oldest first: all, or in one project, or about one document."""
        given = {"project": project, "path": path}
        asked = {name: value for name, value in given.items() if value is not None}
        where = " AND ".join(f"{name} = ?" for name in asked) or "TRUE"
        return self._read(TURN, f'WHERE {where} ORDER BY "at", id', *asked.values())

    def turn(self, turn_id: str) -> ChatTurn | None:
        """Return one question and its answer; None when it is not kept."""
        return next(iter(self._read(TURN, "WHERE id = ?", turn_id)), None)

    def snippets_of(self, ids: Sequence[str]) -> list[Snippet]:
        """Return the snippets with these ids, in their order; those that are kept no more are left out."""
        marks = ", ".join("?" for _ in ids) or "NULL"
        found = {one.id: one for one in self._read(SNIPPET, f"WHERE id IN ({marks})", *ids)}
        return [found[identity] for identity in ids if identity in found]

    def add_vectors(self, embedder: str, vectors: Mapping[str, Vector]) -> None:
        """Keep vectors by snippet id; those of snippets that are not there are left out."""
        if vectors:
            self._writer.put(AddVectors(embedder, dict(vectors)))

    def vectors(self, embedder: str) -> tuple[list[str], npt.NDArray[np.float32]]:
        """Return snippet ids and one row each of the embedder's matrix."""
        rows = self._database.read(
            "SELECT snippet_id, data FROM vector WHERE embedder = ? ORDER BY snippet_id", [embedder]
        )
        if not rows:
            return [], np.empty((0, 0), np.float32)
        matrix = np.frombuffer(b"".join(row[1] for row in rows), dtype=HALF).reshape(len(rows), -1)
        return [row[0] for row in rows], matrix.astype(np.float32)

    def pins(self) -> list[Pin]:
        """Return the owner's corrections of habits, by name."""
        return self._read(PIN, "ORDER BY language, feature, project")

    def set_pin(self, pin: Pin) -> None:
        """Keep the owner's word on a habit instead of an earlier one."""
        self._writer.put(SetPin(pin))

    def withdraw_pin(self, pin: Pin) -> None:
        """Take back the owner's word on a habit, whatever its choice was."""
        self._writer.put(SetPin(pin, withdrawn=True))

    def state(self, name: str, project: str = "", default: str = "") -> str:
        """Return a value of the learner's own, which is forgotten with its project."""
        rows = self._database.read("SELECT value FROM state WHERE name = ? AND project = ?", [name, project])
        return str(rows[0][0]) if rows else default

    def states(self, name: str) -> dict[str, str]:
        """Return what is kept under one name, by project."""
        rows = self._database.read("SELECT project, value FROM state WHERE name = ? ORDER BY project", [name])
        return {str(project): str(value) for project, value in rows}

    def set_state(self, name: str, value: str, project: str = "") -> None:
        """Keep a value of the learner's own: when a workspace was read, what a bandit knows."""
        self._writer.put(SetValue(name, value, project))

    def counts(self) -> dict[str, int]:
        """Return how many of everything are kept, by plural name."""
        columns = ", ".join(f"(SELECT count(*) FROM {table})" for table in KEPT)
        (row,) = self._database.read(f"SELECT {columns}")
        return dict(zip(map(plural, KEPT), row, strict=True))

    def forget(self, what: Forget) -> dict[str, int]:
        """Erase rows and, by writing the file anew, their bytes; return how many of each went.

        Raises:
            WrongSetting: the day is none.
            TryAgain: the rows are gone, but the disk has no room for the new file; the next start does the rest.

        """
        conditions = what.conditions()
        return self._writer.call(lambda: self._erase(conditions))

    def move_conversation(self, project: str, path: str, to_project: str, to: str) -> None:
        """Take the turns about one document for turns about another, which it was renamed to."""
        self._writer.put(MoveConversation(project, path, to_project, to))

    def forget_conversation(self, project: str, path: str) -> dict[str, int]:
        """Erase the turns about one document and what was learned from them; as ``forget``."""
        conditions = conversation(project, path)
        return self._writer.call(lambda: self._erase(conditions))

    def expire(self, older_than_days: float) -> dict[str, int]:
        """Erase what has been kept for longer than the owner wants; as ``forget``."""
        conditions = older_than(self._clock() - older_than_days * DAY_S)
        return self._writer.call(lambda: self._erase(conditions))

    def export(self) -> dict[str, Any]:
        """Return everything as one document that JSON can carry; vectors follow from snippets and are left out."""
        state = self._database.read("SELECT name, project, value FROM state ORDER BY project, name")
        return document(
            now=self._clock(),
            suggestions=self.suggestions(),
            outcomes=self.outcomes(),
            retentions=self.retentions(),
            runs=self.runs(),
            turns=self.turns(),
            feedback=self.feedback(),
            observations=self.observations(),
            snippets=self.snippets(),
            pins=self.pins(),
            state=[{"name": name, "project": project, "value": value} for name, project, value in state],
        )

    def _erase(self, conditions: Conditions) -> dict[str, int]:
        with self._database.transaction() as transaction:
            counts = erase(transaction, conditions)
        if any(counts.values()):
            self._database.rewrite()
        return counts

    def _unknown(self, table: Table[A], told: Sequence[A]) -> list[A]:
        if not told:
            return []
        ids = list({plain(one.suggestion_id) for one in told})
        marks = ", ".join("?" for _ in ids)
        kept = {table.fact(one) for one in self._read(table, f"WHERE suggestion_id IN ({marks})", *ids)}
        return [one for one in table.without_repeats(told) if table.fact(one) not in kept]

    def _read(self, table: Table[R], rest: str, *parameters: object) -> list[R]:
        return table.records(
            self._database.read(f"SELECT {table.columns_sql} FROM {table.name} {rest}", list(parameters))
        )
