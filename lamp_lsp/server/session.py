"""One editor's connection, from its first message to its last.

Handlers (``protocol``) call one method each; what takes time or needs the daemon runs beside them.
"""

import asyncio
import contextlib
import time
import uuid
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Literal

from lsprotocol import types

from lamp_lsp.api import messages as m
from lamp_lsp.api.spool import Spool
from lamp_lsp.server.assisting import Assisting
from lamp_lsp.server.commands import Commands
from lamp_lsp.server.configuration import Configuration, EditorOptions, settings_in
from lamp_lsp.server.daemon_state import DaemonState
from lamp_lsp.server.documents import Document
from lamp_lsp.server.editor import Editor
from lamp_lsp.server.items import inline_item, list_item
from lamp_lsp.server.link import Daemon, Link
from lamp_lsp.server.messages import INVOKED_BEFORE_3_18, InlineCompletionRequest
from lamp_lsp.server.muting import Muting, Scope
from lamp_lsp.server.outbox import Outbox
from lamp_lsp.server.positions import Encoding
from lamp_lsp.server.said import Said
from lamp_lsp.server.status import AGAIN_S, ENDED, GONE, STALE_S, StatusBar, StatusLine
from lamp_lsp.server.suggesting import Item, Shape, Suggesting
from lamp_lsp.server.watching import Watcher
from lamp_lsp.server.workspace import Workspace, path_of
from lamp_lsp.settings import Settings, with_values

SETTLED_WITHIN_S = 3.0
"""How long the first suggestion waits for an editor that is slow to tell its settings, or for a starting daemon."""


class Session:
    """One editor: its settings, its connection to the daemon, and what is done when a document changes."""

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
        self.workspace = Workspace(encoding)
        self._options = options
        self._settings = settings
        self._clock = clock
        self._counts_from_zero = False
        self._lists = False
        """Whether suggestions are entries of the completion list too."""
        self._bar = StatusBar(editor.status)
        self._link = Link(daemon, gone=self._gone, held=editor.show, anew=self._introduce)
        self._state = DaemonState(self._link, editor, self._bar, options)
        self._outbox = Outbox(self._link, spool, self._may_keep)
        self._introducing: set[asyncio.Task[Any]] = set()
        self._suggesting = Suggesting(
            self._link, self.client, clock, settled=self._settled, advise=editor.show, thinking=self._bar.thinking
        )
        self._watcher = Watcher(self.workspace, self._link, self._outbox, client=self.client, clock=clock)
        self.said = Said(self.workspace, self._suggesting, self._watcher, self._outbox, clock)
        self.commands = Commands(self._link, self.workspace, self._suggesting, self.said)
        self.assisting = Assisting(self._link, self.workspace)
        self.muting = Muting(self._muting_changed)
        self._focused = ""
        """URI of the document that the developer turned to last."""
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
        await self._open_folders(self.workspace.folders)
        self._watcher.background(self._state.meet())

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

    # --- settings and folders ---------------------------------------------------------------------------------

    def settings_changed(self, given: Any) -> None:
        """Take settings that the editor pushed; an empty push asks to pull them."""
        self._before_suggesting(self._change_settings(given))

    async def _change_settings(self, given: Any) -> None:
        settings = settings_in(given) or settings_in(await self.editor.pulled_settings())
        before = self.configuration.values
        self.configuration.current = settings
        if self.configuration.values != before:
            self.said.withdraw_all()
        await self._send_settings()
        self._watcher.background(self._state.follow())

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
        fresh = self.workspace.folders_changed(added, removed)
        if self._link.has_met and fresh:
            self._watcher.background(self._learn_from(fresh))

    async def _learn_from(self, folders: Sequence[str]) -> None:
        await self._open_folders(folders)
        await self._state.show_learning()

    async def _open_folders(self, folders: Sequence[str]) -> None:
        for folder in folders:
            request = m.WorkspaceRequest(path=folder, asks=True)
            answer = await self._link.call(lambda request=request: self._link.daemon.workspace(request))  # type: ignore[misc]
            if answer and answer.new_owner:
                self._watcher.background(self._state.ask_apart(folder, answer.new_owner))

    # --- documents --------------------------------------------------------------------------------------------

    def opened(self, item: types.TextDocumentItem) -> None:
        self.closed(item.uri)  # a client that opens twice begins anew
        document = self.workspace.open(item)
        if not document.unusable:
            self._watcher.opened(document)

    def changed(self, uri: str, version: int | None, changes: Sequence[types.TextDocumentContentChangeEvent]) -> None:
        if document := self.workspace.documents.get(uri):
            self._suggesting.cancel(uri)
            document.change(changes, version, self._clock())
            self._watcher.changed(document)

    def saved(self, uri: str) -> None:
        if document := self.workspace.documents.get(uri):
            self._watcher.send(document, "saved")

    def closed(self, uri: str) -> None:
        if document := self.workspace.documents.pop(uri, None):
            self._suggesting.cancel(uri)
            self._watcher.closed(document)

    def removed(self, uris: Sequence[str]) -> None:
        """Take in that files or folders are gone, or elsewhere: their code is not to come back."""
        for path in filter(None, map(path_of, uris)):
            self._watcher.removed(path)

    def notebook_closed(self, uri: str, cells: Sequence[str]) -> None:
        """Take in that a notebook was closed, with all its cells."""
        for document in filter(None, map(self.workspace.documents.get, cells)):
            self._watcher.learn_now(document)
        self.workspace.notebooks.closed(uri)
        for cell in cells:
            self.closed(cell)

    def focused(self, uri: str) -> None:
        """Take in that the developer turned to a document; empty for none."""
        self._focused = uri
        self.said.focused(uri)
        self._show_muting()

    # --- suggestions ------------------------------------------------------------------------------------------

    @property
    def wants_lists(self) -> bool:
        """Whether the settings known so far want suggestions in the completion list."""
        settings, _ = with_values(self._settings, self.configuration.values, "editor")
        return settings.completion_items

    async def complete_in_list(self, uri: str, position: types.Position) -> list[types.CompletionItem]:
        """Answer ``textDocument/completion``."""
        document = self.workspace.documents.get(uri)
        if document is None or document.unusable or not self._lists:
            return []
        document.cursor = document.offset_at(position)
        place = self.workspace.place(document, document.cursor)
        return await self._suggested(document, "automatic", place, list_item)

    async def complete(self, request: InlineCompletionRequest) -> list[types.InlineCompletionItem]:
        """Answer ``textDocument/inlineCompletion``."""
        document = self.workspace.documents.get(request.text_document.uri)
        asked_version = request.text_document.version
        if document is None or document.unusable:
            self._suggesting.why_not = f"LAMP leaves this file alone: {document.unusable}." if document else ""
            return []
        if asked_version is not None and document.version is not None and asked_version < document.version:
            return []
        self._counts_from_zero |= request.context.trigger_kind == INVOKED_BEFORE_3_18
        document.cursor = document.offset_at(request.at)
        trigger = request.trigger(counts_from_zero=self._counts_from_zero)
        place = self.workspace.place(document, document.cursor, request.indentation)
        return await self._suggested(
            document, trigger, place, partial(inline_item, range_from=self._options.range_from)
        )

    async def _suggested(
        self, document: Document, trigger: Literal["automatic", "invoked"], place: m.PlaceMessage, shape: Shape[Item]
    ) -> list[Item]:
        if muted := self.muting.why_not(document.uri, document.language):
            self._suggesting.why_not = muted
            return []
        self._watcher.asked()
        items: list[Item] = []
        try:
            items = await self._suggesting.answer(document, document.cursor, trigger, place, shape)
        finally:
            self._watcher.asked()
            if self._bar.age_s() > (STALE_S if items else AGAIN_S) or (not items and self._bar.is_waiting):
                self._watcher.background(self._state.follow(in_vain=not items))
        return items

    # --- the developer's commands -----------------------------------------------------------------------------

    async def pause(self) -> str:
        """Pause LAMP in every editor; return what to say."""
        self._stop_suggesting()
        answer = await self._link.call(self._link.daemon.pause, patient=True)
        self._stop_suggesting()  # what was asked for while the daemon was being told
        await self._state.look()
        return answer.message if answer else GONE

    def _stop_suggesting(self) -> None:
        """End the request that runs, and what is on show."""
        self._suggesting.cancel()
        self.said.withdraw_all()

    def toggle(self, scope: Scope, what: str) -> str:
        """Switch suggestions off or on in this editor; return what to say."""
        document = self.workspace.documents.get(self._focused)
        chosen = what or ("" if document is None else document.language if scope == "language" else document.uri)
        return self.muting.toggle(scope, chosen)

    def _muting_changed(self) -> None:
        self._stop_suggesting()
        self._show_muting()

    def _show_muting(self) -> None:
        document = self.workspace.documents.get(self._focused)
        why = self.muting.why_not(document.uri, document.language) if document else self.muting.everywhere
        self._bar.muted = StatusLine("snoozed" if self.muting.is_snoozed else "off", why) if why else None
        self._bar.refresh()

    async def resume(self) -> str:
        answer = await self._link.call(self._link.daemon.resume, patient=True)
        await self._state.look()
        return answer.message if answer else GONE

    @property
    def why_not(self) -> str:
        """Why the last request got nothing, in words; empty when it got something."""
        return self._suggesting.why_not

    async def status(self) -> m.StatusResponse | None:
        """Return the daemon's status; None when it is not there."""
        return await self._link.call(self._link.daemon.status, patient=True)
