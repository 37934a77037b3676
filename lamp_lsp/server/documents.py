r"""The open documents as they stand.

pygls keeps documents too, but splits lines where Python does (form feeds, ``\u2028`` ...) and the protocol does
not. Texts here have ``\n`` for every line end, so offsets are the same whatever the file has on disk.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from lsprotocol import types
from pygls.uris import to_fs_path

from lamp_lsp.outcomes.edits import Edit, difference
from lamp_lsp.outcomes.tracker import OutcomeTracker
from lamp_lsp.server.deleted import Deleted
from lamp_lsp.server.positions import Encoding, characters_in, units_of

MOST_CHARACTERS = 4_000_000
"""Larger documents are data, not code, and each keystroke in one would copy it whole."""

_LINE_END = re.compile(r"\r\n?")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Document:
    """One open document; ``text`` is empty where ``unusable`` says why LAMP leaves it alone."""

    uri: str
    language: str
    version: int | None
    encoding: Encoding
    text: str
    tracker: OutcomeTracker
    unusable: str = ""
    cursor: int = 0
    """Where the developer was last seen, an offset."""
    deleted: Deleted = field(default_factory=Deleted)
    _starts: list[int] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The absolute POSIX path; the URI itself for what is not on disk."""
        uri = urlsplit(self.uri)
        if uri.scheme not in {"file", "vscode-notebook-cell"}:
            return self.uri
        return Path(to_fs_path(urlunsplit(("file", uri.netloc, uri.path, "", ""))) or self.uri).as_posix()

    @property
    def is_cell(self) -> bool:
        """Whether it is one cell of a notebook, whose path it has."""
        return self.uri.startswith("vscode-notebook-cell:")

    @property
    def is_kept(self) -> bool:
        """Whether it lies on a disk: what has no path yet is a scratch, and not learned from."""
        return Path(self.path).is_absolute()

    def offset_at(self, position: types.Position) -> int:
        """Return the offset of a position; what lies beyond a line or the document means its end."""
        starts = self._line_starts()
        if position.line >= len(starts):
            return len(self.text)
        start = starts[position.line]
        return start + characters_in(self.line(position.line), position.character, self.encoding)

    def position_at(self, offset: int) -> types.Position:
        line = self.text.count("\n", 0, offset)
        start = self.text.rfind("\n", 0, offset) + 1
        return types.Position(line, units_of(self.text[start:offset], self.encoding))

    def line(self, number: int) -> str:
        """Return a line's text without its end."""
        start = self._line_starts()[number]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)]

    def change(self, changes: Sequence[types.TextDocumentContentChangeEvent], version: int | None, now: float) -> None:
        """Take in a notification's changes, and let the tracker know of them."""
        self.version = version
        if self.unusable:
            return
        edits: list[Edit] = []
        for change in changes:
            edits += self._edits_of(change)
        if edits:
            self.cursor = edits[-1].start + len(edits[-1].text)
        self.tracker.changed(edits, self.text, now)
        self._refuse_if_unusable()

    def _edits_of(self, change: types.TextDocumentContentChangeEvent) -> list[Edit]:
        """Apply one change; return it as edits, each relative to the text that the one before it left."""
        text = clean(change.text)
        if isinstance(change, types.TextDocumentContentChangeWholeDocument):
            edits = difference(self.text, text)
            for edit in edits if len(edits) == 1 else ():
                self.deleted.follow(edit, self.text)
            self._set(text)
            return edits
        start, end = self.offset_at(change.range.start), self.offset_at(change.range.end)
        edit = Edit(start, max(start, end), text)
        self.deleted.follow(edit, self.text)
        self._set(edit.applied_to(self.text))
        return [edit]

    def _set(self, text: str) -> None:
        self.text = text
        self._starts.clear()

    def _line_starts(self) -> list[int]:
        if not self._starts:
            self._starts.extend(accumulate((len(line) + 1 for line in self.text.split("\n")), initial=0))
            self._starts.pop()
        return self._starts

    def _refuse_if_unusable(self) -> None:
        self.unusable = self.unusable or why_unusable(self.text)
        if self.unusable:
            log.warning("LAMP leaves %s alone until it is opened anew: %s.", self.path, self.unusable)
            self._set("")
            self.tracker = OutcomeTracker("")


def open_document(item: types.TextDocumentItem, encoding: Encoding) -> Document:
    """Make the document that the client opened."""
    text = clean(item.text) if len(item.text) <= MOST_CHARACTERS else item.text
    document = Document(item.uri, item.language_id, item.version, encoding, text, OutcomeTracker(text))
    document._refuse_if_unusable()  # noqa: SLF001, its own maker
    return document


def why_unusable(text: str) -> str:
    """Say why a text is none that LAMP can help with; empty when it is."""
    if len(text) > MOST_CHARACTERS:
        return f"larger than {MOST_CHARACTERS // 1_000_000} MB"
    return "binary, since it holds a zero byte" if "\0" in text else ""


def clean(text: str) -> str:
    r"""Bring a client's text to ``\n`` and whole characters, without moving any column.

    >>> clean("a\r\nb\rc\n\ud83d")
    'a\nb\nc\n�'
    """
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)
