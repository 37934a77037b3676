"""The client of the language server: what an editor says when its user types, takes a suggestion, or leaves it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from lamp_bench.replay.server import CAUGHT_UP, CLOCK, FROZEN
from lamp_lsp.server.items import ACCEPT
from lamp_lsp.version import __version__
from style_learner.errors import TryAgain

ANSWER_TIMEOUT_S = 300.0
"""A large model on a busy machine takes its time; a server that hangs is found out all the same."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A suggestion on show at the cursor."""

    id: str
    text: str
    """What would be inserted."""


class Editor:
    """One window, with one document at a time."""

    def __init__(self, client: LanguageClient, said: list[str]) -> None:
        self._client = client
        self.said = said
        """What the server had to say to its user."""
        self._uri = ""
        self._version = 0
        self._text = ""
        self.now = 0.0
        """Seconds, as the server shall have them."""

    @property
    def text(self) -> str:
        """The document as it stands."""
        return self._text

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
        self._client.protocol.notify(CLOCK, {"now": self.now})

    def wait_until(self, moment: float) -> None:
        """Let time pass until ``moment``, if that is to come."""
        self.wait(max(0.0, moment - self.now))

    async def caught_up(self) -> None:
        """Wait until the server has told the daemon all that is due."""
        await asyncio.wait_for(self._client.protocol.send_request_async(CAUGHT_UP, {}), ANSWER_TIMEOUT_S)

    def open(self, path: Path, language: str, text: str) -> None:
        """Open a document."""
        self._uri, self._version, self._text = path.as_uri(), 1, text
        item = lsp.TextDocumentItem(uri=self._uri, language_id=language, version=1, text=text)
        self._client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def change(self, start: int, end: int, text: str) -> None:
        """Replace the characters from ``start`` to ``end``."""
        self._version += 1
        change = lsp.TextDocumentContentChangePartial(
            range=lsp.Range(self._position(start), self._position(end)), text=text
        )
        document = lsp.VersionedTextDocumentIdentifier(uri=self._uri, version=self._version)
        self._text = self._text[:start] + text + self._text[end:]
        self._client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [change]))

    def save(self) -> None:
        """Save the document."""
        self._client.text_document_did_save(
            lsp.DidSaveTextDocumentParams(lsp.TextDocumentIdentifier(uri=self._uri), text=self._text)
        )

    def close(self) -> None:
        """Close the document."""
        self._client.text_document_did_close(lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(uri=self._uri)))

    async def suggestion(self, cursor: int) -> Shown | None:
        """Ask as an editor does by itself when one stops typing."""
        position = self._position(cursor)
        params = lsp.InlineCompletionParams(
            text_document=lsp.TextDocumentIdentifier(uri=self._uri),
            position=position,
            context=lsp.InlineCompletionContext(trigger_kind=lsp.InlineCompletionTriggerKind.Automatic),
        )
        answer = await asyncio.wait_for(self._client.text_document_inline_completion_async(params), ANSWER_TIMEOUT_S)
        items = answer.items if isinstance(answer, lsp.InlineCompletionList) else answer or []
        return _shown(items[0]) if items else None

    async def accept(self, shown: Shown, cursor: int) -> None:
        """Insert a suggestion whole."""
        self.change(cursor, cursor, shown.text)
        await self._command(ACCEPT, [shown.id])

    def accept_part(self, shown: Shown, cursor: int, text: str) -> None:
        """Insert the beginning of a suggestion."""
        self.change(cursor, cursor, text)
        self._client.protocol.notify(
            "textDocument/didPartiallyAcceptCompletion",
            {"item": {"command": {"arguments": [shown.id]}}, "acceptedLength": len(text.encode("utf-16-le")) // 2},
        )

    async def _command(self, name: str, arguments: Sequence[str]) -> None:
        await self._client.workspace_execute_command_async(lsp.ExecuteCommandParams(name, list(arguments)))

    def _position(self, offset: int) -> lsp.Position:
        before = self._text[:offset]
        line = before[before.rfind("\n") + 1 :]
        return lsp.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)


@asynccontextmanager
async def editor(folders: Sequence[Path], *, frozen: bool, now: float) -> AsyncIterator[Editor]:
    """Start the language server of the LAMP in force, with the projects' folders open.

    Raises:
        TryAgain: it does not start.
    """
    client = LanguageClient("lamp-replay", __version__)
    said: list[str] = []

    @client.feature(lsp.WINDOW_SHOW_MESSAGE)  # type: ignore[untyped-decorator] # pygls'
    def show(params: lsp.ShowMessageParams) -> None:
        said.append(params.message)

    await client.start_io(sys.executable, "-m", "lamp_bench.replay.server", *([FROZEN] if frozen else []), limit=2**24)
    open_folders = [lsp.WorkspaceFolder(uri=folder.as_uri(), name=folder.name) for folder in folders]
    params = lsp.InitializeParams(capabilities=lsp.ClientCapabilities(), workspace_folders=open_folders)
    try:
        await asyncio.wait_for(client.initialize_async(params), ANSWER_TIMEOUT_S)
        client.initialized(lsp.InitializedParams())
        window = Editor(client, said)
        window.now = now
        window.wait(0)
        await window.caught_up()
        yield window
        await asyncio.wait_for(client.shutdown_async(None), ANSWER_TIMEOUT_S)
    except TimeoutError as error:
        raise TryAgain(
            "The language server does not answer; `lamp doctor` may say why, and what was done is kept."
        ) from error
    finally:
        client.exit(None)
        await client.stop()  # type: ignore[no-untyped-call]


def _shown(item: lsp.InlineCompletionItem) -> Shown:
    text = item.insert_text if isinstance(item.insert_text, str) else item.insert_text.value
    suggestion_id = str(item.command.arguments[0]) if item.command and item.command.arguments else ""
    return Shown(suggestion_id, text)
