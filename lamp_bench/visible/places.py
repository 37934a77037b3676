"""A place: what the editor's buffer holds around the cursor, what stands on disk, and what was really written."""

import hashlib
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["closed", "empty", "unsaved", "rest", "next", "block", "later"]

KINDS: tuple[Kind, ...] = get_args(Kind)

MEANING: dict[Kind, str] = {
    "closed": "a line between two that stand; the file on disk never had it",
    "empty": "the same, with an empty line saved in its place",
    "unsaved": "the same, deleted in the editor only: the file on disk, and so LAMP's memory, still holds it",
    "rest": "the rest of a line behind `(`, `.` or `= `",
    "next": "the next line of a block; nothing of the block stands below",
    "block": "a whole block below its first line",
    "later": "a line that a later commit of the author added, with the project as it stood before",
}

FORETOLD: frozenset[Kind] = frozenset({"unsaved"})
"""Kinds at which the answer can be read from the disk: shown in the table, counted in no total."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place to be asked about."""

    project: str
    kind: Kind
    path: str
    """Relative to the project."""
    language: str
    opened: str
    """The document when the editor opens it; as on disk, where it is there."""
    before: str
    """The buffer before the cursor, when asked."""
    after: str
    """The buffer after the cursor, when asked."""
    truth: tuple[str, ...]
    """What was written from the cursor on: the rest of its line, then further lines up to what stands below."""

    @property
    def line(self) -> int:
        """The cursor's line, counted from 1."""
        return self.before.count("\n") + 1

    @property
    def id(self) -> str:
        """Changes with everything that the editor shows."""
        words = (self.project, self.kind, self.path, self.opened, self.before, self.after, *self.truth)
        joined = "\0".join(words).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(joined, digest_size=8).hexdigest()
