"""A client of the language server that does what an editor does at one place: open, change, ask by hand, close."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from lamp_lsp.version import __version__
from style_learner.errors import LampError, TryAgain


class Spot(Protocol):
    """A document, and where in it a suggestion is asked for."""

    @property
    def path(self) -> str:
        """Relative to the window's folder."""
        ...

    @property
    def language(self) -> str: ...

    @property
    def opened(self) -> str:
        """The document when the editor opens it."""
        ...

    @property
    def before(self) -> str:
        """The buffer before the cursor, when asked."""
        ...

    @property
    def after(self) -> str: ...


ANSWER_TIMEOUT_S = 300.0
"""A large model on a busy machine takes its time; a server that hangs is found out all the same."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request brought."""

    text: str
    """What would be inserted at the cursor; empty: nothing was suggested."""
    seconds: float
    """From the request to the answer."""
    reason: str = ""
    """Why nothing was suggested, as LAMP says it."""
    strategy: str = ""
    snippets: int = 0
    """Pieces of other code in the prompt."""
    why: str = ""
    """What it was built from, in a sentence."""


class Window:
    """One editor's window, with settings of its own."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self._client = client
        self._folder = folder

    async def ask(self, place: Spot) -> Answer:
        """Open the place's document, bring it to where it is asked, ask by hand, and close it.

        Raises:
            TryAgain: the language server does not answer.
        """
        uri = (self._folder / place.path).as_uri()
        self._open(uri, place)
        started = time.perf_counter()
        try:
            item = await asyncio.wait_for(self._suggestion(uri, place), ANSWER_TIMEOUT_S)
            seconds = time.perf_counter() - started
            if item is None:
                said = await self._command("lamp.whyNot")
                return Answer("", seconds, str(said.get("reason", "")))
            why = await self._command("lamp.why", _id(item))
        except TimeoutError as error:
            raise TryAgain("The language server does not answer; what was done is kept.") from error
        finally:
            self._client.text_document_did_close(lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(uri=uri)))
        text = _inserted(item, _position(place.before))
        told = (str(why.get("strategy", "")), len(why.get("snippets", ())), str(why.get("sentence", "")))
        return Answer(text, seconds, "", *told)

    async def save(self, path: str, language: str, text: str) -> None:
        """Write a file as an editor saves it, and tell the server."""
        file = self._folder / path
        file.write_text(text, encoding="utf-8", newline="")
        document = lsp.TextDocumentIdentifier(uri=file.as_uri())
        item = lsp.TextDocumentItem(uri=file.as_uri(), language_id=language, version=1, text=text)
        self._client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        self._client.text_document_did_save(lsp.DidSaveTextDocumentParams(document, text=text))
        self._client.text_document_did_close(lsp.DidCloseTextDocumentParams(document))

    def _open(self, uri: str, place: Spot) -> None:
        item = lsp.TextDocumentItem(uri=uri, language_id=place.language, version=1, text=place.opened)
        self._client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        start, end, text = _change(place.opened, place.before + place.after)
        if start == end and not text:
            return
        change = lsp.TextDocumentContentChangePartial(
            range=lsp.Range(_position(place.opened[:start]), _position(place.opened[:end])), text=text
        )
        document = lsp.VersionedTextDocumentIdentifier(uri=uri, version=2)
        self._client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [change]))

    async def _suggestion(self, uri: str, place: Spot) -> lsp.InlineCompletionItem | None:
        params = lsp.InlineCompletionParams(
            text_document=lsp.TextDocumentIdentifier(uri=uri),
            position=_position(place.before),
            context=lsp.InlineCompletionContext(trigger_kind=lsp.InlineCompletionTriggerKind.Invoked),
        )
        answer = await self._client.text_document_inline_completion_async(params)
        items = answer.items if isinstance(answer, lsp.InlineCompletionList) else answer or []
        return items[0] if items else None

    async def _command(self, name: str, *arguments: str) -> Mapping[str, Any]:
        """Ask the server something more of its answer; nothing where it cannot say."""
        params = lsp.ExecuteCommandParams(name, list(arguments))
        try:
            found = await asyncio.wait_for(self._client.workspace_execute_command_async(params), ANSWER_TIMEOUT_S)
        except LampError:
            return {}
        return found if isinstance(found, Mapping) else vars(found) if hasattr(found, "__dict__") else {}


@asynccontextmanager
async def window(folder: Path, settings: Mapping[str, object]) -> AsyncIterator[Window]:
    """Start a language server of the LAMP in force, with the project's folder open."""
    client = LanguageClient("lamp-window", __version__)
    await client.start_io(sys.executable, "-m", "lamp_lsp.cli.main", "lsp", limit=2**24)
    params = lsp.InitializeParams(
        capabilities=lsp.ClientCapabilities(),
        client_info=lsp.ClientInfo("lamp-window"),
        initialization_options=dict(settings),
        workspace_folders=[lsp.WorkspaceFolder(uri=folder.as_uri(), name=folder.name)],
    )
    try:
        await asyncio.wait_for(client.initialize_async(params), ANSWER_TIMEOUT_S)
        client.initialized(lsp.InitializedParams())
        yield Window(client, folder)
        await asyncio.wait_for(client.shutdown_async(None), ANSWER_TIMEOUT_S)
    finally:
        client.exit(None)
        await client.stop()  # type: ignore[no-untyped-call]


def _change(old: str, new: str) -> tuple[int, int, str]:
    """Return the one replacement that turns ``old`` into ``new``: from, to (in ``old``), and what is put there.

    >>> _change("a b d", "a c d")
    (2, 3, 'c')
    """
    most = min(len(old), len(new))
    start = next((number for number in range(most) if old[number] != new[number]), most)
    most -= start
    same = next((number for number in range(most) if old[-1 - number] != new[-1 - number]), most)
    return start, len(old) - same, new[start : len(new) - same]


def _position(before: str) -> lsp.Position:
    line = before.rsplit("\n", 1)[-1]
    return lsp.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)


def _inserted(item: lsp.InlineCompletionItem, position: lsp.Position) -> str:
    """Return what appears right of the cursor."""
    text = item.insert_text if isinstance(item.insert_text, str) else item.insert_text.value
    if item.range is not None and item.range.start.line == position.line:
        return text[position.character - item.range.start.character :]
    return text


def _id(item: lsp.InlineCompletionItem) -> str:
    return str(item.command.arguments[0]) if item.command and item.command.arguments else ""
