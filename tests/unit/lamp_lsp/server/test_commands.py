"""The developer's own commands, through the real handlers, with a daemon in memory."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from lamp_lsp.api import messages as m
from lamp_lsp.api.messages import SuggestedItem
from style_learner.errors import NotAvailable
from tests.unit.lamp_lsp.server.fake_daemon import FakeDaemon
from tests.unit.lamp_lsp.server.wire import Wire, editor, settled

FOO = SuggestedItem(id="s1", text="foo(bar)")
FOLDER = "file:///project"
REQUEST_FAILED = -32803


def run(body: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a test's body in a loop of its own."""
    asyncio.run(body())


async def command(wire: Wire, name: str, *arguments: Any) -> dict[str, Any]:
    """Execute a command; returns the whole response."""
    _, future = wire.begin("workspace/executeCommand", {"command": name, "arguments": list(arguments)})
    return await asyncio.wait_for(future, 5)


@pytest.mark.parametrize(
    ("name", "arguments", "question"),
    [
        ("lamp.why", ["abc"], ("/v1/why/abc", {})),
        ("lamp.why", ["../status?x"], ("/v1/why/..%2Fstatus%3Fx", {})),
        ("lamp.profile", [], ("/v1/profile", {"project": ""})),
        ("lamp.profile", [FOLDER], ("/v1/profile", {"project": "/project"})),
        ("lamp.profileWords", [], ("/v1/profile/words", {})),
        ("lamp.report", [7], ("/v1/report", {"days": "7"})),
        ("lamp.report", [], ("/v1/report", {"days": "30"})),
        ("lamp.page", ["dark"], ("/v1/page", {"project": "/project", "theme": "dark"})),
        ("lamp.page", [], ("/v1/page", {"project": "/project", "theme": ""})),
        ("lamp.models", [], ("/v1/models", {})),
        ("lamp.exportFile", ["/project/", "ruff"], ("/v1/exports/ruff", {"folder": "/project"})),
        ("lamp.export", [], ("/v1/export", {})),
    ],
)
def test_questions_reach_the_daemon(name: str, arguments: list[Any], question: tuple[str, dict[str, str]]) -> None:
    """Each is one question of the daemon, whose answer is the client's; what is left out has a sense of its own."""

    async def body() -> None:
        daemon = FakeDaemon()
        async with editor(daemon, workspaceFolders=[{"uri": FOLDER, "name": "project"}]) as wire:
            answer = await command(wire, name, *arguments)

        assert daemon.questions == [question]
        assert answer["result"] == {"message": f"Answer of {question[0]}"}

    run(body)


@pytest.mark.parametrize(
    ("name", "arguments", "question"),
    [
        ("lamp.changeProfile", [[{"action": "unpin"}]], ("/v1/profile/changes", [{"action": "unpin"}])),
        ("lamp.chooseModel", ["embedded"], ("/v1/model", {"name": "embedded"})),
    ],
)
def test_changes_answer_a_sentence(name: str, arguments: list[Any], question: tuple[str, Any]) -> None:
    """What a menu shows after a change is the daemon's own sentence."""

    async def body() -> None:
        daemon = FakeDaemon()
        async with editor(daemon) as wire:
            answer = await command(wire, name, *arguments)

        assert daemon.questions == [question]
        assert answer["result"] == f"Answer of {question[0]}"

    run(body)


def test_consent_is_given_and_taken_back() -> None:
    """At any time, and nothing but yes or no is taken for an answer."""

    async def body() -> None:
        daemon = FakeDaemon()
        async with editor(daemon) as wire:
            await command(wire, "lamp.consent", "yes")
            await command(wire, "lamp.consent", "no")
            unclear = await command(wire, "lamp.consent", "maybe")

        assert daemon.consents == [True, False]
        assert unclear["error"]["message"] == "Say yes or no."

    run(body)


def test_without_an_id_the_suggestion_shown_last_is_meant() -> None:
    """Why, good and bad can be asked from a menu that knows no ids."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            before = await command(wire, "lamp.why")
            wire.open("x = \n")
            await wire.complete(0, 4)
            await command(wire, "lamp.why")
            said = await command(wire, "lamp.feedback", None, "good", "just so")

        assert before["error"]["code"] == REQUEST_FAILED
        assert daemon.questions == [("/v1/why/s1", {})]
        assert (daemon.said[0].suggestion_id, daemon.said[0].verdict, daemon.said[0].reason) == (
            "s1",
            "good",
            "just so",
        )
        assert said["result"] == "Noted."

    run(body)


def test_what_is_called_bad_is_offered_no_more() -> None:
    """Typing along a suggestion that was called bad asks the daemon anew."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            wire.open("x = \n")
            await wire.complete(0, 4)
            await command(wire, "lamp.feedback", "s1", "bad")
            wire.type("f", 0, 4)
            await wire.complete(0, 5)

        assert len(daemon.asked) == 2

    run(body)


def test_forgetting_names_the_folder_at_hand() -> None:
    """A project is forgotten by its path or URI, else the one that the developer works in."""

    async def body() -> None:
        daemon = FakeDaemon()
        async with editor(daemon) as wire:
            nothing = await command(wire, "lamp.forgetProject")
            wire.notify(
                "workspace/didChangeWorkspaceFolders",
                {"event": {"added": [{"uri": FOLDER, "name": "project"}], "removed": []}},
            )
            await settled()
            answer = await command(wire, "lamp.forgetProject")
            await command(wire, "lamp.forgetProject", "file:///other%20one")

        assert nothing["error"]["code"] == REQUEST_FAILED
        assert answer["result"] == "Erased."
        assert daemon.forgotten == [m.ForgetRequest(project="/project"), m.ForgetRequest(project="/other one")]

    run(body)


def test_a_refusal_is_the_daemons_own_sentence() -> None:
    """What cannot be done is an error whose message is fit to be shown."""

    async def body() -> None:
        daemon = FakeDaemon(refusal=NotAvailable("Ollama has no model x; get it."))
        async with editor(daemon) as wire:
            refused = await command(wire, "lamp.chooseModel", "x")
            daemon.gone = True
            gone = await command(wire, "lamp.models")

        assert refused["error"] == {"code": REQUEST_FAILED, "message": "Ollama has no model x; get it."}
        assert "lamp doctor" in gone["error"]["message"]

    run(body)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("lamp.report", ["seven"]),
        ("lamp.changeProfile", ["x"]),
        ("lamp.feedback", ["s1", "so so"]),
    ],
)
def test_wrong_arguments_are_told(name: str, arguments: list[Any]) -> None:
    """Arguments of the wrong form are refused in words, and the daemon is not asked."""

    async def body() -> None:
        daemon = FakeDaemon()
        async with editor(daemon) as wire:
            answer = await command(wire, name, *arguments)

        assert answer["error"]["code"] == REQUEST_FAILED
        assert (daemon.questions, daemon.said) == ([], [])

    run(body)


def test_the_logs_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor can open them; the daemon need not be there."""
    monkeypatch.setenv("LAMP_HOME", "/home/ada/lamp")

    async def body() -> None:
        async with editor(FakeDaemon(gone=True)) as wire:
            answer = await command(wire, "lamp.logs")

        assert answer["result"] == {
            "path": "/home/ada/lamp/logs/lsp.log",
            "daemon": "/home/ada/lamp/logs/daemon.log",
            "folder": "/home/ada/lamp/logs",
        }

    run(body)
