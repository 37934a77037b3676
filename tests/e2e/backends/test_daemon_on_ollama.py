"""The daemon on a real Ollama: chosen by itself, completing, and outliving the server's death."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lamp_lsp.api.client import DaemonClient
from lamp_lsp.api.messages import PlaceMessage, StatusResponse, SuggestRequest, SuggestResponse
from tests.e2e.backends.real_ollama import create_model, real_ollama
from tests.e2e.lamp_home import LampHome, isolated_lamp

pytestmark = [pytest.mark.ollama, pytest.mark.model]

PLACE = PlaceMessage(
    path="/nowhere/shapes.py",
    language="python",
    prefix="import math\n\n\ndef circle_area(radius: float) -> float:\n    return ",
    suffix="\n\n\ndef square_area(side: float) -> float:\n    return side * side\n",
)
WAIT_S = 90.0


async def _settled(client: DaemonClient, kind: str) -> StatusResponse:
    until = time.monotonic() + WAIT_S
    while (status := await client.status()).backend.kind != kind or status.backend.state != "ready":
        assert time.monotonic() < until, status.backend
        await asyncio.sleep(0.3)
    return status


async def _ask(client: DaemonClient) -> SuggestResponse:
    return await client.suggest(SuggestRequest(place=PLACE, client="test", trigger="invoked"))


def test_ollama_is_taken_where_it_answers_and_missed_without_harm(
    ollama_executable: str, ollama_models: Path, weights: Path, tmp_path: Path
) -> None:
    """It completes and says so in the status; when it dies, the embedded model takes over by itself."""
    with (
        real_ollama(ollama_executable, ollama_models) as server,
        isolated_lamp(tmp_path / "lamp", OLLAMA_HOST=server.address, LAMP_MEANING_SEARCH="false") as home,
    ):
        create_model(ollama_executable, server, weights, ollama_models)
        asyncio.run(_live_and_die(home, server.kill))


async def _live_and_die(home: LampHome, kill: Callable[[], None]) -> None:
    assert (await asyncio.to_thread(home.ask, "status", "--json"))["pid"]
    async with DaemonClient(home.paths) as client:
        status = await _settled(client, "ollama")
        assert status.backend.fills_in_the_middle
        assert "radius" in (await _ask(client)).items[0].text

        kill()
        broken = await _ask(client)
        assert not broken.items
        assert "Ollama" in broken.reason

        await _settled(client, "embedded")
        assert "radius" in (await _ask(client)).items[0].text
