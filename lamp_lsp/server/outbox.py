"""Outcomes until the daemon says that they are safe on disk.

Each is put on disk before it is sent (``lamp_lsp.api.spool``), so that neither this process nor the daemon takes it
along when it is killed. Without the developer's consent nothing is put there: then it waits in memory.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lamp_lsp.api.messages import OutcomeMessage, OutcomesRequest, RetentionMessage, RunMessage
from lamp_lsp.api.spool import Spool, drop, keep_outcomes
from lamp_lsp.server.link import Link

MOST_KEPT = 2_000
"""Unsent messages kept while there is no daemon: a day's work; the oldest go first."""

MOST_AT_ONCE = 200

Fact = OutcomeMessage | RetentionMessage | RunMessage


@dataclass(slots=True, eq=False)
class _Parcel:
    """What is sent in one request."""

    request: OutcomesRequest
    file: Path | None = None
    """Where it lies on disk; None while it does not."""


class Outbox:
    """Keeps outcomes until they are stored, and sends them again until then."""

    def __init__(self, link: Link, spool: Spool, may_keep: Callable[[], bool]) -> None:
        """``may_keep`` says whether the developer agreed to anything being kept on disk."""
        self._link = link
        self._spool = spool
        self._may_keep = may_keep
        self._fresh: list[Fact] = []
        self._parcels: list[_Parcel] = []
        self._packing = asyncio.Lock()
        self._sending = False

    def __len__(self) -> int:
        return len(self._fresh) + len(self._parcels)

    def put(self, request: OutcomesRequest) -> None:
        now = time.time()
        runs = [one if one.at else one.model_copy(update={"at": now}) for one in request.runs]
        self._fresh += [*request.outcomes, *request.retentions, *runs]
        del self._fresh[:-MOST_KEPT]

    async def keep(self) -> None:
        """Put on disk what is not there yet, where that is allowed and possible."""
        async with self._packing:
            while self._fresh:
                batch, self._fresh = self._fresh[:MOST_AT_ONCE], self._fresh[MOST_AT_ONCE:]
                parcel = _Parcel(_request(batch))
                self._parcels.append(parcel)
                if self._may_keep():
                    parcel.file = await asyncio.to_thread(keep_outcomes, self._spool, parcel.request)
            del self._parcels[:-MOST_KEPT]

    async def send(self) -> None:
        """Send what waits; what could not be sent stays."""
        await self.keep()
        if self._sending:
            return
        self._sending = True
        try:
            while self._parcels:
                parcel = self._parcels[0]
                if not await self._delivered(parcel):
                    return
                self._parcels = [one for one in self._parcels if one is not parcel]
                await asyncio.to_thread(drop, parcel.file)
        finally:
            self._sending = False

    async def _delivered(self, parcel: _Parcel) -> bool:
        return await self._link.deliver(
            lambda: self._link.daemon.outcomes(parcel.request), refused=lambda: self._send_singly(parcel)
        )

    def _send_singly(self, parcel: _Parcel) -> None:
        """Let one message that the daemon refuses take no other with it."""
        facts: list[Fact] = [*parcel.request.outcomes, *parcel.request.retentions, *parcel.request.runs]
        if len(facts) > 1:
            self._parcels += [_Parcel(_request([one])) for one in facts]


def _request(batch: list[Fact]) -> OutcomesRequest:
    return OutcomesRequest(
        outcomes=[each for each in batch if isinstance(each, OutcomeMessage)],
        retentions=[each for each in batch if isinstance(each, RetentionMessage)],
        runs=[each for each in batch if isinstance(each, RunMessage)],
    )
