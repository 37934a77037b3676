"""LAMP's daemon on the developer's clock: ``python -m lamp_bench.replay.daemon``.

Whatever weighs by age, forgets, or draws by the hour asks ``time.time``, from the engine down to the store. So the
clock of this process is replaced as a whole, before anything of LAMP's is loaded that takes it up; what waits for
something goes by the monotonic clock and is left alone. And nothing is learned beside a request that shall know it.
"""

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from lamp_bench.replay.clock import SharedClock
from lamp_lsp.daemon.main import run_daemon
from lamp_lsp.paths import Paths, lamp_paths

if TYPE_CHECKING:
    from lamp_lsp.daemon.services import Services


def boot(paths: Paths, port: int, stop: Callable[[], None]) -> "Services":
    """Make the daemon's parts; the developer's tokens are taken in before a request goes on."""
    from lamp_lsp.daemon import app  # noqa: PLC0415 behind the first answer

    services = app.boot(paths, port, stop)
    services.engine.own.at_once = True
    return services


if __name__ == "__main__":
    time.time = SharedClock(lamp_paths())
    sys.exit(run_daemon(lamp_paths(), boot=boot))
