"""A LAMP of its own for a measurement: a home apart from the developer's, with a real daemon."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from lamp_lsp.api.client import DaemonClient
from lamp_lsp.api.lifecycle import DAEMON, ensure_daemon, silent_daemon, stop_daemon
from lamp_lsp.paths import Paths, lamp_paths, private_folder
from style_learner.errors import LampError, NotAvailable

OPENS_WITHIN_S = 600.0
"""A large model from a slow disk takes its time."""
LOOK_EVERY_S = 0.2
KEPT_VARIABLES = frozenset({"LAMP_MODELS", "LAMP_BASE_URL", "LAMP_API_KEY", "LAMP_FIM_FORMAT"})
"""Where a model is and how it is asked; all other settings are the run's own."""
IDLE_MINUTES = 10
"""After which the daemon of a run that was killed leaves."""


@asynccontextmanager
async def lamp_in(
    home: Path,
    settings: Mapping[str, str],
    *,
    daemon: str = DAEMON,
    before: Callable[[Paths], None] = lambda _: None,
) -> AsyncIterator[DaemonClient]:
    """Let the LAMP of ``home`` be the one in force, its model and store open; end its daemon afterwards.

    ``settings`` are environment variables; of the developer's own, only ``KEPT_VARIABLES`` stay. ``daemon`` is the
    module to start, and ``before`` is done before it starts.

    Raises:
        NotAvailable: there is no model.
    """
    developers = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("LAMP_") and name not in KEPT_VARIABLES]:
        del os.environ[name]
    os.environ |= {"LAMP_HOME": str(private_folder(home)), "LAMP_IDLE_MINUTES": str(IDLE_MINUTES), **settings}
    try:
        before(lamp_paths())
        await asyncio.to_thread(ensure_daemon, lamp_paths(), daemon)
        async with DaemonClient(start=False) as client:
            await ready(client)
            yield client
    finally:
        address = silent_daemon(lamp_paths())
        if address is not None:
            await asyncio.to_thread(stop_daemon, address)
        os.environ.clear()
        os.environ |= developers


async def ready(daemon: DaemonClient) -> None:
    """Wait until model and store are open.

    Raises:
        NotAvailable: one of them cannot be, or the model only follows instructions.
    """
    deadline = time.monotonic() + OPENS_WITHIN_S
    while time.monotonic() < deadline:
        status = await daemon.status()
        if status.backend.state in {"missing", "failed"}:
            raise NotAvailable(status.backend.why)
        if status.store == "failed":
            raise LampError(status.store_message)
        if status.backend.state == "ready" and status.store == "ready":
            if not status.backend.fills_in_the_middle:
                raise NotAvailable(
                    f"{status.backend.model} cannot be measured: it does not fill in the middle; choose another model."
                )
            return
        await asyncio.sleep(LOOK_EVERY_S)
    raise NotAvailable("The model did not open in ten minutes; choose a smaller one with `--model`.")
