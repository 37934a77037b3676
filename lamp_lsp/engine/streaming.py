"""A suggestion as it arrives: what may be shown of it so far, and at last the whole reply."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import replace

from lamp_lsp.engine.engine import Engine
from lamp_lsp.engine.scheduler import Superseded
from lamp_lsp.engine.suggestion import SuggestionRequest, SuggestionResult


async def stream(engine: Engine, ask: SuggestionRequest) -> AsyncGenerator[str | SuggestionResult, None]:
    """Yield each longer draft of the first suggestion, then the reply. Leaving stops the model.

    Raises:
        Superseded: the same editor asked anew meanwhile.
    """
    drafts: asyncio.Queue[str | None] = asyncio.Queue()
    work = asyncio.create_task(engine.suggest(replace(ask, watch=drafts.put_nowait)))
    work.add_done_callback(lambda _: drafts.put_nowait(None))
    shown = ""
    try:
        while (draft := await drafts.get()) is not None:
            if draft != shown:
                shown = draft
                yield draft
        yield await work
    finally:
        work.cancel()
        with suppress(asyncio.CancelledError, Superseded):
            await work
