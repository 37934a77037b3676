"""Suggestions switched off by hand, in one editor: where, how long, and that they come back."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from lamp_lsp.api.messages import SuggestedItem
from lamp_lsp.server.muting import ALL_OFF, Muting
from tests.unit.lamp_lsp.server.fake_daemon import FakeDaemon
from tests.unit.lamp_lsp.server.wire import URI, Wire, editor

FOO = SuggestedItem(id="s1", text="foo(bar)")
OTHER = "file:///project/other.go"
TELLS = {"editor": {"status": True}}


def run(body: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a test's body in a loop of its own."""
    asyncio.run(body())


async def command(wire: Wire, name: str, *arguments: Any) -> Any:
    """Execute a command and return its result."""
    return await wire.request("workspace/executeCommand", {"command": name, "arguments": list(arguments)})


@pytest.mark.parametrize(("scope", "reaches_other"), [("language", False), ("file", False), ("all", True)])
def test_what_is_switched_off_suggests_nothing_until_it_is_switched_on(scope: str, *, reaches_other: bool) -> None:
    """The model is not asked, the reason is told, and other files and languages are left as they are."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon, initializationOptions=TELLS) as wire:
            wire.open("x = ")
            wire.open("x := ", uri=OTHER, language="go")
            wire.notify("textDocument/didFocus", {"textDocument": {"uri": URI}})
            said = await command(wire, "lamp.toggle", scope)

            assert "off" in said
            assert await wire.complete(0, 4) == []
            assert "switched off" in (await command(wire, "lamp.whyNot"))["reason"]
            assert wire.messages("lamp/status")[-1]["state"] == "off"
            assert (await wire.complete(0, 5, uri=OTHER) == []) is reaches_other
            assert "on again" in await command(wire, "lamp.toggle", scope)
            assert await wire.complete(0, 4) != []
            assert wire.messages("lamp/status")[-1]["state"] == "ready"

    run(body)


def test_a_snooze_shows_and_can_be_ended() -> None:
    """The light says until when."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon, initializationOptions=TELLS) as wire:
            wire.open("x = ")
            said = await command(wire, "lamp.snooze", 30)

            assert said.startswith("Suggestions are snoozed until")
            assert wire.messages("lamp/status")[-1] == {"state": "snoozed", "message": said, "progress": None}
            assert await wire.complete(0, 4) == []
            assert await command(wire, "lamp.snooze", 0) == "Suggestions are on again."
            assert await wire.complete(0, 4) != []

    run(body)


def test_a_snooze_ends_by_itself() -> None:
    """When its time is over it is told as every change."""

    async def body() -> None:
        told: list[str] = []
        muting = Muting(lambda: told.append(muting.everywhere))
        muting.snooze(1)
        muting._wake()

        assert told[0] != ""
        assert told[1] == ""
        assert muting.why_not(URI, "python") == ""

    run(body)


def test_all_off_outlives_a_snooze() -> None:
    """What was switched off by hand is switched on by hand alone."""

    async def body() -> None:
        muting = Muting(lambda: None)
        muting.toggle("all", "")
        muting.snooze(1)
        muting.snooze(0)

        assert muting.everywhere == ALL_OFF

    run(body)


def test_the_second_request_in_vain_has_a_reason_too() -> None:
    """A daemon that cannot be had is told of once, and named whenever a request by hand gets nothing."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            wire.open("x = ")
            daemon.gone = True
            for _ in range(2):
                assert await wire.complete(0, 4, kind=1) == []
                assert "does not answer" in (await command(wire, "lamp.whyNot"))["reason"]

    run(body)
