"""One editor's connection, from its first message to its last.

Handlers (``protocol``) call one method each; what takes time or needs the daemon runs beside them.
"""

import asyncio
import contextlib
import time
import uuid
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal, Protocol

from lsprotocol import types
from pygls.uris import to_fs_path

from lamp_lsp.api import messages as m
from lamp_lsp.api.spool import Spool
from lamp_lsp.outcomes.tracker import OutcomeTracker
from lamp_lsp.server.commands import Commands
from lamp_lsp.server.configuration import Configuration, EditorOptions, settings_in
from lamp_lsp.server.documents import Document, open_document
from lamp_lsp.server.items import inline_item, list_item
from lamp_lsp.server.link import Daemon, Link
from lamp_lsp.server.messages import INVOKED_BEFORE_3_18, FocusNotice, InlineCompletionRequest, ItemNotice
from lamp_lsp.server.notebooks import Notebooks
from lamp_lsp.server.outbox import Outbox
from lamp_lsp.server.places import place_at, place_of_cell, project_of
from lamp_lsp.server.positions import Encoding
from lamp_lsp.server.status import AGAIN_S, ENDED, GONE, STALE_S, StatusBar, StatusLine
from lamp_lsp.server.suggesting import Item, Shape, Suggesting
from lamp_lsp.server.watching import Watcher
from lamp_lsp.settings import Settings, with_values
from style_learner.notebooks.around import code_of
from style_learner.notebooks.cells import Cell

CONSENT = (
    "May LAMP learn from your code and from what you accept? What it learns stays on this machine, encrypted, "
    "and `lamp forget` erases it."
)
YES, NO = "Yes", "No"
CONSENT_ASIDE = (
    "LAMP completes, and keeps nothing until you agree. To let it learn from your code and from what you accept (on "
    "this machine, encrypted, erased by `lamp forget`), type `{yes}`; else `{no}`."
)

SETTLED_WITHIN_S = 3.0
"""How long the first suggestion waits for an editor that is slow to tell its settings, or for a starting daemon."""
POLL_S = 1.0
"""How often the daemon is asked how far its learning is."""


class Editor(Protocol):
    """What the session asks of the editor."""

    def show(self, message: str) -> None:
        """Show a sentence to the developer."""
        ...

    async def ask(self, question: str, answers: Sequence[str]) -> str | None:
        """Ask the developer; None when they wave it away."""
        ...

    async def pulled_settings(self) -> Any:
        """Return the editor's section of settings; None where it has none."""
        ...

    async def learning(self, progress: m.LearnProgress | None) -> None:
        """Show how far learning is; None when it is done."""
        ...

    def status(self, line: StatusLine) -> None:
        """Show the state in the status bar."""
        ...


class Session:
    """Documents, folders and settings of one editor, and what is done with them."""

    def __init__(
        self,
        daemon: Daemon,
        editor: Editor,
        *,
        client_name: str,
        encoding: Encoding,
        options: EditorOptions,
        settings: Settings,
        spool: Spool,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.editor = editor
        self.client = f"{client_name or 'editor'}-{uuid.uuid4().hex[:8]}"
        self.configuration = Configuration()
        self.documents: dict[str, Document] = {}
        self.notebooks = Notebooks()
        self.folders: list[str] = []
        self._encoding = encoding
        self._options = options
        self._settings = settings
        self._clock = clock
        self._counts_from_zero = False
        self._asked_consent = False
        self._shows_learning = False
        self._lists = False
        """Whether suggestions are entries of the completion list too."""
        self._bar = StatusBar(editor.status)
        self._link = Link(daemon, gone=self._gone, held=editor.show, anew=self._introduce)
        self._outbox = Outbox(self._link, spool, self._may_keep)
        self._introducing: set[asyncio.Task[Any]] = set()
        self._suggesting = Suggesting(
            self._link, self.client, clock, settled=self._settled, advise=editor.show, thinking=self._bar.thinking
        )
        self._watcher = Watcher(
            self.documents,
            self._link,
            self._outbox,
            client=self.client,
            project=lambda document: project_of(document.path, self.folders),
            learnable=self._learnable,
            place=self._place,
            clock=clock,
        )
        self.commands = Commands(
            self._link,
            last_shown=lambda: self._suggesting.last_shown,
            withdraw=self.withdraw,
            project=lambda: self._project_at_hand,
        )
        self._watching: asyncio.Task[None] | None = None
        self._until_end: asyncio.Task[None] | None = None
        """Waits for the end of the daemon."""

    # --- the connection ---------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to watch, and greet the daemon, which starts it."""
        self._apply_settings()
        self._bar.starting()
        self._watching = asyncio.create_task(self._watcher.run())
        self._before_suggesting(self._greet())

    def begin_due(self) -> None:
        """Begin what is due by now: for whoever moves the clock."""
        self._watcher.look()

    async def caught_up(self) -> None:
        """Return when all that is due by now was told: for whoever moves the clock."""
        await self._watcher.caught_up()

    async def stop(self) -> None:
        """Tell what is known, and leave."""
        self._suggesting.cancel()
        if self._until_end:
            self._until_end.cancel()
        if self._watching:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
        await self._link.daemon.close()

    def _before_suggesting(self, work: Coroutine[Any, Any, None]) -> None:
        """Do ``work`` beside all else, but let suggestions wait for it: they depend on the settings."""
        task = self._watcher.background(work)
        self._introducing.add(task)
        task.add_done_callback(self._introducing.discard)

    async def _settled(self) -> None:
        if self._introducing:
            await asyncio.wait(self._introducing, timeout=SETTLED_WITHIN_S)

    async def _greet(self) -> None:
        """Start the daemon, if need be; a request that came first may have done so already."""
        self.configuration.current |= settings_in(await self.editor.pulled_settings())
        if self._link.has_met:
            await self._send_settings()
        else:
            await self._link.call(self._link.daemon.status)

    def _gone(self, why: str) -> None:
        self.editor.show(why)
        self._bar.note(None)

    async def _introduce(self) -> None:
        """Tell a daemon what it should know of this editor, see how it is, and notice its end."""
        self._watch_daemon()
        await self._send_settings()
        await self._open_folders(self.folders)
        self._watcher.background(self._look_around())

    def _watch_daemon(self) -> None:
        if self._until_end is not None:
            self._until_end.cancel()
        self._until_end = asyncio.create_task(self._restart_when_killed())

    async def _restart_when_killed(self) -> None:
        """Start a daemon anew that was killed; one that left in order is started by the next request."""
        if await self._link.daemon.ends_in_order():
            return
        self._bar.starting(ENDED)
        self._watcher.background(self._link.call(self._link.daemon.status, patient=True))

    async def _look_around(self) -> None:
        status = await self._look()
        if status and status.consent == "unasked" and not self._asked_consent:
            await self._ask_consent()
        await self._show_learning()

    async def _ask_consent(self) -> None:
        self._asked_consent = True
        options = self._options
        if not options.asks_aside:
            yes, no = (options.consent_command.format(answer=answer) for answer in ("yes", "no"))
            self.editor.show(CONSENT_ASIDE.format(yes=yes, no=no))
            return
        answer = await self.editor.ask(CONSENT, (YES, NO))
        if answer in {YES, NO}:
            await self._link.call(lambda: self._link.daemon.consent(answer == YES), patient=True)

    async def _show_learning(self) -> None:
        if self._shows_learning:
            return
        self._shows_learning = True
        try:
            while (status := await self._look()) and (status.learning or status.backend.state == "loading"):
                if status.learning:
                    await self.editor.learning(status.learning)
                await asyncio.sleep(POLL_S)
            await self.editor.learning(None)
        finally:
            self._shows_learning = False

    async def _look_again(self) -> None:
        """Bring the status bar up to date; what is under way is followed to its end."""
        status = await self._look()
        if status and (status.learning or status.backend.state == "loading"):
            await self._show_learning()

    async def _look(self) -> m.StatusResponse | None:
        """Ask the daemon how it is, and show it."""
        status = await self._link.call(self._link.daemon.status)
        self._bar.note(status)
        return status

    # --- settings and folders ---------------------------------------------------------------------------------

    def settings_changed(self, given: Any) -> None:
        """Take settings that the editor pushed; an empty push asks to pull them."""
        self._before_suggesting(self._change_settings(given))

    async def _change_settings(self, given: Any) -> None:
        settings = settings_in(given) or settings_in(await self.editor.pulled_settings())
        before = self.configuration.values
        self.configuration.current = settings
        if self.configuration.values != before:
            self._withdraw_all()
        await self._send_settings()
        self._watcher.background(self._look_again())

    def _may_keep(self) -> bool:
        """Whether the developer agreed to anything being kept: the daemon's word, else the settings as they were."""
        if (known := self._bar.consent) is not None:
            return known == "yes"
        return with_values(self._settings, self.configuration.values, "editor")[0].consent == "yes"

    def _apply_settings(self) -> None:
        """Use the settings that are this process's own."""
        settings, _ = with_values(self._settings, self.configuration.values, "editor")
        self._suggesting.candidates = settings.candidates
        self._bar.enabled, self._lists = settings.enabled, settings.completion_items
        self._suggesting.debounce_s = 0.0 if self._options.debounces else settings.debounce_ms / 1000

    async def _send_settings(self) -> None:
        self._apply_settings()
        request = m.SettingsRequest(client=self.client, values=self.configuration.values)
        response = await self._link.call(lambda: self._link.daemon.settings(request))
        for problem in response.problems if response else []:
            self.editor.show(problem)

    def folders_changed(self, added: Sequence[str], removed: Sequence[str]) -> None:
        """Take the workspace's folders, as URIs."""
        gone = {_path_of(uri) for uri in removed}
        fresh = [path for uri in added if (path := _path_of(uri)) and path not in self.folders]
        self.folders[:] = [folder for folder in self.folders if folder not in gone] + fresh
        if self._link.has_met and fresh:
            self._watcher.background(self._learn_from(fresh))

    async def _learn_from(self, folders: Sequence[str]) -> None:
        await self._open_folders(folders)
        await self._show_learning()

    async def _open_folders(self, folders: Sequence[str]) -> None:
        for folder in folders:
            request = m.WorkspaceRequest(path=folder)
            await self._link.call(lambda request=request: self._link.daemon.workspace(request))  # type: ignore[misc]

    # --- documents --------------------------------------------------------------------------------------------

    def opened(self, item: types.TextDocumentItem) -> None:
        self.closed(item.uri)  # a client that opens twice begins anew
        document = open_document(item, self._encoding)
        self.documents[item.uri] = document
        if not document.unusable:
            self._watcher.opened(document)

    def changed(self, uri: str, version: int | None, changes: Sequence[types.TextDocumentContentChangeEvent]) -> None:
        if document := self.documents.get(uri):
            self._suggesting.cancel(uri)
            document.change(changes, version, self._clock())
            self._watcher.changed(document)

    def saved(self, uri: str) -> None:
        if document := self.documents.get(uri):
            self._watcher.send(document, "saved")

    def closed(self, uri: str) -> None:
        if document := self.documents.pop(uri, None):
            self._suggesting.cancel(uri)
            self._watcher.closed(document)

    def removed(self, uris: Sequence[str]) -> None:
        """Take in that files or folders are gone, or elsewhere: their code is not to come back."""
        for path in filter(None, map(_path_of, uris)):
            self._watcher.removed(path, project_of(path, self.folders))

    def notebook_closed(self, uri: str, cells: Sequence[str]) -> None:
        """Take in that a notebook was closed, with all its cells."""
        for document in filter(None, map(self.documents.get, cells)):
            self._watcher.learn_now(document)
        self.notebooks.closed(uri)
        for cell in cells:
            self.closed(cell)

    def focused(self, notice: FocusNotice) -> None:
        """Take in that the developer turned to a document: in the others, what is open was left."""
        here = notice.text_document.uri if notice.text_document else ""
        for uri, document in self.documents.items():
            if uri != here:
                document.tracker.left(self._clock())

    def _place(self, document: Document, offset: int) -> m.PlaceMessage:
        return self._place_with(document, offset, None)

    def _place_with(self, document: Document, offset: int, indentation: m.IndentationMessage | None) -> m.PlaceMessage:
        spoken = self.notebooks.in_another_language(document.uri, document.language, offset, self._text_of)
        if spoken is not None:
            return place_of_cell(
                document, spoken, project=project_of(document.path, self.folders), indentation=indentation
            )
        return place_at(
            document,
            offset,
            project=project_of(document.path, self.folders),
            indentation=indentation,
            around=self.notebooks.around(document.uri, self._text_of),
        )

    @property
    def _project_at_hand(self) -> str:
        """The folder of the document completed in last, else the first that is open."""
        document = self.documents.get(self._suggesting.document_of(self._suggesting.last_shown))
        return (project_of(document.path, self.folders) if document else "") or next(iter(self.folders), "")

    def _learnable(self, document: Document) -> tuple[str, str]:
        """Return what may be learned of a document, and its language: of a cell, all the code of its notebook."""
        if not document.is_kept:
            return "", ""
        if not document.is_cell:
            return document.text, document.language
        cells = [cell for uri in self.notebooks.code_cells_with(document.uri) if (cell := self.documents.get(uri))]
        language = cells[0].language if cells else ""
        code = code_of([Cell("code", cell.text) for cell in cells if cell.language == language], language)
        return (f"{code}\n", language) if code else ("", "")

    def _text_of(self, uri: str) -> str:
        document = self.documents.get(uri)
        return document.text if document else ""

    # --- suggestions ------------------------------------------------------------------------------------------

    @property
    def wants_lists(self) -> bool:
        """Whether the settings known so far want suggestions in the completion list."""
        settings, _ = with_values(self._settings, self.configuration.values, "editor")
        return settings.completion_items

    async def complete_in_list(self, uri: str, position: types.Position) -> list[types.CompletionItem]:
        """Answer ``textDocument/completion``."""
        document = self.documents.get(uri)
        if document is None or document.unusable or not self._lists:
            return []
        document.cursor = document.offset_at(position)
        place = self._place(document, document.cursor)
        return await self._suggested(document, "automatic", place, list_item)

    async def complete(self, request: InlineCompletionRequest) -> list[types.InlineCompletionItem]:
        """Answer ``textDocument/inlineCompletion``."""
        document = self.documents.get(request.text_document.uri)
        asked_version = request.text_document.version
        if document is None or document.unusable:
            self._suggesting.why_not = f"LAMP leaves this file alone: {document.unusable}." if document else ""
            return []
        if asked_version is not None and document.version is not None and asked_version < document.version:
            return []
        self._counts_from_zero |= request.context.trigger_kind == INVOKED_BEFORE_3_18
        document.cursor = document.offset_at(request.at)
        trigger = request.trigger(counts_from_zero=self._counts_from_zero)
        place = self._place_with(document, document.cursor, request.indentation)
        return await self._suggested(
            document, trigger, place, partial(inline_item, range_from=self._options.range_from)
        )

    async def _suggested(
        self, document: Document, trigger: Literal["automatic", "invoked"], place: m.PlaceMessage, shape: Shape[Item]
    ) -> list[Item]:
        self._watcher.asked()
        items: list[Item] = []
        try:
            items = await self._suggesting.answer(document, document.cursor, trigger, place, shape)
        finally:
            self._watcher.asked()
            if self._bar.age_s() > (STALE_S if items else AGAIN_S):
                self._watcher.background(self._look_again())
        return items

    def shown(self, notice: ItemNotice) -> None:
        self._suggesting.last_shown = notice.suggestion_id
        self._follower_of(notice.suggestion_id).shown(notice.suggestion_id, self._clock())
        self._watcher.told()

    def partially_accepted(self, suggestion_id: str, length_utf16: int) -> None:
        """Take in that so many UTF-16 units of the item's text were accepted so far."""
        characters = self._suggesting.characters(suggestion_id, length_utf16)
        self._follower_of(suggestion_id).partially_accepted(suggestion_id, characters, self._clock())
        self._watcher.told()

    def accepted(self, suggestion_id: str) -> None:
        self._follower_of(suggestion_id).accepted(suggestion_id, self._clock())
        self._watcher.told()

    def dismissed(self, suggestion_id: str) -> None:
        self._follower_of(suggestion_id).dismissed(suggestion_id, self._clock())
        self._watcher.told()

    async def kept(self) -> None:
        """Return when what the editor said of suggestions is on its way and, where that is allowed, on disk."""
        self._watcher.look()
        await self._outbox.keep()

    def withdraw(self, suggestion_id: str) -> None:
        """Stop offering a suggestion; what was told of it stands."""
        self._follower_of(suggestion_id).withdraw(suggestion_id)

    def _follower_of(self, suggestion_id: str) -> OutcomeTracker:
        document = self.documents.get(self._suggesting.document_of(suggestion_id))
        return document.tracker if document else self._watcher.elsewhere

    # --- the developer's commands -----------------------------------------------------------------------------

    async def pause(self) -> str:
        """Pause LAMP in every editor; return what to say."""
        self._stop_suggesting()
        answer = await self._link.call(self._link.daemon.pause, patient=True)
        self._stop_suggesting()  # what was asked for while the daemon was being told
        await self._look()
        return answer.message if answer else GONE

    def _stop_suggesting(self) -> None:
        """End the request that runs, and what is on show."""
        self._suggesting.cancel()
        self._withdraw_all()

    def _withdraw_all(self) -> None:
        """Offer nothing anew of what was made so far."""
        for document in self.documents.values():
            document.tracker.left(self._clock())

    async def resume(self) -> str:
        answer = await self._link.call(self._link.daemon.resume, patient=True)
        await self._look()
        return answer.message if answer else GONE

    @property
    def why_not(self) -> str:
        """Why the last request got nothing, in words; empty when it got something."""
        return self._suggesting.why_not

    async def status(self) -> m.StatusResponse | None:
        """Return the daemon's status; None when it is not there."""
        return await self._link.call(self._link.daemon.status, patient=True)


def _path_of(uri: str) -> str:
    path = to_fs_path(uri)
    return Path(path).as_posix().rstrip("/") or "/" if path else ""
