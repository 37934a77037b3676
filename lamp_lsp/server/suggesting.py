"""From a request to an answer: typed along, asked of the daemon, or nothing."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from lsprotocol import types

from lamp_lsp.api.messages import PlaceMessage, SuggestRequest, SuggestResponse
from lamp_lsp.follow.follower import Offer
from lamp_lsp.server.documents import Document
from lamp_lsp.server.items import Candidate, RangeFrom, Served, accepted_characters, inline_item
from lamp_lsp.server.link import Link

_MOST_SERVED = 256
"""Items remembered to understand what an editor says of them later."""


class Suggesting:
    """Answers the requests of one editor, of which the newest counts."""

    def __init__(
        self,
        link: Link,
        client: str,
        range_from: RangeFrom,
        clock: Callable[[], float],
        *,
        settled: Callable[[], Awaitable[None]],
        advise: Callable[[str], None],
    ) -> None:
        """Prepare; ``settled`` waits until the daemon knows the editor's settings, ``advise`` tells the user."""
        self._link = link
        self._settled = settled
        self._advise = advise
        self._advised: set[str] = set()
        self._client = client
        self._range_from = range_from
        self._clock = clock
        self.debounce_s = 0.0
        """An automatic request waits this long for a newer one before the daemon is asked."""
        self._running: asyncio.Task[SuggestResponse | None] | None = None
        self._running_for = ""
        self._served: OrderedDict[str, Served] = OrderedDict()
        self.last_shown = ""
        """Id of the suggestion that the developer saw last, as far as is known; empty for none yet."""

    async def answer(
        self, document: Document, cursor: int, trigger: Literal["automatic", "invoked"], place: PlaceMessage
    ) -> list[types.InlineCompletionItem]:
        """Answer a request at ``cursor``; empty when it was superseded or the document went on meanwhile."""
        self.cancel()
        document.follower.cursor_at(cursor, self._clock())
        if trigger == "automatic" and (rest := document.follower.remaining(cursor)):
            return self._items(
                document, cursor, [Candidate(each.id, each.text, each.replaces_after, each.typed) for each in rest]
            )
        text = document.text
        response = await self._ask(document.uri, SuggestRequest(place=place, client=self._client, trigger=trigger))
        if response is None or document.text != text:
            return []
        offers = [Offer(item.id, item.text, cursor, item.replaces_after) for item in response.items]
        document.follower.offered(offers, self._clock())
        return self._items(
            document, cursor, [Candidate(item.id, item.text, item.replaces_after) for item in response.items]
        )

    def cancel(self, uri: str = "") -> None:
        """Stop the request that runs, at the model too; with ``uri``, only one of that document."""
        if self._running and (not uri or uri == self._running_for):
            self._running.cancel()

    def characters(self, suggestion_id: str, length_utf16: int) -> int:
        """Return how much of a suggestion an editor's ``acceptedLength`` means."""
        served = self._served.get(suggestion_id)
        return accepted_characters(served, length_utf16) if served else length_utf16

    def document_of(self, suggestion_id: str) -> str:
        """Return the URI of the document that a suggestion was made for; empty when it is not known."""
        served = self._served.get(suggestion_id)
        return served.uri if served else ""

    async def _ask(self, uri: str, request: SuggestRequest) -> SuggestResponse | None:
        """Ask the daemon; None when this request was superseded."""
        task = asyncio.create_task(self._suggest(request))
        self._running, self._running_for = task, uri
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            task.cancel()
            raise
        finally:
            if self._running is task:
                self._running = None
        return None if task.cancelled() else task.result()

    async def _suggest(self, request: SuggestRequest) -> SuggestResponse | None:
        invoked = request.trigger == "invoked"
        if not invoked and self.debounce_s:
            await asyncio.sleep(self.debounce_s)
        await self._settled()
        response = await self._link.call(lambda: self._link.daemon.suggest(request), patient=invoked)
        if response and response.advice and response.advice not in self._advised:
            self._advised.add(response.advice)
            self._advise(response.advice)
        return response

    def _items(
        self, document: Document, cursor: int, candidates: Sequence[Candidate]
    ) -> list[types.InlineCompletionItem]:
        items = []
        self.last_shown = candidates[0].id if candidates else self.last_shown
        for candidate in candidates:
            item, served = inline_item(document, cursor, candidate, self._range_from)
            items.append(item)
            self._served[candidate.id] = served
            self._served.move_to_end(candidate.id)
        while len(self._served) > _MOST_SERVED:
            self._served.popitem(last=False)
        return items
