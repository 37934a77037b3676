"""Whether to keep another owner's project separate is asked where no typed key can answer it."""

import asyncio
from typing import Any

import pytest

from lamp_lsp.api import messages as m
from tests.unit.lamp_lsp.server.fake_daemon import FakeDaemon
from tests.unit.lamp_lsp.server.test_commands import command
from tests.unit.lamp_lsp.server.wire import Wire, editor, settled, until

FOLDERS = [{"uri": "file:///clients/acme%20web", "name": "acme web"}]
ACME = "/clients/acme web"


@pytest.mark.parametrize(("answer", "kept"), [("Keep separate", True), ("No", False), (None, False)])
def test_a_notification_with_buttons_asks_in_vscode(answer: str | None, kept: bool) -> None:  # noqa: FBT001 a case
    """Whose it is stands in the question; waving it away keeps nothing apart."""

    async def body() -> None:
        daemon = FakeDaemon(new_owner="github.com/acme")
        wire = Wire(daemon)
        wire.answers["window/showMessageRequest"] = {"title": answer} if answer else None
        await wire.initialize(clientInfo={"name": "Visual Studio Code"}, workspaceFolders=FOLDERS)
        await until(lambda: bool(wire.messages("window/showMessageRequest")))
        await settled()
        await wire.request("shutdown")

        (question,) = wire.messages("window/showMessageRequest")
        assert "acme web belongs to github.com/acme" in question["message"]
        assert [one["title"] for one in question["actions"]] == ["Keep separate", "No"]
        assert daemon.kept_apart == ([m.ProjectRequest(path=ACME, apart=True)] if kept else [])

    asyncio.run(body())


@pytest.mark.parametrize(
    ("plugin", "words"), [(True, f":Lamp project apart {ACME}"), (False, f"lamp project apart '{ACME}'")]
)
def test_elsewhere_a_message_names_the_words(plugin: bool, words: str) -> None:  # noqa: FBT001 a case
    """They can be typed as they stand."""

    async def body() -> None:
        daemon = FakeDaemon(new_owner="github.com/acme")
        options = {"editor": {"status": True}} if plugin else {}
        wire = Wire(daemon)
        await wire.initialize(clientInfo={"name": "Neovim"}, initializationOptions=options, workspaceFolders=FOLDERS)
        await until(lambda: bool(wire.messages("window/showMessage")))
        await wire.request("shutdown")

        assert f"type `{words}`" in wire.messages("window/showMessage")[0]["message"]
        assert not wire.messages("window/showMessageRequest")
        assert daemon.kept_apart == []

    asyncio.run(body())


def test_a_folders_name_does_nothing_in_the_question() -> None:
    """Escape sequences in it are seen, not obeyed."""

    async def body() -> None:
        daemon = FakeDaemon(new_owner="github.com/\x1b]0;x\x07")
        wire = Wire(daemon)
        hostile = [{"uri": "file:///clients/a%1B%5B31m%E2%80%AE", "name": "a"}]
        await wire.initialize(clientInfo={"name": "Neovim"}, workspaceFolders=hostile)
        await until(lambda: bool(wire.messages("window/showMessage")))
        await wire.request("shutdown")

        assert not {"\x1b", "\x07", "\u202e"} & set(wire.messages("window/showMessage")[0]["message"])

    asyncio.run(body())


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["apart"], m.ProjectRequest(path=ACME, apart=True)),
        (["together", "/other/"], m.ProjectRequest(path="/other", apart=False)),
        (["away"], None),
    ],
)
def test_the_command_names_a_project_or_means_the_one_at_hand(
    arguments: list[Any], asked: m.ProjectRequest | None
) -> None:
    """A word that is neither is refused."""

    async def body() -> None:
        daemon = FakeDaemon()
        async with editor(daemon, workspaceFolders=FOLDERS) as wire:
            answer = await command(wire, "lamp.keepApart", *arguments)

        assert daemon.kept_apart == ([asked] if asked else [])
        assert ("result" in answer) is bool(asked)

    asyncio.run(body())
