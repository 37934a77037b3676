"""What the status bar is told, and when."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from lamp_lsp.api import messages as m
from lamp_lsp.api.messages import SuggestedItem
from lamp_lsp.server.status import StatusBar, StatusLine, status_line
from tests.unit.lamp_lsp.server.fake_daemon import STATUS, FakeDaemon
from tests.unit.lamp_lsp.server.wire import Wire, editor, settled, until

WITH_STATUS = {"initializationOptions": {"editor": {"status": True}}}
LEARNING = m.LearnProgress(stage="reading files", done=1, total=4)


def run(body: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a test's body in a loop of its own."""
    asyncio.run(body())


def backend(**fields: Any) -> m.StatusResponse:
    """Give a daemon whose model is so."""
    return STATUS.model_copy(update={"backend": STATUS.backend.model_copy(update=fields)})


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [
        (None, "no_daemon", "lamp doctor"),
        (STATUS.model_copy(update={"paused": True}), "paused", "lamp resume"),
        (
            backend(state="missing", why="There are no weights; get them."),
            "no_model",
            "There are no weights; get them.",
        ),
        (backend(state="missing"), "no_model", "lamp setup"),
        (backend(state="loading", why="The model is still loading."), "loading", "by themselves"),
        (STATUS.model_copy(update={"learning": LEARNING}), "learning", "reading files"),
        (backend(slow="It reads 20 tokens a second."), "slow", "It reads 20 tokens a second."),
        (backend(model="qwen", kind="ollama"), "ready", "qwen (ollama)"),
    ],
)
def test_each_state_has_its_line(status: m.StatusResponse | None, state: str, words: str) -> None:
    """A person reads what is the matter, and where something hinders, the next step."""
    line = status_line(status)

    assert (line.state, words in line.message) == (state, True)


def test_what_hinders_most_comes_first() -> None:
    """Switched off, paused and without a model are told before thinking, and thinking before learning."""
    busy = STATUS.model_copy(update={"learning": LEARNING})

    assert status_line(busy, enabled=False, thinking=True).state == "off"
    assert status_line(busy, thinking=True).state == "thinking"
    assert status_line(busy).progress == 0.25
    assert status_line(busy.model_copy(update={"paused": True}), thinking=True).state == "paused"


def test_a_line_is_told_when_it_changes() -> None:
    """The same again is no news; before anything is known, nothing is told."""
    told: list[StatusLine] = []
    bar = StatusBar(told.append)
    bar.thinking(1)
    bar.thinking(-1)
    for _ in range(2):
        bar.note(STATUS)
    bar.thinking(1)
    bar.thinking(1)
    bar.thinking(-1)
    bar.thinking(-1)

    assert [line.state for line in told] == ["ready", "thinking", "ready"]


def test_the_editor_sees_ready_and_thinking() -> None:
    """A request shows as thinking while the daemon has it."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[SuggestedItem(id="s1", text="foo")])
        async with editor(daemon, **WITH_STATUS) as wire:
            wire.open("x = \n")
            await wire.complete(0, 4)
            states = [line["state"] for line in wire.messages("lamp/status")]

        assert states == ["starting", "ready", "thinking", "ready"]
        assert wire.messages("lamp/status")[0].keys() == {"state", "message", "progress"}

    run(body)


def test_others_get_no_notification_that_they_do_not_know() -> None:
    """A client that did not ask for it, Copilot's among them, is not sent it."""

    async def body() -> None:
        async with editor(FakeDaemon(), initializationOptions={"editorPluginInfo": {"name": "x"}}) as wire:
            await settled()

        assert wire.messages("lamp/status") == []

    run(body)


def test_looking_again_is_no_news_for_copilots_clients() -> None:
    """Their status says what it said, however often the daemon is asked behind a request."""

    async def body() -> None:
        async with editor(FakeDaemon(), initializationOptions={"editorPluginInfo": {"name": "x"}}) as wire:
            wire.open("x = \n")
            await until(lambda: bool(wire.messages("didChangeStatus")))
            before = len(wire.messages("didChangeStatus"))
            wire.server.session._bar._noted_at = float("-inf")
            await wire.complete(0, 4)
            await until(lambda: wire.server.session._bar.age_s() < 5)
            await settled()

        assert len(wire.messages("didChangeStatus")) == before

    run(body)


def test_a_daemon_that_goes_is_shown() -> None:
    """The bar says so as soon as a request finds it gone."""

    async def body() -> None:
        daemon = FakeDaemon()
        async with editor(daemon, **WITH_STATUS) as wire:
            wire.open("x = \n")
            daemon.gone = True
            await wire.complete(0, 4)

        assert wire.messages("lamp/status")[-1]["state"] == "no_daemon"

    run(body)


def test_a_daemon_that_is_killed_is_shown_and_started_again() -> None:
    """Its end shows at once, without a request, and the next one is introduced to the editor like the first."""

    async def body() -> None:
        daemon = FakeDaemon()
        async with editor(daemon, **WITH_STATUS) as wire:
            await until(lambda: "ready" in states(wire))
            daemon.address = "second"
            daemon.killed.set()
            await until(lambda: states(wire)[-2:] == ["starting", "ready"] and len(daemon.set) > 1)

        assert (
            "unexpectedly"
            in [line for line in wire.messages("lamp/status") if line["state"] == "starting"][-1]["message"]
        )

    run(body)


def states(wire: Wire) -> list[str]:
    """Return the states that were told."""
    return [line["state"] for line in wire.messages("lamp/status")]


def test_learning_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is a share; afterwards the bar is ready again."""
    monkeypatch.setattr("lamp_lsp.server.daemon_state.POLL_S", 0.0)

    async def body() -> None:
        daemon = FakeDaemon(learning=[LEARNING, LEARNING.model_copy(update={"done": 3})] * 2)
        async with editor(daemon, **WITH_STATUS) as wire:
            await until(lambda: bool(wire.messages("lamp/status")) and not daemon.learning)
            await until(lambda: wire.messages("lamp/status")[-1]["state"] == "ready")

        progress = [line["progress"] for line in wire.messages("lamp/status") if line["state"] == "learning"]
        assert {0.25, 0.75} == set(progress)

    run(body)


def test_pause_and_resume_show_at_once() -> None:
    """The bar asks the daemon after the command instead of guessing."""

    async def body() -> None:
        daemon = FakeDaemon()
        async with editor(daemon, **WITH_STATUS) as wire:
            daemon.paused = True
            await wire.request("workspace/executeCommand", {"command": "lamp.pause", "arguments": []})
            daemon.paused = False
            await wire.request("workspace/executeCommand", {"command": "lamp.resume", "arguments": []})

        assert [line["state"] for line in wire.messages("lamp/status")] == ["starting", "ready", "paused", "ready"]

    run(body)


def test_switched_off_by_the_editor_shows() -> None:
    """The setting `enabled` is this editor's own."""

    async def body() -> None:
        async with editor(FakeDaemon(), initializationOptions={"enabled": False, "editor": {"status": True}}) as wire:
            await until(lambda: bool(wire.messages("lamp/status")))

        assert wire.messages("lamp/status")[-1]["state"] == "off"

    run(body)
