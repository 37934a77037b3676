"""What became of suggestions on a page: the front end tells what it showed and what was written, the tracker decides.

The rules are ``lamp_lsp.outcomes``'s, the same as for every editor. A source is one editor's text: a cell, a file, a
console's prompt. Its whole text comes with each suggestion that is shown in it; changes count until nothing of it is
watched any more.
"""

import asyncio
import contextlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from jupyter_ext.messages import DeltaPart, OfferBody, TrackBody, TrackEvent, characters
from lamp_lsp.api.messages import OutcomesRequest, RunMessage
from lamp_lsp.outcomes.edits import Edit, difference
from lamp_lsp.outcomes.tracker import Offer, OutcomeTracker

MOST_SOURCES = 500
"""Sources tracked at once, of all pages; what is known of the oldest is told before it goes."""

LONGEST_SLEEP_S = 60.0
RETRY_S = 2.0
"""Until outcomes that could not be sent are sent again."""

FLUSH_S = 2.0
"""How long the last outcomes may hold up a server that ends."""


class OutcomeOutbox(Protocol):
    """Where outcomes wait until the daemon has them; ``lamp_lsp.server.outbox.Outbox`` is one."""

    def __len__(self) -> int: ...
    def put(self, request: OutcomesRequest) -> None: ...
    async def keep(self) -> None: ...
    async def send(self) -> None: ...


@dataclass(slots=True)
class _Source:
    """One editor's text, as far as the page told it."""

    text: str
    tracker: OutcomeTracker
    ran: set[str] = field(default_factory=set)
    """Suggestions of which it was told whether their cell ran."""


class Tracking:
    """Tracks the suggestions of all pages of one Jupyter server."""

    def __init__(self, outbox: OutcomeOutbox, clock: Callable[[], float] = time.time) -> None:
        self._outbox = outbox
        self._clock = clock
        self._sources: OrderedDict[str, _Source] = OrderedDict()
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._sending: asyncio.Task[None] | None = None

    def take(self, body: TrackBody) -> None:
        """Take in events in their order.

        A browser's clock may be wrong: times are brought to this machine's by the moment at which they were sent.
        """
        ahead = body.now - self._clock()
        for event in body.events:
            self._take(event, event.at - ahead)
        self._wake.set()

    def begin(self) -> None:
        """Look from now on whenever something falls due; does nothing where that was begun."""
        if self._loop is None:
            self._loop = asyncio.create_task(self._run())

    def look(self, now: float | None = None) -> None:
        """Put what is due into the outbox, and let go of sources of which nothing is watched any more."""
        now = self._clock() if now is None else now
        for key, source in list(self._sources.items()):
            if source.tracker.next_due <= now:
                self._outbox.put(source.tracker.due(now))
            if source.tracker.is_idle:
                del self._sources[key]

    async def kept(self) -> None:
        """Return when what is known by now is on disk, where that is allowed: nothing takes it from then on."""
        self.look()
        await self._outbox.keep()

    async def close(self) -> None:
        """Tell all that is known, and stop."""
        for task in (self._loop, self._sending):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        for source in self._sources.values():
            self._let_go(source)
        self._sources.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_S):
                await self._outbox.send()

    def _take(self, event: TrackEvent, at: float) -> None:
        source = self._sources.get(event.source)
        if event.kind == "offered":
            source = self._source(event.source, event.text, at)
        if source is None:
            return  # nothing of it is watched
        match event.kind:
            case "edited":
                edits, source.text = edits_of(event.delta, source.text)
                source.tracker.changed(edits, source.text, at)
            case "ran":
                self._ran(source, raised=event.raised, error=event.error)
            case "closed":
                self._let_go(self._sources.pop(event.source))
            case _:
                _tell(source.tracker, source.text, event, at)

    def _source(self, key: str, text: str, at: float) -> _Source:
        """Return a source whose text is ``text``, whatever of its changes was missed."""
        source = self._sources.setdefault(key, _Source(text, OutcomeTracker(text)))
        self._sources.move_to_end(key)
        if source.text != text:
            edits, source.text = difference(source.text, text), text
            source.tracker.changed(edits, text, at)
        while len(self._sources) > MOST_SOURCES:
            self._let_go(self._sources.popitem(last=False)[1])
        return source

    def _let_go(self, source: _Source) -> None:
        source.tracker.left(self._clock())
        self._outbox.put(source.tracker.due(float("inf")))

    def _ran(self, source: _Source, *, raised: bool, error: str) -> None:
        """Tell, once for each accepted suggestion that stands in a cell, whether the cell ran."""
        fresh = [each for each in source.tracker.accepted_ids if each not in source.ran]
        source.ran.update(fresh)
        self._outbox.put(source.tracker.due(self._clock()))
        runs = [RunMessage(suggestion_id=each, raised=raised, error=error) for each in fresh]
        self._outbox.put(OutcomesRequest(runs=runs))

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            self.look()
            if len(self._outbox) and (self._sending is None or self._sending.done()):
                self._sending = asyncio.create_task(self._outbox.send())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._sleep_s()):
                    await self._wake.wait()

    def _sleep_s(self) -> float:
        moments = [source.tracker.next_due for source in self._sources.values()]
        until = min(moments, default=float("inf")) - self._clock()
        return max(0.02, min(until, RETRY_S if len(self._outbox) else LONGEST_SLEEP_S))


def _tell(tracker: OutcomeTracker, text: str, event: TrackEvent, at: float) -> None:
    """Tell the tracker of a source what was on show and what the developer did with it."""
    match event.kind:
        case "offered":
            tracker.offered([_offer(text, offer) for offer in event.offers], at)
        case "grew":
            for offer in event.offers:
                tracker.grew(_offer(text, offer), at)
        case "shown":
            tracker.shown(event.suggestion_id, at)
        case "accepted":
            tracker.accepted(event.suggestion_id, at)
        case "dismissed":
            tracker.dismissed(event.suggestion_id, at)
        case "moved":
            tracker.cursor_at(characters(text, event.offset), at)
        case "left":
            tracker.left(at)


def edits_of(delta: Iterable[DeltaPart], text: str) -> tuple[list[Edit], str]:
    """Return a shared text's change as edits, each relative to the text that the one before it left, and that text.

    Counts in the delta are UTF-16 units, in edits characters.

    >>> edits_of([DeltaPart(retain=2), DeltaPart(insert="x"), DeltaPart(delete=1)], "\N{BUG}ab")
    ([Edit(start=1, end=2, text='x')], '🐛xb')
    """
    edits: list[Edit] = []
    at, removed, inserted = 0, 0, ""
    for part in (*delta, DeltaPart(retain=1)):  # the last one ends what is open
        if not part.retain:
            removed += characters(text[at + removed :], part.delete)
            inserted += part.insert
            continue
        if removed or inserted:
            edits.append(Edit(at, at + removed, inserted))
            text = edits[-1].applied_to(text)
            at += len(inserted)
            removed, inserted = 0, ""
        at += characters(text[at:], part.retain)
    return edits, text


def _offer(text: str, offer: OfferBody) -> Offer:
    at = characters(text, offer.at)
    return Offer(offer.id, offer.text, at, characters(text[at:], offer.replaces_after), complete=offer.complete)
