"""The nouns of a notebook."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it stands."""

    kind: Literal["code", "markdown", "raw"]
    source: str
    outputs: tuple[str, ...] = ()
    """The textual part of each output, in order."""
    error: str = ""
    """The traceback in which its last run ended; empty when it ended well."""


@dataclass(frozen=True, slots=True)
class KernelName:
    """A name that the live kernel knows."""

    name: str
    kind: str
    """Its type as the language says it: ``DataFrame``, ``int``, ``function``."""
    detail: str = ""
    """Shape, columns or signature."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """Cells in order, and the place in one of them."""

    language: str
    """The kernel's language, as the Language Server Protocol spells it."""
    cells: tuple[Cell, ...]
    cell: int
    """Index of the cell with the cursor."""
    offset: int
    """Characters of that cell's source before the cursor."""
    names: tuple[KernelName, ...] = ()

    @property
    def here(self) -> Cell:
        return self.cells[self.cell]
