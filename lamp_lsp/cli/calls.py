"""The daemon, asked from a command."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

import httpx

from lamp_lsp.api.client import DaemonClient
from lamp_lsp.api.lifecycle import find_daemon
from lamp_lsp.api.messages import StatusResponse
from lamp_lsp.paths import lamp_paths

T = TypeVar("T")

RELOAD_TIMEOUT_S = 10
SETTLE_S = 90.0
"""A large model from a slow disk takes a minute to load."""
LOOK_EVERY_S = 0.2


def ask(question: Callable[[DaemonClient], Awaitable[T]], *, start: bool = True) -> T:
    """Ask the daemon one thing, starting it when needed, and wait for the answer."""

    async def once() -> T:
        async with DaemonClient(lamp_paths(), start=start) as client:
            if start:
                await _pass_on_consent(client)
            return await question(client)

    return asyncio.run(once())


async def settled(client: DaemonClient) -> StatusResponse:
    """Return the status once the model and the store are open or cannot be; as it then stands after SETTLE_S."""
    deadline = time.monotonic() + SETTLE_S
    while True:
        status = await client.status()
        opening = status.backend.state == "loading" or status.store == "opening"
        if not opening or time.monotonic() > deadline:
            return status
        await asyncio.sleep(LOOK_EVERY_S)


async def _pass_on_consent(client: DaemonClient) -> None:
    """Tell a daemon that was started without it that LAMP_CONSENT=yes is stated here."""
    if os.environ.get("LAMP_CONSENT") == "yes" and (await client.status()).consent == "unasked":
        await client.consent(yes=True)


def tell_running_daemon(path: str) -> None:
    """Post to a daemon that already runs; one that does not will read the files when it starts."""
    address = find_daemon(lamp_paths())
    if address is not None:
        headers = {"Authorization": f"Bearer {address.token}"}
        with suppress(httpx.HTTPError):
            httpx.post(f"{address.url}{path}", headers=headers, timeout=RELOAD_TIMEOUT_S, trust_env=False)
