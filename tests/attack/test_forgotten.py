"""After `lamp forget`, a forgotten name is in nothing that the daemon can be made to say."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from lamp_lsp.backends.protocol import (
    Backend,
    Capabilities,
    ChatMessage,
    Chunk,
    GenerationOptions,
    Loaded,
    Timing,
)
from lamp_lsp.daemon.services import Services
from lamp_lsp.engine.model import OpenModel
from style_learner.prompts.formats import QWEN
from tests.unit.lamp_lsp.daemon.in_process import consent_in, daemon_of

NAME = "zanzibar"
SHOP = "/home/ada/shop"
OWN = f"def {NAME}_rate(order):\n    return order.total * {NAME.upper()}\n"
PLACE = {
    "path": f"{SHOP}/cart.py",
    "language": "python",
    "prefix": "def total(order):\n    rate = ",
    "suffix": "\n",
    "project": SHOP,
}
ASKED = {
    "action": "ask",
    "path": f"{SHOP}/sales.ipynb",
    "project": SHOP,
    "language": "python",
    "text": "which rate?",
    "cells": [{"source": "rate = order_rate(order)"}],
}


class Parrot:
    """A model that says the name if it has read it, and only then."""

    kind = "scripted"
    model = "parrot"

    def __init__(self) -> None:
        self.read: list[str] = []
        self.forgot = 0
        self.hold: asyncio.Event | None = None
        """Waited for before an answer."""
        self.holding = asyncio.Event()

    async def generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        del options
        self.read.append(prompt)
        if self.hold is not None:
            self.holding.set()
            await self.hold.wait()
        yield Chunk(f"{NAME}_rate(order)\n" if NAME in prompt else "plain_rate(order)\n", logprob=-0.1)
        yield Timing(1, 0.01, 1, 0.01)

    async def chat(
        self, messages: Sequence[ChatMessage], options: GenerationOptions
    ) -> AsyncGenerator[Chunk | Timing, None]:
        async for item in self.generate("".join(one.content for one in messages), options):
            yield item

    async def prefill(self, prompt: str, _cache_key: str = "", _adapter_strength: float = 0.0) -> Timing | None:
        self.read.append(prompt)
        return None

    def unread(self, _prompt: str, _cache_key: str = "", _adapter_strength: float = 0.0) -> int:
        return 0

    def count_tokens(self, text: str) -> int:
        return len(text) // 3

    async def loaded(self) -> Loaded:
        return Loaded(gpu_share=None, memory_bytes=None)

    async def forget(self) -> None:
        self.forgot += 1

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture(autouse=True)
def lamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a LAMP of its own that may learn and uses all that it learned."""
    more = {"LAMP_HOLDOUT_SHARE": "0", "LAMP_MIN_ACCEPT_PROBABILITY": "0"}
    for name, value in {**consent_in(tmp_path / "lamp"), **more}.items():
        monkeypatch.setenv(name, value)


def parrot() -> tuple[Parrot, OpenModel]:
    """Return a model, and it as one that is open."""
    found = Parrot()
    return found, OpenModel(cast("Backend", found), Capabilities(QWEN, chat=True, logprobs=False, context_length=4096))


async def suggested(http: httpx.AsyncClient, trigger: str = "automatic") -> list[dict[str, Any]]:
    """Ask for a suggestion at the place."""
    answer = await http.post("/v1/suggest", json={"client": "e-1", "place": PLACE, "trigger": trigger})
    return list(answer.json()["items"])


async def learned(http: httpx.AsyncClient, services: Services) -> str:
    """Let the name get into everything that keeps something; return the id of a suggestion with it."""
    for number in range(4):
        document = {"path": f"{SHOP}/{NAME}{number}.py", "language": "python", "text": OWN, "project": SHOP}
        await http.post("/v1/documents", json={**document, "event": "saved"})
    while services.learner.advice.snippet_count < 4:  # noqa: ASYNC110 a queue's work is waited for
        await asyncio.sleep(0.01)
    await http.post("/v1/assistant", json={**ASKED, "text": f"what is {NAME}?"})
    (item,) = await suggested(http)
    assert NAME in item["text"]
    outcome = {"suggestion_id": item["id"], "kind": "accepted", "at": 1.0, "characters": len(item["text"])}
    assert (await http.post("/v1/outcomes", json={"outcomes": [outcome]})).is_success
    await http.post("/v1/feedback", json={"suggestion_id": item["id"], "verdict": "good", "reason": f"{NAME} is right"})
    return str(item["id"])


async def told(http: httpx.AsyncClient, suggestion_id: str) -> str:
    """Return all that the daemon says, whatever it is asked."""
    description = (await http.get("/v1/openapi.json")).json()
    gets = [path for path, methods in description["paths"].items() if "get" in methods]
    filled = {"{suggestion_id}": suggestion_id, "{kind}": "agents"}
    said = []
    for path in gets:
        for mark, value in filled.items():
            path = path.replace(mark, value)  # noqa: PLW2901 filled in step by step
        given = {"project": SHOP, "folder": SHOP, "path": f"{SHOP}/sales.ipynb", "query": "rate"}
        said += [(await http.get(path)).text, (await http.get(path, params=given)).text]
    said.append(json.dumps([await suggested(http), await suggested(http, "invoked")]))
    said.append((await http.post("/v1/suggest/stream", json={"client": "e-2", "place": PLACE})).text)
    said.append((await http.post("/v1/assistant", json=ASKED)).text)
    return "\n".join(said)


def test_a_forgotten_name_is_in_no_answer_and_in_no_prompt() -> None:
    """Every route that answers, suggestions, drafts and the assistant; before, they are full of it."""

    async def body() -> None:
        model, opened = parrot()
        async with daemon_of(opened) as (http, services):
            suggestion_id = await learned(http, services)
            before = await told(http, suggestion_id)
            services.paths.scores.mkdir()
            (services.paths.scores / "parrot.likeliest.jsonl").write_text(NAME)
            answer = await http.post("/v1/forget", json={"project": SHOP})
            model.read.clear()
            after = await told(http, suggestion_id)

        assert answer.is_success
        assert before.lower().count(NAME) > 10
        assert model.forgot
        assert not services.paths.scores.exists()
        assert NAME not in after.lower()
        assert model.read
        assert NAME not in "\n".join(model.read).lower()

    asyncio.run(body())


def test_what_was_being_answered_is_not_kept_afterwards() -> None:
    """A suggestion and an answer that were made of what is forgotten come to nothing."""

    async def body() -> None:
        model, opened = parrot()
        async with daemon_of(opened) as (http, services):
            await learned(http, services)
            model.hold = asyncio.Event()
            place = {**PLACE, "prefix": f"# {NAME}\n{PLACE['prefix']}"}
            running = asyncio.create_task(http.post("/v1/suggest", json={"client": "e-3", "place": place}))
            asking = asyncio.create_task(http.post("/v1/assistant", json={**ASKED, "text": f"and {NAME}?"}))
            await model.holding.wait()
            await http.post("/v1/forget", json={"everything": True})
            model.hold.set()
            answers = [(await running).text, (await asking).text]
            export = (await http.get("/v1/export")).text

        assert NAME not in answers[0]
        assert NAME not in export

    asyncio.run(body())
