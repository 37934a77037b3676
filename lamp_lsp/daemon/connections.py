"""Who may hold a connection: any user of this machine reaches the port, and only the owner has the token.

A connection is unproven until a request with the token came over it. Of those there are few, each for a short time, and
the oldest goes when another comes: whoever holds a thousand of them keeps the owner, whose front ends prove themselves
within milliseconds, from nothing.
"""

import asyncio
from collections import OrderedDict
from typing import Any

from starlette.types import Scope
from uvicorn.protocols.http.auto import AutoHTTPProtocol

MOST_UNPROVEN = 128
"""Connections without the token at once; far below the 256 files that the strictest systems allow."""
PROVE_WITHIN_S = 5.0
"""A front end sends its headers with the connection; what waits longer is not one."""
BACKLOG = 32
"""Connections that the event loop takes at once, before the oldest can be let go."""


class Connections:
    """The connections of one daemon that have not shown the token yet."""

    def __init__(self) -> None:
        self._unproven: OrderedDict[tuple[str, int], asyncio.Transport] = OrderedDict()

    def __len__(self) -> int:
        return len(self._unproven)

    def begin(self, transport: asyncio.Transport) -> None:
        """Take in a new connection; lets go of the oldest unproven one when there are too many."""
        peer = _peer(transport.get_extra_info("peername"))
        self._unproven[peer] = transport
        if len(self._unproven) > MOST_UNPROVEN:
            self._unproven.popitem(last=False)[1].abort()
        asyncio.get_running_loop().call_later(PROVE_WITHIN_S, self._expire, peer, transport)

    def prove(self, scope: Scope) -> None:
        """Take in that a request with the token came."""
        self._unproven.pop(_peer(scope.get("client")), None)

    def end(self, transport: asyncio.Transport) -> None:
        """Take in that a connection is closed."""
        peer = _peer(transport.get_extra_info("peername"))
        if self._unproven.get(peer) is transport:
            del self._unproven[peer]

    def _expire(self, peer: tuple[str, int], transport: asyncio.Transport) -> None:
        if self._unproven.get(peer) is transport:
            del self._unproven[peer]
            transport.abort()

    def protocol(self) -> type[asyncio.Protocol]:
        """Return uvicorn's protocol, which tells of its connections here."""
        connections = self

        class Guarded(AutoHTTPProtocol):  # type: ignore[valid-type,misc] # chosen by uvicorn while it runs
            def connection_made(self, transport: Any) -> None:
                super().connection_made(transport)
                connections.begin(transport)
                self._guarded = transport

            def connection_lost(self, exc: Exception | None) -> None:
                connections.end(self._guarded)
                super().connection_lost(exc)

        return Guarded


def _peer(address: Any) -> tuple[str, int]:
    return (str(address[0]), int(address[1])) if address else ("", 0)
