"""From a request to an answer: typed along, asked of the daemon, or nothing."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal, TypeVar

from lamp_lsp.api.messages import PlaceMessage, SuggestRequest, SuggestResponse
from lamp_lsp.outcomes.tracker import Offer
from lamp_lsp.server.documents import Document
from lamp_lsp.server.items import Alternative, Served, accepted_characters
from lamp_lsp.server.link import Link

Item = TypeVar("Item")
Shape = Callable[[Document, int, Alternative], tuple[Item, Served]]
"""Makes what the editor wants of a candidate at a cursor."""

JUST_DELETED = "You have just deleted this here."
_MOST_SERVED = 256
"""Items remembered to understand what an editor says of them later."""


class Suggesting:
    """Answers the requests of one editor, of which the newest counts."""

    def __init__(
        self,
        link: Link,
        client: str,
        clock: Callable[[], float],
        *,
        settled: Callable[[], Awaitable[None]],
        advise: Callable[[str], None],
        thinking: Callable[[int], None],
    ) -> None:
        """Prepare.

        Args:
            link: to the daemon.
            client: names the editor's window to the daemon.
            clock: seconds since the epoch.
            settled: waits until the daemon knows the editor's settings.
            advise: tells the developer what would work better.
            thinking: is told when a request of the daemon begins (1) and ends (-1).
        """
        self._link = link
        self._settled = settled
        self._advise = advise
        self._thinking = thinking
        self._advised: set[str] = set()
        self._client = client
        self._clock = clock
        self.debounce_s = 0.0
        """An automatic request waits this long for a newer one before the daemon is asked."""
        self.candidates = 1
        """Asked for by hand."""
        self._running: asyncio.Task[SuggestResponse | None] | None = None
        self._running_for = ""
        self._served: OrderedDict[str, Served] = OrderedDict()
        self.last_shown = ""
        """Id of the suggestion that the developer saw last, as far as is known; empty for none yet."""
        self.why_not = ""
        """Why the last answer was empty, in words."""

    async def answer(
        self,
        document: Document,
        cursor: int,
        trigger: Literal["automatic", "invoked"],
        place: PlaceMessage,
        shape: Shape[Item],
    ) -> list[Item]:
        """Answer a request at ``cursor``; empty when it was superseded or the document went on meanwhile.

        By hand there are several candidates, the one on show first.
        """
        self.cancel()
        document.tracker.cursor_at(cursor, self._clock())
        remaining = document.tracker.remaining(cursor)
        rest = [Alternative(each.id, each.text, each.replaces_after, each.typed) for each in remaining]
        if trigger == "automatic" and rest:
            return self._items(document, cursor, rest, shape)
        text, count = document.text, self.candidates if trigger == "invoked" else 1
        request = SuggestRequest(place=place, client=self._client, trigger=trigger, count=count)
        response = await self._ask(document.uri, request)
        if response is None or document.text != text:
            return []
        fresh = [Alternative(item.id, item.text, item.replaces_after) for item in response.items]
        if trigger == "automatic" and any(document.deleted.comes_back(cursor, one.text) for one in fresh):
            fresh, self.why_not = [], JUST_DELETED
        candidates = _different([*rest, *fresh])[: max(count, len(rest))]
        offers = [Offer(each.id, each.text, cursor, each.replaces_after) for each in candidates]
        document.tracker.offered(offers, self._clock())
        return self._items(document, cursor, candidates, shape)

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
        self._thinking(1)
        try:
            response = await self._link.call(lambda: self._link.daemon.suggest(request), patient=invoked)
        finally:
            self._thinking(-1)
        if response:
            self.why_not = "" if response.items else response.reason
        else:
            self.why_not = self._link.why
        if response and response.advice and response.advice not in self._advised:
            self._advised.add(response.advice)
            self._advise(response.advice)
        return response

    def _items(
        self, document: Document, cursor: int, candidates: Sequence[Alternative], shape: Shape[Item]
    ) -> list[Item]:
        items = []
        self.last_shown = candidates[0].id if candidates else self.last_shown
        for candidate in candidates:
            item, served = shape(document, cursor, candidate)
            items.append(item)
            self._served[candidate.id] = served
            self._served.move_to_end(candidate.id)
        while len(self._served) > _MOST_SERVED:
            self._served.popitem(last=False)
        return items


def _different(candidates: Sequence[Alternative]) -> list[Alternative]:
    """Leave out candidates whose text an earlier one has."""
    first: dict[str, Alternative] = {}
    for candidate in candidates:
        first.setdefault(candidate.text, candidate)
    return list(first.values())
