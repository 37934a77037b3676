"""Between the nouns and the columns of tables: each dataclass is one table whose columns are its fields."""

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Generic, TypeVar, get_type_hints

import numpy as np

from style_learner.types import ChatTurn, Feedback, Observation, Outcome, Pin, Retention, Run, Snippet, Suggestion

Record = Feedback | Observation | Outcome | Pin | Retention | Run | Snippet | Suggestion | ChatTurn
Array = np.ndarray[Any, Any]
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """A table that holds one kind of record."""

    name: str
    record: type[R]
    identity: tuple[str, ...]
    """Columns that make two rows the same fact, however often it is told; none: every row is one of its own."""

    @property
    def names(self) -> tuple[str, ...]:
        """The fields in order, which are also the columns."""
        return tuple(field.name for field in fields(self.record))

    @property
    def columns_sql(self) -> str:
        """The columns as SQL has them: quoted, since ``at`` is a word of its own there."""
        return ", ".join(f'"{name}"' for name in self.names)

    def columns(self, records: Sequence[R]) -> dict[str, Array]:
        """Turn records into arrays, one a column, fit for any database."""
        kinds = get_type_hints(self.record)
        return {name: _column([getattr(record, name) for record in records], kinds[name]) for name in self.names}

    def records(self, rows: Iterable[Sequence[Any]]) -> list[R]:
        """Turn rows, their columns in the order of ``names``, back into records."""
        kinds = get_type_hints(self.record)
        readers = [_READERS.get(kinds[name]) or _enum_reader(kinds[name]) for name in self.names]
        special = [(index, reader) for index, reader in enumerate(readers) if reader is not None]
        records = []
        for row in rows:
            values = list(row)
            for index, reader in special:
                values[index] = reader(values[index])
            records.append(self.record(*values))
        return records

    def fact(self, record: R) -> tuple[Any, ...]:
        """Return what makes ``record`` the same fact as another, as it reads once it was kept."""
        return tuple(_as_kept(getattr(record, name)) for name in self.identity)

    def without_repeats(self, records: Iterable[R]) -> list[R]:
        """Keep the first of records that are the same fact."""
        if not self.identity:
            return list(records)
        first: dict[tuple[Any, ...], R] = {}
        for record in records:
            first.setdefault(tuple(getattr(record, name) for name in self.identity), record)
        return list(first.values())


SUGGESTION = Table("suggestion", Suggestion, ("id",))
OUTCOME = Table("outcome", Outcome, ("suggestion_id", "kind", "at", "characters", "how"))
RETENTION = Table("retention", Retention, ("suggestion_id", "after_s"))
RUN = Table("run", Run, ("suggestion_id", "at"))
TURN = Table("turn", ChatTurn, ("id",))
FEEDBACK = Table("feedback", Feedback, ("about", "verdict", "at"))
OBSERVATION = Table("observation", Observation, ())
SNIPPET = Table("snippet", Snippet, ("id",))
PIN = Table("pin", Pin, ("language", "feature", "project"))


def plain(text: str) -> str:
    """Return ``text`` as UTF-8 can carry it: lone surrogates, at which DuckDB gives up for good, become ``?``."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _as_kept(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else 0.0
    return plain(str(value)) if isinstance(value, str) else value


def text_column(values: Iterable[str]) -> Array:
    """Return strings as a column."""
    return np.array([plain(value) for value in values], dtype=object)


def _column(values: list[Any], kind: Any) -> Array:
    if kind is int:
        return np.array(values, dtype=np.int64)
    if kind is bool:
        return np.array(values, dtype=np.bool_)
    if kind is float:
        # An editor's clock may say anything; what is no number is none of the store's business.
        return np.nan_to_num(np.array(values, dtype=np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    if kind == float | None:
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    if kind == tuple[str, ...]:
        return text_column([json.dumps(value) for value in values])
    return text_column([str(value) for value in values])


_READERS: dict[Any, Callable[[Any], Any]] = {
    tuple[str, ...]: lambda text: tuple(json.loads(text)),
}


def _enum_reader(kind: Any) -> Callable[[Any], Any] | None:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {str(member): member for member in kind}.__getitem__
    return None
