"""Every learner of the core behind one face, so that the same laws can be asked of each.

A new learner is a subclass here; ``test_learners`` finds it in ``LEARNERS``.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Self

from style_learner.habits.book import HabitBook
from style_learner.libraries.book import LibraryBook
from style_learner.libraries.observing import LibrarySeen
from style_learner.rules.book import RuleBook
from style_learner.types import Observation, Source

NOW = 1_700_000_000.0
DAY = 86_400.0


class Learner(ABC):
    """What a law may do with a learner: facts are numbered, and each number is always the same fact."""

    max_facts: int
    """Facts that it may keep."""

    @abstractmethod
    def learn(self, fact: int, variant: int = 0) -> None:
        """Learn a fact; another variant of it is what the same origin says later."""

    @abstractmethod
    def forget(self, fact: int) -> None: ...

    @abstractmethod
    def predict(self) -> Any:
        """Return all that it would say now."""

    @abstractmethod
    def rows(self) -> Sequence[Any]: ...

    @classmethod
    @abstractmethod
    def from_rows(cls, rows: Sequence[Any]) -> Self: ...


class Habits(Learner):
    """The habits, fed with files that mix the choices of two features in two languages and projects."""

    limit = 32
    max_facts = limit * 6
    """For each of two languages in each of three projects."""

    def __init__(self) -> None:
        self.book = HabitBook(self.limit)

    def learn(self, fact: int, variant: int = 0) -> None:
        language = ("python", "typescript")[fact % 2]
        at = NOW - fact * DAY + variant
        seen = [
            Observation(feature, choice, language, f"p{fact % 3}", Source.WRITTEN, f"f{fact}", at, 1.0 + fact % 5, "x")
            for feature, choice in (
                ("quotes", ("single", "double")[(fact + variant) % 2]),
                ("indentation", ("2", "4")[fact % 2]),
            )
        ]
        self.book.replace(f"f{fact}", seen)
        seen.clear()

    def forget(self, fact: int) -> None:
        self.book.drop(f"f{fact}")

    def predict(self) -> Any:
        return [*self.book.habits(now=NOW), *self.book.habits("python", "p1", now=NOW)]

    def rows(self) -> Sequence[Any]:
        return self.book.to_rows()

    @classmethod
    def from_rows(cls, rows: Sequence[Any]) -> Self:
        learner = cls()
        learner.book = HabitBook.from_rows(rows, cls.limit)
        return learner


class Libraries(Learner):
    """The libraries, fed with files that import two of four."""

    max_facts = 40

    def __init__(self) -> None:
        self.book = LibraryBook(self.max_facts)

    def learn(self, fact: int, variant: int = 0) -> None:
        names = ("numpy", "pandas", "httpx", "rich")
        seen = [
            LibrarySeen(names[fact % 4], (f"import {names[fact % 4]}",), {"a": 1.0 + variant}),
            LibrarySeen(names[(fact + 1) % 4], (f"import {names[(fact + 1) % 4]} as x",), {"b": 2.0}),
        ]
        at = NOW - fact * DAY + variant
        self.book.replace(f"f{fact}", seen, language="python", project="p", source=Source.WRITTEN, at=at)
        seen.clear()

    def forget(self, fact: int) -> None:
        self.book.drop(f"f{fact}")

    def predict(self) -> Any:
        return [self.book.uses(now=NOW), self.book.uses("python", project="p", now=NOW)]

    def rows(self) -> Sequence[Any]:
        return self.book.to_rows()

    @classmethod
    def from_rows(cls, rows: Sequence[Any]) -> Self:
        learner = cls()
        learner.book = LibraryBook.from_rows(rows, cls.max_facts)
        return learner


class Rules(Learner):
    """The rules, fed with corrections of three calls, each of which is left alone at times."""

    max_facts = 40

    def __init__(self) -> None:
        self.book = RuleBook(self.max_facts)

    def learn(self, fact: int, variant: int = 0) -> None:
        old = ("requests.get", "json.dumps", "os.path.join")[fact % 3]
        new = old if (fact + variant) % 4 == 0 else ("httpx.get", "orjson.dumps", "Path")[fact % 3]
        at = NOW - fact * DAY + variant
        seen = [
            Observation("rule", json.dumps([old, new]), "python", "p", Source.EDITED, f"f{fact}", at, 1.0, f"x{fact}")
        ]
        self.book.replace(f"f{fact}", seen)
        seen.clear()

    def forget(self, fact: int) -> None:
        self.book.drop(f"f{fact}")

    def predict(self) -> Any:
        return [self.book.rules(now=NOW), self.book.is_known("json.dumps", "python")]

    def rows(self) -> Sequence[Any]:
        return self.book.to_rows()

    @classmethod
    def from_rows(cls, rows: Sequence[Any]) -> Self:
        learner = cls()
        learner.book = RuleBook.from_rows(rows, cls.max_facts)
        return learner


LEARNERS: tuple[type[Learner], ...] = (Habits, Libraries, Rules)
