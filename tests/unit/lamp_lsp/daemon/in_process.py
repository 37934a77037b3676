"""A daemon in this process, with a real store, asked through its own routes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from lamp_lsp.daemon.app import boot, create_app
from lamp_lsp.daemon.services import Services
from lamp_lsp.engine.model import OpenModel
from lamp_lsp.paths import lamp_paths

TOKEN = "t" * 32


@asynccontextmanager
async def daemon_of(model: OpenModel | None = None) -> AsyncIterator[tuple[httpx.AsyncClient, Services]]:
    """Give a client and the daemon's parts; LAMP_HOME says where it lives."""
    services = boot(lamp_paths(), 1, lambda: None)
    if model is not None:
        services.model.opened, services.model.state = model, "ready"
    services.learning.follow_consent()
    services.model.settled.set()
    transport = httpx.ASGITransport(create_app(services, TOKEN))
    headers = {"Authorization": f"Bearer {TOKEN}"}
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:1", headers=headers) as http:
            yield http, services
    finally:
        await services.engine.close()
        await services.learning.close()


def consent_in(home: Path) -> dict[str, str]:
    """Return the environment of a LAMP of its own that may learn."""
    return {"LAMP_HOME": str(home), "LAMP_CONSENT": "yes", "LAMP_MEANING_SEARCH": "false"}
