"""Progress of one piece of work, by the protocol's ``$/progress``, with a way to stop it."""

import asyncio
import uuid
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self

from lsprotocol import types
from pygls.lsp.server import LanguageServer


class Reporting:
    """Tells how far the work within is; the client's cancellation ends the task that does it.

    Under the client's own token, if it gave one; else under one that it is asked to show, where it can.
    """

    def __init__(self, server: LanguageServer, title: str, token: str | int | None) -> None:
        self._server = server
        self._title = title
        self._token = token
        self._last = ""

    async def __aenter__(self) -> Self:
        window, progress = self._server.client_capabilities.window, self._server.work_done_progress
        if self._token is None and window and window.work_done_progress:
            self._token = f"lamp-{uuid.uuid4().hex}"
            await progress.create_async(self._token)
        if self._token is not None:
            progress.begin(self._token, types.WorkDoneProgressBegin(self._title, cancellable=True))
            progress.tokens[self._token].add_done_callback(self._stopper())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._token is not None:
            self._server.work_done_progress.end(self._token, types.WorkDoneProgressEnd())
            self._server.work_done_progress.tokens.pop(self._token, None)

    def report(self, message: str) -> None:
        """Say what is being done, if it is something else than before."""
        if self._token is not None and message != self._last:
            self._last = message
            self._server.work_done_progress.report(self._token, types.WorkDoneProgressReport(message=message))

    @staticmethod
    def _stopper() -> Any:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()

        def stop(token: "Future[Any]") -> None:
            if token.cancelled() and task is not None:
                loop.call_soon_threadsafe(task.cancel)

        return stop
