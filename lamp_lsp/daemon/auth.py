"""Who may ask the daemon: holders of the token, from this machine's own names.

The ``Host`` header is checked so that a web page cannot reach the daemon by a name it had resolved to 127.0.0.1
(DNS rebinding); the token so that no other user of the machine can.
"""

import secrets

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


def holds_token(scope: Scope, token: str) -> bool:
    """Whether a request carries the token; takes as long whatever it carries."""
    given = dict(scope.get("headers", ())).get(b"authorization", b"")
    return secrets.compare_digest(given, f"Bearer {token}".encode())


class OnlyTheOwner:
    """ASGI middleware that answers 401 or 403 to anybody else, before a route runs."""

    def __init__(self, app: ASGIApp, token: str, hosts: frozenset[str] = LOOPBACK_NAMES) -> None:
        self._app = app
        self._token = token
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1").rsplit(":", 1)[0] or "-"
        if host not in self._hosts:
            answer = JSONResponse({"error": "This address is not LAMP's; use 127.0.0.1.", "kind": "WrongSetting"}, 403)
            await answer(scope, receive, send)
        elif not holds_token(scope, self._token):
            answer = JSONResponse(
                {"error": "The token is missing or wrong; it stands in the runtime file.", "kind": "NeedsRestart"}, 401
            )
            await answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)
