"""Projects through the daemon's routes: asked about once, listed, kept apart with what follows from it."""

import asyncio
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from lamp_lsp.adapter.base import BaseFacts
from lamp_lsp.adapter.record import AdapterFolder, Record, Trained
from lamp_lsp.paths import lamp_paths
from tests.unit.lamp_lsp.daemon.in_process import consent_in, daemon_of
from tests.unit.style_learner.test_sharing import OF_ACME, project

BASE = BaseFacts(architecture="qwen2", layers=2, width=64, feed_forward=128, heads=4, key_heads=2)


@pytest.fixture(autouse=True)
def lamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a LAMP of its own that may learn."""
    for name, value in consent_in(tmp_path / "lamp").items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str, str]:
    """Give projects of two owners."""
    shop = project(tmp_path / "shop", "git@github.com:ada/shop.git")
    return shop, project(tmp_path / "acme", "git@github.com:acme/site.git")


async def save(http: httpx.AsyncClient, folder: str) -> None:
    """Learn from a document of a project."""
    document = {"path": f"{folder}/a.py", "language": "python", "text": OF_ACME, "project": folder, "event": "saved"}
    assert (await http.post("/v1/documents", json=document)).is_success


async def listed(http: httpx.AsyncClient, wanted: int) -> list[dict[str, Any]]:
    """Return the projects once that many are known."""
    while len(found := (await http.get("/v1/projects")).json()) < wanted:  # noqa: ASYNC110 a queue's work is waited for
        await asyncio.sleep(0.01)
    return list(found)


def adapter_of(folder: str) -> AdapterFolder:
    """Leave an adapter that was trained on a project."""
    found = AdapterFolder(lamp_paths())
    trained = Trained(places=9, tokens=99, minutes=1, documents=((folder, "a.py"),))
    found.write(Record(made_at=time.time(), base=BASE, trained=trained, kept=True))
    found.gguf.write_bytes(b"weights")
    return found


def test_who_can_ask_is_told_once_that_a_workspace_has_another_owner(folders: tuple[str, str]) -> None:
    """A front end that cannot ask takes the question from nobody."""

    async def body() -> None:
        shop, acme = folders
        async with daemon_of() as (http, _):
            await save(http, shop)
            await listed(http, 1)
            asked = [
                (await http.post("/v1/workspaces", json={"path": acme, **more})).json()["new_owner"]
                for more in ({}, {"asks": True}, {"asks": True})
            ]

        assert asked == ["", "github.com/acme", ""]

    asyncio.run(body())


def test_a_project_is_kept_apart_with_what_learned_from_it(folders: tuple[str, str]) -> None:
    """It is listed so, and an adapter that was trained on it is erased; one of other projects stays."""

    async def body() -> None:
        shop, acme = folders
        async with daemon_of() as (http, services):
            await save(http, shop)
            await save(http, acme)
            await listed(http, 2)
            adapter = adapter_of(acme)
            answer = await http.put("/v1/projects", json={"path": f"{acme}/", "apart": True})
            erased = not adapter.gguf.exists()
            adapter_of(shop)
            await http.put("/v1/projects", json={"path": acme, "apart": True})
            found = await listed(http, 2)
            material = (await http.get("/v1/adapter/material")).json()
            back = await http.put("/v1/projects", json={"path": acme, "apart": False})

        assert erased
        assert "It had learned from this project" in answer.json()["message"]
        assert adapter.gguf.exists()
        assert [(one["path"], one["owner"], one["apart"]) for one in found] == [
            (acme, "github.com/acme", True),
            (shop, "github.com/ada", False),
        ]
        assert {one["project"] for one in material["snippets"]} == {shop}
        assert material["apart"] == [acme]
        assert "shares again" in back.json()["message"]
        assert services.learner.sharing.apart == frozenset()

    asyncio.run(body())


@pytest.mark.parametrize("path", ["acme", "", "/a\0b"])
def test_only_a_whole_path_names_a_project(path: str) -> None:
    """Another one would mean a folder below wherever the daemon happens to be."""

    async def body() -> None:
        async with daemon_of() as (http, _):
            answer = await http.put("/v1/projects", json={"path": path, "apart": True})

        assert answer.status_code == 400

    asyncio.run(body())


def test_a_folder_that_is_not_there_cannot_be_kept_apart(tmp_path: Path) -> None:
    """Who mistypes a client's project is told, instead of believing it separate."""

    async def body() -> None:
        async with daemon_of() as (http, services):
            path = (tmp_path / "amce").as_posix()
            answer = await http.put("/v1/projects", json={"path": path, "apart": True})
            gone = await http.put("/v1/projects", json={"path": path, "apart": False})

            assert f"There is no folder {path}" in answer.json()["error"]
            assert gone.is_success
            assert services.learner.sharing.apart == frozenset()

    asyncio.run(body())
