"""What is open in one editor: documents, notebooks and folders, and how the daemon is told of a place in them.

A leaf: it asks nobody, and tells nobody.
"""

from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types
from pygls.uris import to_fs_path

from lamp_lsp.api.messages import IndentationMessage, PlaceMessage
from lamp_lsp.server.documents import Document, open_document
from lamp_lsp.server.notebooks import Notebooks
from lamp_lsp.server.places import place_at, place_of_cell, project_of
from lamp_lsp.server.positions import Encoding
from style_learner.notebooks.around import code_of
from style_learner.notebooks.cells import Cell


class Workspace:
    """The open documents and folders."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self.documents: dict[str, Document] = {}
        self.notebooks = Notebooks()
        self.folders: list[str] = []

    def open(self, item: types.TextDocumentItem) -> Document:
        """Take in a document as the client opened it."""
        document = self.documents[item.uri] = open_document(item, self._encoding)
        return document

    def folders_changed(self, added: Sequence[str], removed: Sequence[str]) -> list[str]:
        """Take the workspace's folders, as URIs; return the paths that are new."""
        gone = {path_of(uri) for uri in removed}
        fresh = [path for uri in added if (path := path_of(uri)) and path not in self.folders]
        self.folders[:] = [folder for folder in self.folders if folder not in gone] + fresh
        return fresh

    def project_of(self, path: str) -> str:
        """Return the folder that holds a path; empty when none does."""
        return project_of(path, self.folders)

    def project_at(self, uri: str) -> str:
        """Return the folder of an open document, else the first that is open; empty when none is."""
        document = self.documents.get(uri)
        return (self.project_of(document.path) if document else "") or next(iter(self.folders), "")

    def text_of(self, uri: str) -> str:
        """Return a document's text; empty when it is not open."""
        document = self.documents.get(uri)
        return document.text if document else ""

    def place(self, document: Document, offset: int, indentation: IndentationMessage | None = None) -> PlaceMessage:
        """Describe a place as the daemon wants it; in a notebook with the cells around."""
        project = self.project_of(document.path)
        spoken = self.notebooks.in_another_language(document.uri, document.language, offset, self.text_of)
        if spoken is not None:
            return place_of_cell(document, spoken, project=project, indentation=indentation)
        around = self.notebooks.around(document.uri, self.text_of)
        return place_at(document, offset, project=project, indentation=indentation, around=around)

    def learnable(self, document: Document) -> tuple[str, str]:
        """Return what may be learned of a document, and its language: of a cell, all the code of its notebook."""
        if not document.is_kept:
            return "", ""
        if not document.is_cell:
            return document.text, document.language
        cells = [cell for uri in self.notebooks.code_cells_with(document.uri) if (cell := self.documents.get(uri))]
        language = cells[0].language if cells else ""
        code = code_of([Cell("code", cell.text) for cell in cells if cell.language == language], language)
        return (f"{code}\n", language) if code else ("", "")


def path_of(uri: str) -> str:
    """Return the absolute POSIX path that a URI names; empty where it names none."""
    path = to_fs_path(uri)
    return Path(path).as_posix().rstrip("/") or "/" if path else ""
