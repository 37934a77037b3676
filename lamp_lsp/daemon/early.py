"""Answer from the first moment: the health check at once, everything else as soon as the daemon's parts are imported.

Importing them takes a second or two of processor time, which no editor should have to wait for to know that the daemon
is there. A request that comes earlier waits for them instead of failing.
"""

import asyncio
import os
import sys
import traceback
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from lamp_lsp.daemon.auth import OnlyTheOwner, holds_token
from lamp_lsp.version import __version__

if TYPE_CHECKING:
    from fastapi import FastAPI

ENDED = "LAMP's daemon ended before it was ready; `lamp daemon run` shows why."


class EarlyApp:
    """The ASGI application that the daemon serves: a health check, until ``load`` has brought the real one."""

    def __init__(
        self,
        load: "Callable[[], FastAPI]",
        token: str,
        stop: Callable[[], None],
        proven: Callable[[Scope], None] = lambda _: None,
    ) -> None:
        """``proven`` is told of each request that has the token, before anything is waited for."""
        self._proven = proven
        self._token = token
        self._load = load
        self._stop = stop
        self._early: ASGIApp = OnlyTheOwner(_health, token)
        self._never: ASGIApp = OnlyTheOwner(_ended, token)
        self._app: ASGIApp | None = None
        self._end_requests: Callable[[], Awaitable[None]] | None = None
        self._loaded = asyncio.Event()
        self._leaving = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if holds_token(scope, self._token):
            self._proven(scope)
        if self._app is None and scope.get("path") == "/v1/health":
            await self._early(scope, receive, send)
        else:
            await self._loaded.wait()
            await (self._app or self._never)(scope, receive, send)

    async def end_requests(self) -> None:
        """Break off what runs, so that leaving need not wait for answers that nobody will see."""
        if self._end_requests is not None:
            await self._end_requests()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        serving = asyncio.create_task(self._serve())
        await receive()
        self._leaving.set()
        await serving
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve(self) -> None:
        """Import and boot beside the event loop, then live the real application's life."""
        try:
            app = await asyncio.to_thread(self._load)
            async with app.router.lifespan_context(app):
                self._app, self._end_requests = app, app.state.services.end_requests
                self._loaded.set()
                await self._leaving.wait()
        except Exception:  # noqa: BLE001 whatever it is, the process ends and the start-up log says why
            traceback.print_exc(file=sys.stderr)
            self._stop()
        finally:
            self._loaded.set()


async def _health(scope: Scope, receive: Receive, send: Send) -> None:
    answer = JSONResponse({"version": __version__, "pid": os.getpid(), "model": "loading", "store": "opening"})
    await answer(scope, receive, send)


async def _ended(scope: Scope, receive: Receive, send: Send) -> None:
    answer = JSONResponse({"error": ENDED, "kind": "TryAgain"}, status_code=503)
    await answer(scope, receive, send)
