"""Several candidates by hand, and suggestions in the completion list."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from lamp_lsp.api.messages import SuggestedItem
from tests.unit.lamp_lsp.server.fake_daemon import FakeDaemon
from tests.unit.lamp_lsp.server.wire import URI, Wire, editor, until

FOO, BAR, OTHER_FOO = (SuggestedItem(id=f"s{n}", text=text) for n, text in enumerate(("foo(bar)", "bar", "foo(bar)")))
LISTS = {"initializationOptions": {"completionItems": True}}


def run(body: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a test's body in a loop of its own."""
    asyncio.run(body())


async def listed(wire: Wire, line: int, column: int) -> list[dict[str, Any]]:
    """Ask for the completion list."""
    params = {"textDocument": {"uri": URI}, "position": {"line": line, "character": column}}
    answer = await wire.request("textDocument/completion", params)
    return list(answer["items"])


def test_by_hand_there_are_several_that_differ() -> None:
    """As many as the setting says are asked for; automatically there is one."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO, BAR, OTHER_FOO])
        async with editor(daemon, initializationOptions={"candidates": 4}) as wire:
            wire.open("x = \n")
            items = await wire.complete(0, 4, kind=1)
            wire.type("y", 0, 4)
            await wire.complete(0, 5)

        assert [item["insertText"] for item in items] == ["foo(bar)", "bar"]
        assert [request.count for request in daemon.asked] == [4, 1]

    run(body)


def test_what_is_on_show_stays_first_among_several() -> None:
    """Asking by hand for others keeps the one that the developer sees, under its own id."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[BAR])
        async with editor(daemon) as wire:
            wire.open("x = \n")
            await wire.complete(0, 4)
            daemon.answers = [OTHER_FOO, SuggestedItem(id="s9", text="bar")]
            items = await wire.complete(0, 4, kind=1)

        assert [item["command"]["arguments"] for item in items] == [["s1"], ["s2"]]

    run(body)


def test_lists_are_announced_only_where_they_are_wanted() -> None:
    """Editors with ghost text keep their completion lists to themselves."""

    async def body() -> None:
        async with editor(FakeDaemon()) as wire:
            without = wire.capabilities
        async with editor(FakeDaemon(), **LISTS) as wire:
            wanted = wire.capabilities

        assert "completionProvider" not in without
        assert "." in wanted["completionProvider"]["triggerCharacters"]

    run(body)


def test_a_suggestion_is_an_entry_of_the_list() -> None:
    """It begins with the word at the cursor, so that the editor's own filter keeps it, and shows its first line."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[SuggestedItem(id="s1", text="ad(path):\n    return 1)", replaces_after=1)])
        async with editor(daemon, **LISTS) as wire:
            wire.open("x = lo)\n")
            [item] = await listed(wire, 0, 6)

        assert item["label"] == "load(path): ..."
        assert item["filterText"] == item["textEdit"]["newText"] == "load(path):\n    return 1)"
        assert item["textEdit"]["range"] == {"start": {"line": 0, "character": 4}, "end": {"line": 0, "character": 7}}
        assert item["command"]["arguments"] == ["s1"]

    run(body)


def test_an_entry_taken_is_accepted() -> None:
    """The command and the change together are one acceptance."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon, **LISTS) as wire:
            wire.open("x = f\n")
            daemon.answers = [SuggestedItem(id="s1", text="oo(bar)")]
            await listed(wire, 0, 5)
            wire.type("foo(bar)", 0, 4, 5)
            await wire.request("workspace/executeCommand", {"command": "lamp.accept", "arguments": ["s1"]})
            await until(lambda: bool(daemon.told))

        assert [(each.kind, each.how) for each in daemon.told if each.kind == "accepted"] == [("accepted", "command")]

    run(body)


def test_lists_can_be_switched_off_again() -> None:
    """The setting holds at once, though the capability stays."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon, **LISTS) as wire:
            wire.open("x = \n")
            wire.notify("workspace/didChangeConfiguration", {"settings": {"lamp": {"completionItems": False}}})
            await until(lambda: len(daemon.set) > 1)
            items = await listed(wire, 0, 4)

        assert items == []

    run(body)
