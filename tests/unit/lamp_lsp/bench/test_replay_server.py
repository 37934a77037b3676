"""The language server of a replay: what it tells the daemon, and when."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from lamp_lsp.api import messages as m
from lamp_lsp.api.client import DaemonClient
from lamp_lsp.bench.replay.server import Frozen, ToldAtOnce

DOCUMENT = m.DocumentMessage(path="/shop/cart.py", language="python", text="x = 1\n", event="opened")
OUTCOME = m.OutcomesRequest(outcomes=[m.OutcomeMessage(suggestion_id="s", kind="accepted", at=1.0)])
PLACE = m.PlaceMessage(path="/shop/cart.py", language="python", prefix="x = ", suffix="")


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Give what the daemon was asked, path and body; nobody answers but with nothing."""
    calls: list[tuple[str, str]] = []

    async def call(_client: DaemonClient, _method: str, path: str, **arguments: Any) -> httpx.Response:
        calls.append((path, str(arguments.get("content"))))
        return httpx.Response(200, json={})

    async def learn(_client: DaemonClient, request: m.LearnRequest) -> Any:
        calls.append(("/v1/learn", request.path))
        for progress in ():
            yield progress

    monkeypatch.setattr(DaemonClient, "_call", call)
    monkeypatch.setattr(DaemonClient, "learn", learn)
    return calls


async def _tell(daemon: DaemonClient) -> None:
    await daemon.document(DOCUMENT)
    await daemon.outcomes(OUTCOME)
    await daemon.prepare(m.PrepareRequest(place=PLACE, client="c"))


def test_frozen_tells_nothing_to_learn_from(called: list[tuple[str, str]]) -> None:
    """Neither documents nor outcomes reach the daemon, which so stays as it was."""
    asyncio.run(_tell(Frozen()))

    assert called == []


def test_a_document_is_learned_when_it_was_told(called: list[tuple[str, str]]) -> None:
    """An opened document goes out as a saved one, and the learning thread is waited for; nothing is read ahead."""
    asyncio.run(_tell(ToldAtOnce()))

    assert [path for path, _ in called] == ["/v1/documents", "/v1/learn", "/v1/outcomes"]
    assert '"event":"saved"' in called[0][1]
    assert Path(called[1][1]).name.startswith("lamp-nothing-")
