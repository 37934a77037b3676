"""A LAMP of its own for one project: a home apart from the developer's, with the product's own settings and daemon."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from lamp_bench.replay.home import KEPT_VARIABLES, ready
from lamp_lsp.api.client import DaemonClient
from lamp_lsp.api.lifecycle import ensure_daemon, silent_daemon, stop_daemon
from lamp_lsp.paths import lamp_paths, private_folder

IDLE_MINUTES = 10
"""After which the daemon of a run that was killed leaves."""


@dataclass(frozen=True, slots=True)
class Means:
    """What makes the suggestions: a model, and whatever differs from LAMP's own settings."""

    backend: str
    model: str
    settings: tuple[tuple[str, str], ...] = ()

    def environment(self) -> dict[str, str]:
        """Return the settings of the run; all that is not named here is as LAMP ships it."""
        return {
            "LAMP_CONSENT": "yes",
            "LAMP_BACKEND": self.backend,
            "LAMP_MODEL": self.model,
            "LAMP_LEARN_WORKSPACES": "false",  # the folder is learned before anything is asked
            "LAMP_IDLE_MINUTES": str(IDLE_MINUTES),
            **{f"LAMP_{key.upper()}": value for key, value in self.settings},
        }


@asynccontextmanager
async def lamp_in(home: Path, means: Means) -> AsyncIterator[DaemonClient]:
    """Let the LAMP of ``home`` be the one in force, its model and store open; end its daemon afterwards.

    Raises:
        NotAvailable: there is no model.
    """
    before = dict(os.environ)
    _set_environment({"LAMP_HOME": str(private_folder(home)), **means.environment()})
    try:
        await asyncio.to_thread(ensure_daemon, lamp_paths())
        async with DaemonClient(start=False) as daemon:
            await ready(daemon)
            yield daemon
    finally:
        address = silent_daemon(lamp_paths())
        if address is not None:
            await asyncio.to_thread(stop_daemon, address)
        os.environ.clear()
        os.environ |= before


def _set_environment(settings: Mapping[str, str]) -> None:
    """Leave nothing of the developer's own settings but where a model is and how it is asked."""
    for name in [name for name in os.environ if name.startswith("LAMP_") and name not in KEPT_VARIABLES]:
        del os.environ[name]
    os.environ |= settings
