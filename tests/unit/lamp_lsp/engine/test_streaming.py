"""A suggestion as it arrives."""

import asyncio
from contextlib import aclosing
from typing import cast

import pytest

from lamp_lsp.engine.engine import Engine
from lamp_lsp.engine.scheduler import Superseded
from lamp_lsp.engine.streaming import stream
from lamp_lsp.engine.suggestion import SuggestionRequest, SuggestionResult
from lamp_lsp.settings import Settings
from style_learner.types import CursorContext

ASK = SuggestionRequest(CursorContext("/a.py", "python", "x = ", ""), "tab", Settings())


class Slow:
    """An engine that shows drafts and then waits, or ends as a test wants."""

    def __init__(self, *drafts: str, superseded: bool = False, endless: bool = False) -> None:
        self.ended = False
        self._drafts = drafts
        self._superseded = superseded
        self._endless = endless

    async def suggest(self, ask: SuggestionRequest) -> SuggestionResult:
        try:
            for draft in self._drafts:
                assert ask.watch is not None
                ask.watch(draft)
            if self._superseded:
                raise Superseded
            if self._endless:
                await asyncio.sleep(60)
            return SuggestionResult(reason="done")
        finally:
            self.ended = True


async def _all(engine: Slow) -> list[str | SuggestionResult]:
    return [item async for item in stream(cast("Engine", engine), ASK)]


def test_drafts_come_before_the_reply_and_none_twice() -> None:
    """Each is shown once, in order."""
    *drafts, reply = asyncio.run(_all(Slow("a", "a", "ab")))

    assert drafts == ["a", "ab"]
    assert isinstance(reply, SuggestionResult)


def test_a_newer_request_ends_the_stream() -> None:
    """Whoever reads learns that another took its place."""
    with pytest.raises(Superseded):
        asyncio.run(_all(Slow("a", superseded=True)))


def test_leaving_ends_the_work() -> None:
    """Nothing is generated for nobody."""
    engine = Slow("a", endless=True)

    async def leave() -> None:
        async with aclosing(stream(cast("Engine", engine), ASK)) as items:
            async for _ in items:
                break

    asyncio.run(leave())

    assert engine.ended
