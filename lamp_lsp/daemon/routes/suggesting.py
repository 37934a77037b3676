"""Routes of a keystroke: suggest, prepare, outcomes."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from lamp_lsp.api import messages as m
from lamp_lsp.daemon.clean_requests import CleanRoute
from lamp_lsp.daemon.services import Parts, Services
from lamp_lsp.daemon.told_outcomes import take_outcomes
from lamp_lsp.engine.scheduler import Superseded
from lamp_lsp.engine.streaming import stream
from lamp_lsp.engine.suggestion import SuggestionRequest, SuggestionResult
from style_learner.errors import LampError, StoreUnavailable
from style_learner.types import CursorContext, Indentation

router = APIRouter(tags=["suggesting"], route_class=CleanRoute)
T = TypeVar("T")

WITHDRAWING = frozenset({"rejected", "typed_over"})
NOT_KEPT = "Nothing was kept: LAMP is paused, or you haven't allowed it to learn."


@router.post("/suggest")
async def suggest(body: m.SuggestRequest, request: Request, parts: Parts) -> m.SuggestResponse:
    """Suggest how to go on at a place. A closed connection stops the model."""
    try:
        reply = await _while_connected(request, parts.engine.suggest(_ask(body, parts)))
    except Superseded:
        return m.SuggestResponse(items=[], reason="A newer request took its place.")
    if reply is None:
        return m.SuggestResponse(items=[], reason="The asker is gone.")
    return _response(reply, parts)


@router.post("/suggest/stream")
async def suggest_stream(body: m.SuggestRequest, parts: Parts) -> StreamingResponse:
    """Suggest, and tell of the first suggestion while it arrives: ``SuggestDraft`` lines, then a ``SuggestResponse``.

    A closed connection stops the model.
    """
    return StreamingResponse(_lines(body, parts), media_type="application/x-ndjson")


async def _lines(body: m.SuggestRequest, parts: Services) -> AsyncIterator[str]:
    ask = replace(_ask(body, parts), suggestion_id=uuid.uuid4().hex, count=1)
    try:
        async for item in stream(parts.engine, ask):
            if isinstance(item, SuggestionResult):
                yield _response(item, parts).model_dump_json() + "\n"
            else:
                yield m.SuggestDraft(id=ask.suggestion_id, text=item).model_dump_json() + "\n"
    except Superseded:
        yield m.SuggestResponse(items=[], reason="A newer request took its place.").model_dump_json() + "\n"


def _ask(body: m.SuggestRequest, parts: Services) -> SuggestionRequest:
    return SuggestionRequest(
        context=_context(body.place, parts),
        client=body.client,
        settings=parts.preferences.of(body.client),
        invoked=body.trigger == "invoked",
        count=body.count,
        latency_budget_ms=body.latency_budget_ms,
        strategy=body.strategy,
    )


def _response(reply: SuggestionResult, parts: Services) -> m.SuggestResponse:
    items = [
        m.SuggestedItem(id=item.suggestion_id, text=item.text, replaces_after=item.replaces_after)
        for item in reply.items
    ]
    return m.SuggestResponse(items=items, reason=reply.reason, advice=parts.model.advice, stages_ms=reply.stages_ms)


@router.post("/prepare")
async def prepare(body: m.PrepareRequest, parts: Parts) -> m.Answer:
    """Read ahead at a place; answers at once."""
    settings = parts.preferences.of(body.client)
    parts.engine.prepare(SuggestionRequest(context=_context(body.place, parts), client=body.client, settings=settings))
    return m.Answer()


@router.post("/outcomes")
async def outcomes(body: m.OutcomesRequest, parts: Parts) -> m.Answer:
    """Record what became of suggestions; answers when it is safe on disk, and how many of each were kept.

    Raises:
        StoreUnavailable: nothing was kept; send it again. What was kept already is not kept twice.
    """
    for outcome in body.outcomes:
        if outcome.kind in WITHDRAWING:
            parts.engine.withdraw(outcome.suggestion_id)
    for run in body.runs:
        if run.raised:
            parts.engine.withdraw(run.suggestion_id)
    if not parts.learning.learning:
        return m.Answer(message=NOT_KEPT, counts={"outcomes": 0, "retentions": 0, "runs": 0})
    await parts.learning.store_ready()
    try:
        await parts.learning.run(lambda: take_outcomes(parts.learner, body))
    except LampError as error:  # whatever ails the store, the sender keeps what it has
        raise StoreUnavailable(str(error)) from error
    return m.Answer(counts={"outcomes": len(body.outcomes), "retentions": len(body.retentions), "runs": len(body.runs)})


def _context(place: m.PlaceMessage, parts: Services) -> CursorContext:
    return CursorContext(
        path=place.path,
        language=place.language,
        prefix=place.prefix,
        suffix=place.suffix,
        project=parts.learner.sharing.home(place.path, place.project),
        indentation=Indentation(place.indentation.width, place.indentation.spaces),
        context_only_characters=place.context_only_characters,
        context_only_characters_after=place.context_only_characters_after,
    )


async def _while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T | None:
    """Run ``work`` until it is done or the asker is gone; None then."""
    task = asyncio.create_task(work)
    gone = asyncio.create_task(_disconnected(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        task.cancel()
        with suppress(asyncio.CancelledError, Superseded):
            await task
        return None
    finally:
        gone.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
