"""Outcomes until they are safe on disk."""

from lamp_lsp.api.messages import OutcomeMessage, OutcomesRequest, RetentionMessage, RunMessage
from lamp_lsp.server.link import Link

MOST_KEPT = 2_000
"""Unsent messages kept while there is no daemon: a day's work; the oldest go first."""

MOST_AT_ONCE = 200

Fact = OutcomeMessage | RetentionMessage | RunMessage


class Outbox:
    """Keeps outcomes until the daemon says that it has them."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._waiting: list[Fact] = []
        self._sending = False

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, request: OutcomesRequest) -> None:
        self._waiting += [*request.outcomes, *request.retentions, *request.runs]
        del self._waiting[:-MOST_KEPT]

    async def send(self) -> None:
        """Send what waits; what could not be sent stays."""
        if self._sending:
            return
        self._sending = True
        try:
            while self._waiting:
                batch = self._waiting[:MOST_AT_ONCE]
                if not await self._link.deliver(lambda batch=batch: self._link.daemon.outcomes(_request(batch))):  # type: ignore[misc]
                    return
                sent = set(map(id, batch))
                self._waiting = [each for each in self._waiting if id(each) not in sent]
        finally:
            self._sending = False


def _request(batch: list[Fact]) -> OutcomesRequest:
    return OutcomesRequest(
        outcomes=[each for each in batch if isinstance(each, OutcomeMessage)],
        retentions=[each for each in batch if isinstance(each, RetentionMessage)],
        runs=[each for each in batch if isinstance(each, RunMessage)],
    )
