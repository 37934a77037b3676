"""Whose turn it is at the model: one running request per editor, the newest wins, reading ahead gives way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

T = TypeVar("T")


class Superseded(Exception):
    """A newer request of the same editor took this one's place."""


class RequestScheduler:
    """Runs at most one request a client, and one at a time at the model."""

    def __init__(self) -> None:
        self._running: dict[str, asyncio.Task[Any]] = {}
        self._ahead: asyncio.Task[Any] | None = None
        self._model = asyncio.Lock()

    async def newest(self, client: str, work: Coroutine[Any, Any, T]) -> T:
        """Run ``work`` in place of whatever ``client`` still has running.

        Raises:
            Superseded: a newer request of the client came in the meantime.
        """
        self.stop_prefill()
        previous = self._running.get(client)
        if previous is not None:
            previous.cancel("superseded")
        task = asyncio.create_task(work)
        self._running[client] = task
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled():
                raise Superseded from None
            task.cancel()  # the asker is gone: stop the model too
            with suppress(asyncio.CancelledError):
                await task
            raise
        finally:
            if self._running.get(client) is task:
                del self._running[client]

    def prefill(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run ``work`` while nobody waits; the newest replaces the one before it."""
        self.stop_prefill()
        self._ahead = asyncio.create_task(work)

    def stop_prefill(self) -> None:
        """Give the model back at once; what was read stays in its cache."""
        if self._ahead is not None:
            self._ahead.cancel()
            self._ahead = None

    @asynccontextmanager
    async def at_model(self) -> AsyncIterator[None]:
        """Hold the model for one generation."""
        async with self._model:
            yield

    async def close(self) -> None:
        """Cancel everything and wait until it stopped; what is asked later runs again."""
        tasks: list[Awaitable[Any]] = [*self._running.values()]
        for task in list(self._running.values()):
            task.cancel()
        if self._ahead is not None:
            self._ahead.cancel()
            tasks.append(self._ahead)
        await asyncio.gather(*tasks, return_exceptions=True)
