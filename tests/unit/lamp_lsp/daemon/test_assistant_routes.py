"""The assistant's routes on a daemon in this process, with a real store and a model that says what it is told to."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from lamp_lsp.backends.protocol import Capabilities
from lamp_lsp.daemon.app import boot, create_app
from lamp_lsp.engine.model import OpenModel
from lamp_lsp.paths import Paths
from tests.unit.lamp_lsp.assistant.scripted import Script

TOKEN = "t" * 32
QUESTION = {
    "action": "fix",
    "path": "/home/ada/shop/sales.ipynb",
    "project": "/home/ada/shop",
    "language": "python",
    "cells": [{"source": "x = (1"}],
}
FIXED = "```python\nx = (1)\n```"
HERE = {"path": "/home/ada/shop/sales.ipynb", "project": "/home/ada/shop"}


@asynccontextmanager
async def _daemon(folder: Path, script: Script | None = None) -> AsyncIterator[httpx.AsyncClient]:
    services = boot(Paths(folder, folder, folder / "models", folder / "run", folder / "logs"), 1, lambda: None)
    can = Capabilities(fim=None, chat=True, logprobs=False, context_length=4096)
    if script is not None:
        services.model.opened = OpenModel(script, can)  # type: ignore[arg-type]  # all that is used of it
    services.learning.follow_consent()
    transport = httpx.ASGITransport(create_app(services, TOKEN))
    headers = {"Authorization": f"Bearer {TOKEN}"}
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:1", headers=headers) as http:
            yield http
    finally:
        services.model.settled.set()
        await services.learning.close()


@pytest.fixture(autouse=True)
def _consent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LAMP_CONSENT", "yes")
    monkeypatch.setenv("LAMP_MEANING_SEARCH", "false")
    monkeypatch.setenv("LAMP_HOME", str(tmp_path))


async def _asked(http: httpx.AsyncClient, **more: Any) -> list[dict[str, Any]]:
    answer = await http.post("/v1/assistant", json={**QUESTION, **more})
    return [json.loads(line) for line in answer.text.splitlines()]


def test_while_lamp_rests_answers_come_and_nothing_is_kept(tmp_path: Path) -> None:
    """Neither the question nor what is said of the answer; what was kept before stays as it is."""

    async def story() -> None:
        async with _daemon(tmp_path, Script(FIXED, FIXED)) as http:
            before, *_ = await _asked(http)
            await http.post("/v1/pause")
            *_, done = await _asked(http)
            said = await http.post(f"/v1/answers/{before['id']}/feedback", json={"verdict": "good"})
            turns = (await http.get("/v1/conversations", params=HERE)).json()["turns"]

        assert done["code"] == "x = (1)"
        assert said.is_success
        assert [(turn["id"], turn["verdict"]) for turn in turns] == [(before["id"], "")]

    asyncio.run(story())


def test_of_an_ignored_notebook_nothing_is_kept(tmp_path: Path) -> None:
    """Its owner wants help with it, and no memory of it."""
    project = tmp_path / "shop"
    project.mkdir()
    (project / ".lampignore").write_text("private.ipynb\n", encoding="utf-8")
    place = {"path": (project / "private.ipynb").as_posix(), "project": project.as_posix()}

    async def story() -> None:
        async with _daemon(tmp_path / "lamp", Script(FIXED)) as http:
            *_, done = await _asked(http, **place)
            turns = (await http.get("/v1/conversations")).json()["turns"]

        assert (done["code"], turns) == ("x = (1)", [])

    asyncio.run(story())


def test_a_conversation_goes_with_a_renamed_notebook(tmp_path: Path) -> None:
    """It is found under the new name, with what was said of it, and no longer under the old one."""
    there = {**HERE, "path": "/home/ada/shop/2026.ipynb"}

    async def story() -> None:
        async with _daemon(tmp_path, Script(FIXED)) as http:
            start, *_ = await _asked(http)
            await http.post(f"/v1/answers/{start['id']}/feedback", json={"verdict": "good"})
            move = {**HERE, "to": there["path"], "to_project": there["project"]}
            moved = await http.put("/v1/conversations", json=move)
            left = (await http.get("/v1/conversations", params=HERE)).json()["turns"]
            (turn,) = (await http.get("/v1/conversations", params=there)).json()["turns"]

        assert moved.is_success
        assert left == []
        assert (turn["id"], turn["verdict"]) == (start["id"], "good")

    asyncio.run(story())


def test_an_answer_is_streamed_kept_judged_and_erased(tmp_path: Path) -> None:
    """The whole life of an answer, over the routes that the notebook uses."""

    async def story() -> None:
        async with _daemon(tmp_path, Script(FIXED)) as http:
            start, *_, done = await _asked(http)
            said = await http.post(f"/v1/answers/{start['id']}/feedback", json={"verdict": "applied"})
            (turn,) = (await http.get("/v1/conversations", params=HERE)).json()["turns"]
            none = (await http.get("/v1/conversations", params={"query": "nobody said"})).json()["turns"]
            erased = await http.delete("/v1/conversations", params=HERE)
            left = (await http.get("/v1/conversations", params=HERE)).json()["turns"]

        assert (done["kind"], done["code"]) == ("done", "x = (1)")
        assert said.is_success
        assert (turn["id"], turn["answer"], turn["verdict"]) == (start["id"], FIXED, "applied")
        assert erased.json()["counts"]["turns"] == 1
        assert none == left == []

    asyncio.run(story())


def test_asking_again_shorter_shows_the_model_its_answer(tmp_path: Path) -> None:
    """The earlier answer and the wish are both before the model."""

    async def story() -> None:
        script = Script("It assigns one to x.", "Assigns 1.")
        async with _daemon(tmp_path, script) as http:
            first = await _asked(http, action="explain")
            again = await _asked(http, action="explain", about=first[0]["id"], wish="shorter")

        assert again[-1]["text"] == "Assigns 1."
        assert "It assigns one to x.\nAnswer again, much shorter." in script.asked[1]

    asyncio.run(story())


def test_no_model_is_a_line_of_the_stream(tmp_path: Path) -> None:
    """What is wrong is said where the answer was expected."""

    async def story() -> None:
        async with _daemon(tmp_path) as http:
            (line,) = await _asked(http)

        assert set(line) == {"error", "kind"}

    asyncio.run(story())


def test_feedback_on_an_unknown_answer_is_refused_in_words(tmp_path: Path) -> None:
    """It may have been erased meanwhile."""

    async def story() -> None:
        async with _daemon(tmp_path, Script(FIXED)) as http:
            answer = await http.post("/v1/answers/gone/feedback", json={"verdict": "good"})

        assert answer.status_code == 400
        assert "ask again" in answer.json()["error"]

    asyncio.run(story())
