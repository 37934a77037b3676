"""The daemon on a real Ollama: chosen by itself, completing, and outliving the server's death."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lamp_lsp.api.assistant_messages import CellMessage, QuestionRequest
from lamp_lsp.api.client import DaemonClient
from lamp_lsp.api.messages import PlaceMessage, StatusResponse, SuggestRequest, SuggestResponse
from tests.e2e.backends.real_ollama import MODEL, RealOllama, create_model, delete_model, real_ollama, renamed_copy
from tests.e2e.lamp_home import LampHome, isolated_lamp

pytestmark = [pytest.mark.ollama, pytest.mark.model]

PLACE = PlaceMessage(
    path="/nowhere/shapes.py",
    language="python",
    prefix="import math\n\n\ndef circle_area(radius: float) -> float:\n    return ",
    suffix="\n\n\ndef square_area(side: float) -> float:\n    return side * side\n",
)
QUESTION = QuestionRequest(
    action="ask",
    text="What does this do? Answer in one sentence.",
    path="/nowhere/shapes.py",
    language="python",
    cells=[CellMessage(source="area = radius ** 2 * math.pi")],
)
WAIT_S = 300.0


async def _settled(client: DaemonClient, kind: str) -> StatusResponse:
    until = time.monotonic() + WAIT_S
    while (status := await client.status()).backend.kind != kind or status.backend.state != "ready":
        assert time.monotonic() < until, status.backend
        await asyncio.sleep(0.3)
    return status


async def _ask(client: DaemonClient, name: str = "test") -> SuggestResponse:
    return await client.suggest(SuggestRequest(place=PLACE, client=name, trigger="invoked", latency_budget_ms=60_000))


def _started(home: LampHome) -> DaemonClient:
    """Start the home's daemon with the home's environment, which a client would not give it."""
    home.ask("status", "--json")
    return DaemonClient(home.paths, start=False)


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


def test_whoever_asks_while_the_model_loads_is_answered(
    ollama_executable: str, ollama_models: Path, weights: Path, tmp_path: Path
) -> None:
    """The first request of a daemon that has just started waits for the model; the status says that it loads."""
    with (
        real_ollama(ollama_executable, ollama_models) as server,
        isolated_lamp(tmp_path / "lamp", OLLAMA_HOST=server.address, LAMP_MEANING_SEARCH="false") as home,
    ):
        create_model(ollama_executable, server, weights, ollama_models)
        assert not server.runners()
        asyncio.run(_ask_at_once(home, server))


async def _ask_at_once(home: LampHome, server: RealOllama) -> None:
    starting = home.start("status", "--json")
    loads = server.loading()
    loads.suspend()  # until everybody has asked
    try:
        await asyncio.to_thread(starting.communicate)
        async with DaemonClient(home.paths, start=False) as client:
            asking = [asyncio.create_task(_ask(client, f"test-{number}")) for number in range(3)]
            status = await client.status()
            refused = [request for request in asking if request.done()]
            loads.resume()
            answers = await asyncio.gather(*asking)
    finally:
        loads.resume()

    assert status.backend.state == "loading"
    assert not refused
    assert all("radius" in answer.items[0].text for answer in answers)


def test_questions_go_to_a_model_of_their_own(
    ollama_executable: str, ollama_models: Path, weights: Path, tmp_path: Path
) -> None:
    """Where one is named, both models are in memory, and the status says so."""
    named = {"LAMP_MODEL": MODEL, "LAMP_ASSISTANT_MODEL": "lamp-test-talker"}
    with (
        real_ollama(ollama_executable, ollama_models) as server,
        isolated_lamp(tmp_path / "lamp", OLLAMA_HOST=server.address, LAMP_MEANING_SEARCH="false", **named) as home,
    ):
        create_model(ollama_executable, server, weights, ollama_models)
        talker = renamed_copy(weights, tmp_path / "talker.gguf")
        create_model(ollama_executable, server, talker, ollama_models, "lamp-test-talker")
        try:
            asyncio.run(_talk(home))
        finally:
            delete_model(ollama_executable, server, ollama_models, "lamp-test-talker")


async def _talk(home: LampHome) -> None:
    async with _started(home) as client:
        await _settled(client, "ollama")
        before = (await client.status()).assistant
        parts = [part async for part in client.ask(QUESTION)]
        after = (await client.status()).assistant

    assert before is not None
    assert before.state == "waiting"
    assert parts[-1].used["model"] == "lamp-test-talker:latest"
    assert after is not None
    assert (after.model, after.state, after.in_memory) == ("lamp-test-talker:latest", "ready", True)


async def _live_and_die(home: LampHome, kill: Callable[[], None]) -> None:
    async with _started(home) as client:
        status = await _settled(client, "ollama")
        assert status.backend.fills_in_the_middle
        assert "radius" in (await _ask(client)).items[0].text

        kill()
        broken = await _ask(client)
        assert not broken.items
        assert "Ollama" in broken.reason

        await _settled(client, "embedded")
        assert "radius" in (await _ask(client)).items[0].text
