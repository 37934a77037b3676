"""The language server with the developer's clock instead of the machine's: ``python -m lamp_bench.replay.server``.

All is as in ``lamp lsp`` but for three things, so that no result depends on how fast a machine is. The client says
what time it is (``lamp/clock``, a notification), at which all that is due by then is begun before anything else is
heard, and waits until it was told (``lamp/caughtUp``, a request), after which it is that time for the daemon, too. A
document that was opened is learned from at once and not after a pause. Nothing is read ahead.

With ``--frozen`` the daemon is told of no outcome and of no document: it goes on with what it knew.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lamp_bench.replay.clock import SharedClock
from lamp_lsp.api import messages as m
from lamp_lsp.api.client import DaemonClient
from lamp_lsp.api.spool import spool_of
from lamp_lsp.paths import lamp_paths
from lamp_lsp.server.link import Daemon
from lamp_lsp.server.main import serve
from lamp_lsp.server.protocol import Server, make_server
from lamp_lsp.settings import load_settings

CLOCK, CAUGHT_UP = "lamp/clock", "lamp/caughtUp"
FROZEN = "--frozen"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class ToldAtOnce(DaemonClient):
    """Tells the daemon of documents so that it has learned from them when the call returns."""

    def __init__(self) -> None:
        super().__init__(start=False)  # another daemon would have another clock
        self._nothing = TemporaryDirectory(prefix="lamp-nothing-")
        self._nothing_to_learn = m.LearnRequest(path=Path(self._nothing.name).resolve().as_posix())

    async def prepare(self, request: m.PrepareRequest) -> m.Answer:
        """Read nothing ahead: it would save time, and nobody waits."""
        del request
        return m.Answer()

    async def document(self, message: m.DocumentMessage) -> m.Answer:
        answer = await super().document(message.model_copy(update={"event": "saved"}))
        await self._turn_taken()
        return answer

    async def _turn_taken(self) -> None:
        """Wait for the learning thread, which does one thing after another: what was told before is done."""
        async for _ in self.learn(self._nothing_to_learn):
            pass


class Frozen(ToldAtOnce):
    """Tells the daemon nothing that it could learn from."""

    async def document(self, message: m.DocumentMessage) -> m.Answer:
        del message
        return m.Answer()

    async def outcomes(self, request: m.OutcomesRequest) -> m.Answer:
        del request
        return m.Answer()


def replayed_server(daemon: Daemon, daemons_clock: SharedClock) -> Server:
    """Build the server on a clock that its client moves, and the daemon's with it."""
    clock = Clock()
    settings, _ = load_settings(lamp_paths().settings_file)
    server = make_server(daemon, settings, spool_of(lamp_paths()), clock)

    @server.feature(CLOCK)
    def move(params: Any) -> None:
        server.session.begin_due()
        clock.now = float(params["now"])
        server.session.begin_due()

    @server.feature(CAUGHT_UP)
    async def caught_up(params: Any) -> None:
        del params
        await server.session.caught_up()
        daemons_clock.move(clock.now)

    return server


def run() -> None:
    """Serve the replay on standard input and output."""
    serve(replayed_server(Frozen() if FROZEN in sys.argv else ToldAtOnce(), SharedClock(lamp_paths())))


if __name__ == "__main__":
    run()
