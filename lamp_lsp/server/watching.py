"""What happens by itself: outcomes fall due, the developer pauses, the cursor rests."""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any, Literal

from lamp_lsp.api.messages import DocumentMessage, PrepareRequest
from lamp_lsp.log_rules import where
from lamp_lsp.outcomes.tracker import OutcomeTracker
from lamp_lsp.server.documents import Document
from lamp_lsp.server.link import Link
from lamp_lsp.server.outbox import Outbox
from lamp_lsp.server.workspace import Workspace

REST_S = 0.4
"""A cursor that rests this long without a request is worth reading ahead for."""

PAUSE_S = 4.0
"""A pause in typing after which the document is worth learning from."""

MOST_SENT_CHARACTERS = 1_000_000
"""Larger documents are generated, not written."""

FLUSH_S = 2.0
"""How long the last outcomes may hold up an editor that closes."""

_LONGEST_SLEEP_S = 3600.0
_SHORTEST_SLEEP_S = 0.02

log = logging.getLogger(__name__)


class Watcher:
    """Runs beside the handlers for as long as the editor is connected."""

    def __init__(
        self,
        workspace: Workspace,
        link: Link,
        outbox: Outbox,
        *,
        client: str,
        clock: Callable[[], float],
    ) -> None:
        self._workspace = workspace
        self._link = link
        self._outbox = outbox
        self._client = client
        self._clock = clock
        self.elsewhere = OutcomeTracker("")
        """Takes what is said of suggestions whose document is not open any more."""
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._letters: OrderedDict[tuple[str, str], tuple[str, DocumentMessage]] = OrderedDict()
        """Documents that the daemon is to be told of, by path and event: the URI, and the newest of each."""
        self._telling: asyncio.Task[Any] | None = None
        self._preparing: asyncio.Task[Any] | None = None
        self._prepare_at: tuple[float, str] | None = None
        self._learn_at: dict[str, tuple[float, str]] = {}
        """By path, since the cells of a notebook are learned from together; when, and the URI of one that changed."""

    # --- told by the handlers ---------------------------------------------------------------------------------

    def opened(self, document: Document) -> None:
        now = self._clock()
        if document.is_cell:
            self._learn_at[document.path] = (now + REST_S, document.uri)  # the other cells are opened as well
        else:
            self.send(document, "opened")
        self._prepare_at = (now + REST_S, document.uri)
        self._wake.set()

    def changed(self, document: Document) -> None:
        now = self._clock()
        self._learn_at[document.path] = (now + PAUSE_S, document.uri)
        self._prepare_at = (now + REST_S, document.uri)
        self._wake.set()

    def asked(self) -> None:
        """Leave reading ahead to a request that was made."""
        self._prepare_at = None
        if self._preparing:
            self._preparing.cancel()
        self._wake.set()

    def told(self) -> None:
        """Look at the followers, since the editor said something of a suggestion."""
        self._wake.set()

    def closed(self, document: Document) -> None:
        now = self._clock()
        document.tracker.left(now)
        self._outbox.put(document.tracker.due(float("inf")))
        self.learn_now(document)
        self._wake.set()

    def learn_now(self, document: Document) -> None:
        """Learn from a document that is going to be closed, if it changed."""
        if document.path in self._learn_at:
            self.send(document, "closed")

    def send(self, document: Document, event: Literal["opened", "saved", "changed", "closed"]) -> None:
        """Send the document as it stands, to be learned from; of a cell, its whole notebook."""
        self._learn_at.pop(document.path, None)
        text, language = self._workspace.learnable(document)
        if document.unusable or (not text and event == "opened"):
            return
        if len(text) > MOST_SENT_CHARACTERS:
            log.warning("%s is too large to learn from (%s characters).", document.path, f"{len(text):,}")
            return
        path, project = document.path, self._workspace.project_of(document.path)
        message = DocumentMessage(path=path, language=language, text=text, project=project, event=event)
        self._post(document.uri, message)

    def removed(self, path: str) -> None:
        """Tell the daemon that a file or folder is gone."""
        self._learn_at.pop(path, None)
        project = self._workspace.project_of(path)
        self._post("", DocumentMessage(path=path, language="", text="", project=project, event="removed"))

    def _post(self, uri: str, message: DocumentMessage) -> None:
        self._letters.pop((message.path, message.event), None)
        self._letters[message.path, message.event] = (uri, message)
        if self._telling is None or self._telling.done():
            self._telling = self.background(self._tell())

    async def _tell(self) -> None:
        """Tell the daemon of documents, one after the other: an editor may open ten thousand at once.

        One that there is no daemon or no store to take is told of again, as it stands then.
        """
        while self._letters:
            (path, _), (uri, message) = self._letters.popitem(last=False)
            answer = await self._link.call(lambda message=message: self._link.daemon.document(message))  # type: ignore[misc]
            if answer is None and self._link.deliver_in_s > 0 and message.event not in {"closed", "removed"}:
                self._learn_at.setdefault(path, (self._clock() + self._link.deliver_in_s, uri))
                self._wake.set()

    def background(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Do ``work`` beside all else."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("%s beside the handlers.", where(error))

    # --- the loop ---------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Watch until cancelled; then tell all that is known."""
        try:
            while True:
                self._wake.clear()
                self.look()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._sleep_s(self._clock())):
                        await self._wake.wait()
        finally:
            await self._flush()

    async def caught_up(self) -> None:
        """Return when all that is due by now was done, and all that was begun has ended."""
        self.look()
        while self._tasks:
            await asyncio.wait(self._tasks)

    def look(self) -> None:
        """Begin what is due by now."""
        now = self._clock()
        for tracker in self._followers():
            if tracker.next_due <= now:
                self._outbox.put(tracker.due(now))
        self._after_pauses(now)
        if len(self._outbox):
            self.background(self._outbox.send())

    def _followers(self) -> list[OutcomeTracker]:
        return [self.elsewhere, *(document.tracker for document in self._workspace.documents.values())]

    def _sleep_s(self, now: float) -> float:
        moments = [tracker.next_due for tracker in self._followers()]
        moments += [at for at, _ in self._learn_at.values()]
        if self._prepare_at:
            moments.append(self._prepare_at[0])
        if len(self._outbox):
            moments.append(now + max(self._link.deliver_in_s, 0.2))
        return min(max(min(moments, default=now + _LONGEST_SLEEP_S) - now, _SHORTEST_SLEEP_S), _LONGEST_SLEEP_S)

    def _after_pauses(self, now: float) -> None:
        for path, uri in [(path, uri) for path, (at, uri) in self._learn_at.items() if at <= now]:
            if document := self._workspace.documents.get(uri):
                self.send(document, "changed")
            self._learn_at.pop(path, None)
        if self._prepare_at and self._prepare_at[0] <= now:
            document = self._workspace.documents.get(self._prepare_at[1])
            self._prepare_at = None
            if document and not document.unusable:
                self._prepare(document)

    def _prepare(self, document: Document) -> None:
        if self._preparing:
            self._preparing.cancel()
        request = PrepareRequest(place=self._workspace.place(document, document.cursor), client=self._client)
        self._preparing = self.background(self._link.call(lambda: self._link.daemon.prepare(request)))

    async def _flush(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        now = self._clock()
        for tracker in self._followers():
            tracker.left(now)
            self._outbox.put(tracker.due(float("inf")))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_S):
                await self._outbox.send()
        if len(self._outbox):
            log.warning("%d outcomes could not be told to the daemon before the editor closed.", len(self._outbox))
