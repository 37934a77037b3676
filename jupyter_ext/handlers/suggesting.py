"""Requests of a keystroke: suggestions, what became of them, documents as they stand."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_ext.handlers.base import LampHandler
from jupyter_ext.lamp import Lamp
from jupyter_ext.messages import DocumentBody, SuggestBody, TrackBody
from jupyter_ext.places import suggest_request
from jupyter_ext.status import in_a_browser
from lamp_lsp.api import messages as m
from style_learner.errors import LampError
from style_learner.notebooks.around import code_of


class SuggestHandler(LampHandler):
    """Suggests how to go on."""

    @authenticated
    @authorized
    async def post(self) -> None:
        await self.say_lines(suggestion_lines(self.lamp, self.read(SuggestBody)))


class TrackHandler(LampHandler):
    """Takes what was shown and written on a page."""

    @authenticated
    @authorized
    async def post(self) -> None:
        self.lamp.tracking.begin()
        self.lamp.tracking.take(self.read(TrackBody))
        await self.lamp.tracking.kept()
        self.say({})


class DocumentHandler(LampHandler):
    """Takes a document as it stands, to be learned from: its author's code, and nothing that it put out."""

    @authenticated
    @authorized
    async def post(self) -> None:
        body = self.read(DocumentBody)
        text = code_of([cell.cell for cell in body.cells], body.spoken)
        if text and body.path:
            await self.lamp.document(body, f"{text}\n", body.event)
        self.say({})


async def suggestion_lines(lamp: Lamp, body: SuggestBody) -> AsyncGenerator[dict[str, Any], None]:
    """Yield a suggestion as it arrives, each line with all of its text so far; by hand several, whole, in one line."""
    request = suggest_request(lamp, body)
    try:
        if body.trigger == "invoked":
            yield _last_line(await lamp.client.suggest(request))
            return
        async with aclosing(lamp.client.suggest_stream(request)) as parts:
            async for part in parts:
                if isinstance(part, m.SuggestDraft):
                    yield {"id": part.id, "text": part.text, "replaces_after": 0, "done": False}
                else:
                    yield _last_line(part)
    except LampError as error:
        yield {"done": True, "reason": in_a_browser(str(error))}


def _last_line(response: m.SuggestResponse) -> dict[str, Any]:
    if not response.items:
        return {"done": True, "reason": in_a_browser(response.reason)}
    first, *more = (
        {"id": item.id, "text": item.text, "replaces_after": item.replaces_after} for item in response.items
    )
    return {**first, **({"more": more} if more else {}), "done": True}
