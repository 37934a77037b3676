"""A document and a cursor as the daemon wants them: bounded, and steady while the developer types."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from lamp_lsp.api.messages import IndentationMessage, PlaceMessage
from lamp_lsp.server.documents import Document
from style_learner.notebooks.around import Around

PREFIX_CHARACTERS = 16_000
"""Sent before the cursor at the most: more than any model's budget for it takes."""

SUFFIX_CHARACTERS = 4_000

STEP_CHARACTERS = 4_000
"""The cut before the cursor moves by this much at once, so that the model's prefix cache holds between moves."""


def place_at(
    document: Document,
    offset: int,
    *,
    project: str,
    indentation: IndentationMessage | None = None,
    around: tuple[str, str] = ("", ""),
) -> PlaceMessage:
    """Describe the place at ``offset``; ``around`` stands before and after the whole document (other cells)."""
    before, after = document.text[:offset], document.text[offset:]
    prefix, suffix = _last_part(around[0] + before), _first_part(after + around[1])
    return PlaceMessage(
        path=document.path,
        language=document.language,
        prefix=prefix,
        suffix=suffix,
        context_only_characters=max(0, len(prefix) - len(before)),
        context_only_characters_after=max(0, len(suffix) - len(after)),
        project=project,
        indentation=indentation or IndentationMessage(width=4),
    )


def place_of_cell(
    document: Document, around: Around, *, project: str, indentation: IndentationMessage | None = None
) -> PlaceMessage:
    """Describe a place in a cell, or in a line of one, that is written in another language than its notebook."""
    prefix, suffix = _last_part(around.prefix), _first_part(around.suffix)
    return PlaceMessage(
        path=document.path,
        language=around.language,
        prefix=prefix,
        suffix=suffix,
        context_only_characters=max(0, around.context_only_characters - (len(around.prefix) - len(prefix))),
        context_only_characters_after=max(0, around.context_only_characters_after - (len(around.suffix) - len(suffix))),
        project=project,
        indentation=indentation or IndentationMessage(width=4),
    )


def _last_part(text: str) -> str:
    r"""Cut at the beginning of a line, by whole steps.

    >>> len(_last_part("x = 1\n" * 5000)) <= PREFIX_CHARACTERS
    True
    """
    excess = len(text) - PREFIX_CHARACTERS
    if excess <= 0:
        return text
    cut = -(-excess // STEP_CHARACTERS) * STEP_CHARACTERS
    line = text.find("\n", cut) + 1
    return text[line if 0 < line < len(text) else cut :]


def _first_part(text: str) -> str:
    """Cut at the end of a line."""
    if len(text) <= SUFFIX_CHARACTERS:
        return text
    line = text.rfind("\n", 0, SUFFIX_CHARACTERS) + 1
    return text[: line or SUFFIX_CHARACTERS]


def project_of(path: str, folders: Iterable[str]) -> str:
    """Return the innermost workspace folder that holds ``path``; empty when none does.

    >>> project_of("/a/b/c.py", ["/a", "/a/b", "/x"])
    '/a/b'
    """
    holding = [folder for folder in folders if PurePosixPath(path).is_relative_to(folder)]
    return max(holding, key=len, default="")
