"""Requests as UTF-8 can carry them: JSON may spell half a character, at which databases and answers give up."""

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from style_learner.store.rows import plain

_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
"""How JSON spells one half of a character; most requests have none."""


class CleanRequest(Request):
    """A request in whose body every lone half of a character is a question mark."""

    async def body(self) -> bytes:
        if not hasattr(self, "_clean"):
            self._clean = _clean(await super().body())
        return self._clean


class CleanRoute(APIRoute):
    """A route that reads clean requests."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def cleaned(request: Request) -> Response:
            return await handle(CleanRequest(request.scope, request.receive))

        return cleaned


def _clean(body: bytes) -> bytes:
    if not _HALF.search(body):
        return body
    try:
        return json.dumps(_cleaned(json.loads(body))).encode()
    except (ValueError, RecursionError):
        return body  # no JSON: refused by whoever reads it


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    if isinstance(value, dict):
        return {plain(key): _cleaned(one) for key, one in value.items()}
    return value
