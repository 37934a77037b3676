"""Suggestions as the protocol's inline completions, fit to the client.

Most clients do best with a range that begins at the cursor: the insertion is the suggestion itself, and what is
typed meanwhile is matched against it. Neovim's own client (0.12) shows an item by skipping what the line and the
item have in common from the range's beginning on, and never moves the range while the developer types: there, at
a line's end, the range begins with the line, so that what is shown stays right until the next answer. In the
middle of a line it would draw such an item over the text that follows, so there it begins at the cursor as well.
"""

import re
from dataclasses import dataclass
from typing import Literal

from lsprotocol import types

from lamp_lsp.server.documents import Document

ACCEPT = "lamp.accept"

NEOVIM = "Neovim"
"""How Neovim's own client names itself."""

RangeFrom = Literal["cursor", "line"]

_WORD = re.compile(r"\w*$")
_LABEL = 60
"""Characters of the list's entry: lists are narrow, the documentation beside them has it all."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A suggestion, or what is left of it, to be inserted at the cursor."""

    id: str
    text: str
    replaces_after: int = 0
    typed: int = 0
    """Characters of the suggestion that stand before the cursor already."""


@dataclass(frozen=True, slots=True)
class Served:
    """An item as it was sent, to understand what the editor later says of it."""

    text: str
    """The item's whole ``insertText``."""
    lead: int
    """Characters of it that stood before the cursor and are not the suggestion's."""
    typed: int
    uri: str
    """The document it was sent for."""


def range_for(client_name: str) -> RangeFrom:
    """Return where the ranges for a client of this name begin."""
    return "line" if client_name == NEOVIM else "cursor"


def inline_item(
    document: Document, cursor: int, candidate: Alternative, range_from: RangeFrom
) -> tuple[types.InlineCompletionItem, Served]:
    """Shape one candidate; its range lies within the cursor's line, as the protocol asks."""
    line_end = document.text.find("\n", cursor)
    line_end = line_end if line_end >= 0 else len(document.text)
    end = min(cursor + candidate.replaces_after, line_end)
    start = cursor
    if range_from == "line" and cursor == line_end:
        start = document.text.rfind("\n", 0, cursor) + 1
    lead = document.text[start:cursor]
    text = lead + candidate.text
    item = types.InlineCompletionItem(
        insert_text=text,
        filter_text=text,
        range=types.Range(document.position_at(start), document.position_at(end)),
        command=types.Command(title="Accepted", command=ACCEPT, arguments=[candidate.id]),
    )
    return item, Served(text, len(lead), candidate.typed, document.uri)


def list_item(document: Document, cursor: int, candidate: Alternative) -> tuple[types.CompletionItem, Served]:
    """Shape one candidate as an entry of a completion list; it begins with the word at the cursor, as others do."""
    line_start = document.text.rfind("\n", 0, cursor) + 1
    line_end = document.text.find("\n", cursor)
    line_end = line_end if line_end >= 0 else len(document.text)
    lead = _WORD.search(document.text[line_start:cursor])[0]  # type: ignore[index] # matches the empty word too
    text = lead + candidate.text
    first, _, rest = text.strip().partition("\n")
    edit = types.TextEdit(
        types.Range(
            document.position_at(cursor - len(lead)),
            document.position_at(min(cursor + candidate.replaces_after, line_end)),
        ),
        text,
    )
    item = types.CompletionItem(
        label=first[:_LABEL] + (" ..." if rest.strip() or len(first) > _LABEL else ""),
        kind=types.CompletionItemKind.Text,
        detail="LAMP",
        documentation=text,
        filter_text=text,
        sort_text="0",
        insert_text_format=types.InsertTextFormat.PlainText,
        insert_text_mode=types.InsertTextMode.AsIs,
        text_edit=edit,
        command=types.Command(title="Accepted", command=ACCEPT, arguments=[candidate.id]),
    )
    return item, Served(text, len(lead), candidate.typed, document.uri)


def accepted_characters(served: Served, length_utf16: int) -> int:
    """Return how much of the suggestion stands when this much of the item's text was accepted.

    >>> accepted_characters(Served("    foo(bar)", 4, 2, "file:///a.py"), 9)
    7
    """
    units = characters = 0
    for character in served.text:
        units += 1 + (ord(character) > 0xFFFF)  # noqa: PLR2004, the last code point of one UTF-16 unit
        if units > length_utf16:
            break
        characters += 1
    return max(0, characters - served.lead) + served.typed if characters > served.lead else 0
