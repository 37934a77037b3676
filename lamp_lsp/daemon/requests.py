"""What is noted of every request: its id in the log and the answer, its time, and that somebody is there."""

import time
import uuid
from collections.abc import Callable

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()


class NoteRequests:
    """ASGI middleware; plain, so that a route still learns when its asker goes away."""

    def __init__(self, app: ASGIApp, seen: Callable[[], None]) -> None:
        self._app = app
        self._seen = seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._seen()
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        request_id = given if given.isalnum() and len(given) <= 64 else uuid.uuid4().hex[:12]  # noqa: PLR2004 a log line's worth
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["x-request-id"] = request_id
                spent = round((time.perf_counter() - started) * 1000, 2)
                log.debug("answered", route=scope["path"], status=message["status"], ms=spent)
            await send(message)

        await self._app(scope, receive, send_with_id)
