"""Cells in their order, so that a cell is completed knowing the cells above and below it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lsprotocol import types

from style_learner.notebooks.around import Around, around
from style_learner.notebooks.cells import Cell
from style_learner.notebooks.cells import Notebook as Cells
from style_learner.notebooks.magics import place_in_line, split_cell
from style_learner.notebooks.marks import CELL_MARK


@dataclass(slots=True)
class Notebook:
    """One open notebook."""

    uri: str
    code_cells: list[str] = field(default_factory=list)
    """URIs of the code cells, in order."""
    cells: list[types.NotebookCell] = field(default_factory=list)

    def splice(self, start: int, delete: int, cells: Sequence[types.NotebookCell]) -> None:
        self.cells[start : start + delete] = cells
        self.code_cells = [cell.document for cell in self.cells if cell.kind == types.NotebookCellKind.Code]


class Notebooks:
    """The open notebooks, found by their cells."""

    def __init__(self) -> None:
        self._notebooks: dict[str, Notebook] = {}

    def opened(self, uri: str, cells: Sequence[types.NotebookCell]) -> None:
        notebook = Notebook(uri)
        notebook.splice(0, 0, cells)
        self._notebooks[uri] = notebook

    def changed(self, uri: str, array: types.NotebookCellArrayChange) -> None:
        if notebook := self._notebooks.get(uri):
            notebook.splice(array.start, array.delete_count, array.cells or [])

    def closed(self, uri: str) -> None:
        self._notebooks.pop(uri, None)

    def code_cells_with(self, cell_uri: str) -> list[str]:
        """Return the URIs of all code cells of the notebook that a cell stands in; none where it stands in none."""
        for notebook in self._notebooks.values():
            if any(cell.document == cell_uri for cell in notebook.cells):
                return notebook.code_cells
        return []

    def in_another_language(
        self, cell_uri: str, language: str, offset: int, text_of: Callable[[str], str]
    ) -> Around | None:
        """Return what stands around a place whose cell or line is no code of the notebook's language; None elsewhere.

        IPython's ``%%bash`` makes a cell another language's, ``!`` a line.
        """
        source = text_of(cell_uri)
        _, _, spoken = split_cell(source, language)
        line = source[:offset].rpartition("\n")[2]
        if spoken == language and (language != "python" or place_in_line(line) is None):
            return None
        for notebook in self._notebooks.values():
            if cell_uri in notebook.code_cells:
                cells = tuple(
                    Cell("code" if cell.kind == types.NotebookCellKind.Code else "markdown", text_of(cell.document))
                    for cell in notebook.cells
                )
                number = [cell.document for cell in notebook.cells].index(cell_uri)
                return around(Cells(language, cells, number, offset))
        return None

    def around(self, cell_uri: str, text_of: Callable[[str], str]) -> tuple[str, str]:
        """Return the texts of the code cells above and below, ready to stand before and after the cell's own."""
        for notebook in self._notebooks.values():
            if cell_uri in notebook.code_cells:
                at = notebook.code_cells.index(cell_uri)
                above = [f"{text_of(uri)}\n{CELL_MARK}\n" for uri in notebook.code_cells[:at]]
                below = [f"\n{CELL_MARK}\n{text_of(uri)}" for uri in notebook.code_cells[at + 1 :]]
                return "".join(above), "".join(below)
        return "", ""
