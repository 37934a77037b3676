"""The language server of a replay: what it tells the daemon, and when."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from lamp_bench.replay.clock import SharedClock
from lamp_bench.replay.server import CAUGHT_UP, CLOCK, Frozen, ToldAtOnce, replayed_server
from lamp_lsp.api import messages as m
from lamp_lsp.api.client import DaemonClient
from lamp_lsp.paths import Paths
from tests.unit.lamp_lsp.server.fake_daemon import FakeDaemon
from tests.unit.lamp_lsp.server.wire import Wire

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
        nothing: list[m.LearnProgress] = []
        for progress in nothing:
            yield progress

    monkeypatch.setattr(DaemonClient, "_call", call)
    monkeypatch.setattr(DaemonClient, "learn", learn)
    return calls


@pytest.fixture
def daemons_clock(tmp_path: Path) -> SharedClock:
    """Give a clock for the daemon to read."""
    return SharedClock(Paths(tmp_path, tmp_path, tmp_path, tmp_path / "run", tmp_path / "logs"))


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


async def _accepted(daemon: FakeDaemon, daemons_clock: SharedClock) -> Wire:
    """Take a suggestion at the 101st second."""
    wire = Wire(daemon)
    wire.server = replayed_server(daemon, daemons_clock)
    wire.server.protocol.set_writer(wire, include_headers=False)
    await wire.initialize()
    wire.notify(CLOCK, {"now": 100})
    wire.open("x = \n")
    [item] = await wire.complete(0, 4)
    wire.notify(CLOCK, {"now": 101})
    wire.type(item["insertText"], 0, 4)
    return wire


async def _accepted_ten_minutes_ago(daemon: FakeDaemon, daemons_clock: SharedClock) -> None:
    wire = await _accepted(daemon, daemons_clock)
    wire.notify(CLOCK, {"now": 800})
    await wire.request(CAUGHT_UP, {})


def test_time_is_what_the_client_says_it_is(daemons_clock: SharedClock) -> None:
    """What falls due in ten minutes is told in no time, at the times when it was done; then the daemon has it too."""
    daemon = FakeDaemon(answers=[m.SuggestedItem(id="s1", text="foo(bar)")])
    asyncio.run(_accepted_ten_minutes_ago(daemon, daemons_clock))

    assert [(each.kind, each.at) for each in daemon.told] == [("shown", 100.5), ("accepted", 101)]
    assert [(each.after_s, each.at) for each in daemon.retained] == [(30, 800), (120, 800), (300, 800), (600, 800)]
    assert daemons_clock() == 800


async def _changed_soon_after(daemon: FakeDaemon, daemons_clock: SharedClock) -> None:
    wire = await _accepted(daemon, daemons_clock)
    wire.notify(CLOCK, {"now": 140})
    wire.type("# changed after the look\n", 0, 0)
    wire.notify(CLOCK, {"now": 150})
    await wire.request(CAUGHT_UP, {})


def test_a_look_sees_what_stood_there_when_it_was_due(daemons_clock: SharedClock) -> None:
    """It is taken before anything later is heard, however late the loop beside the handlers comes round."""
    daemon = FakeDaemon(answers=[m.SuggestedItem(id="s1", text="foo(bar)")])
    asyncio.run(_changed_soon_after(daemon, daemons_clock))

    assert [(each.after_s, each.at) for each in daemon.retained] == [(30, 140)]
