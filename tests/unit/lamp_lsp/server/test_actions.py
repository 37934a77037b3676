"""Questions about a selection: offered as code actions, asked with progress, answered as an edit or to the client."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from lamp_lsp.server.actions import MOST_SELECTED
from style_learner.errors import NotAvailable
from tests.unit.lamp_lsp.server.fake_daemon import FakeDaemon
from tests.unit.lamp_lsp.server.wire import URI, Wire, editor, until

TEXT = "import os\n\ndef f():\n    x = 1\n    return x\n\nprint(f())\n"
SELECTED = {"start": {"line": 3, "character": 6}, "end": {"line": 5, "character": 0}}
REQUEST_FAILED, CANCELLED = -32803, -32800
FIRST_LINE = {"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}}
ANSWERS = {"editor": {"answers": True}}
CONFIRMS = {"workspace": {"workspaceEdit": {"documentChanges": True, "changeAnnotationSupport": {}}}}


CODE = "    y = 2\n    return y"


def run(body: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a test's body in a loop of its own."""
    asyncio.run(body())


def asking(action: str, **more: Any) -> dict[str, Any]:
    """Return the request that executes ``lamp.ask``."""
    argument = {"action": action, "uri": URI, "version": 1, "range": SELECTED, **more}
    return {"command": "lamp.ask", "arguments": [argument]}


async def response(wire: Wire, action: str, **more: Any) -> dict[str, Any]:
    """Ask, and return the whole response."""
    return await asyncio.wait_for(wire.begin("workspace/executeCommand", asking(action, **more))[1], 5)


async def offered(wire: Wire, span: dict[str, Any], *problems: str, only: list[str] | None = None) -> list[str]:
    """Return the titles of the code actions for a range."""
    diagnostics = [{"range": span, "message": problem} for problem in problems]
    context = {"diagnostics": diagnostics} | ({"only": only} if only else {})
    params = {"textDocument": {"uri": URI}, "range": span, "context": context}
    return [action["title"] for action in await wire.request("textDocument/codeAction", params)]


def test_what_is_offered_depends_on_what_is_selected() -> None:
    """All of it for a selection, to fix what is wrong without one, nothing for nothing, and only what is asked for."""

    async def body() -> None:
        point = {"start": {"line": 4, "character": 4}, "end": {"line": 4, "character": 4}}
        blank = {"start": {"line": 1, "character": 0}, "end": {"line": 2, "character": 0}}
        async with editor(FakeDaemon(code=CODE)) as wire:
            wire.open(TEXT)

            assert len(await offered(wire, SELECTED)) == 5
            assert await offered(wire, point, "undefined name") == ["Fix with LAMP"]
            assert await offered(wire, point) == await offered(wire, blank) == []
            assert await offered(wire, SELECTED, only=["refactor.rewrite"]) == [
                "Document with LAMP",
                "Rewrite in My Style with LAMP",
            ]
            assert await offered(wire, SELECTED, only=["quick"]) == []

    run(body)


def test_whole_lines_are_asked_about_between_what_surrounds_them() -> None:
    """A selection that ends before a line's first character leaves that line out."""

    async def body() -> None:
        daemon = FakeDaemon(code=CODE)
        async with editor(daemon, initializationOptions=ANSWERS) as wire:
            wire.open(TEXT)
            answer = (await response(wire, "rewrite"))["result"]

        question = daemon.asked_about[0]
        assert [cell.source for cell in question.cells] == [TEXT[:20], "    x = 1\n    return x", "\nprint(f())\n"]
        assert (question.place, question.cell, question.action) == ("selection", 1, "rewrite")
        assert answer["code"] == daemon.code
        assert answer["range"] == {"start": {"line": 3, "character": 0}, "end": {"line": 4, "character": 12}}
        assert (answer["id"], answer["text"], answer["sentence"]) == ("a1", "It is y.", "script wrote it.")

    run(body)


def test_a_plain_client_is_asked_to_confirm_the_edit() -> None:
    """The edit needs confirmation where the client can ask for that; once applied, LAMP is told."""

    async def body() -> None:
        daemon = FakeDaemon(code=CODE)
        async with editor(daemon, capabilities=CONFIRMS) as wire:
            wire.answers["workspace/applyEdit"] = {"applied": True}
            wire.open(TEXT)
            assert (await response(wire, "fix"))["result"] is None

        edit = next(one for one in wire.received if one["method"] == "workspace/applyEdit")["params"]["edit"]
        assert edit["changeAnnotations"]["lamp"]["needsConfirmation"]
        assert edit["documentChanges"][0]["edits"][0]["newText"] == daemon.code
        assert daemon.judged == [("a1", "applied", daemon.code)]

    run(body)


def test_a_client_without_annotations_gets_the_edit_for_the_version_asked_about() -> None:
    """Undo is its way back; a test goes behind the selection and replaces nothing."""

    async def body() -> None:
        async with editor(FakeDaemon(code="assert f()")) as wire:
            wire.answers["workspace/applyEdit"] = {"applied": False}
            wire.open(TEXT)
            await response(wire, "test")

        edit = next(one for one in wire.received if one["method"] == "workspace/applyEdit")["params"]["edit"]
        place = {"line": 4, "character": 12}
        assert edit["changes"][URI] == [{"range": {"start": place, "end": place}, "newText": "\n\nassert f()"}]

    run(body)


def test_an_answer_in_words_is_shown() -> None:
    """An explanation, and why there is nothing to apply, reach a plain client as a message."""

    async def body() -> None:
        async with editor(FakeDaemon(code=None)) as wire:
            wire.open(TEXT)
            await response(wire, "explain")

        shown = [one["params"]["message"] for one in wire.received if one["method"] == "window/showMessage"]
        assert shown == ["It is y."]

    run(body)


def test_progress_is_told_under_the_clients_token() -> None:
    """It begins, says each stage once, can be cancelled, and ends."""

    async def body() -> None:
        async with editor(FakeDaemon(code=CODE), initializationOptions=ANSWERS) as wire:
            wire.open(TEXT)
            await response(wire, "explain", workDoneToken="t1")

        told = [one["params"] for one in wire.received if one["method"] == "$/progress"]
        assert {one["token"] for one in told} == {"t1"}
        assert [one["value"]["kind"] for one in told] == ["begin", "report", "report", "end"]
        assert told[0]["value"]["cancellable"]
        assert told[1]["value"]["message"] == "Waiting for the model"

    run(body)


@pytest.mark.parametrize("how", ["request", "progress"])
def test_cancelling_stops_the_model(how: str) -> None:
    """By the request's id, or by the button of its progress; nothing is applied."""

    async def body() -> None:
        daemon = FakeDaemon(code=CODE, delay_s=60)
        async with editor(daemon, initializationOptions=ANSWERS) as wire:
            wire.open(TEXT)
            number, future = wire.begin("workspace/executeCommand", asking("fix", workDoneToken="t1"))
            await until(lambda: bool(daemon.asked_about))
            if how == "request":
                wire.notify("$/cancelRequest", {"id": number})
            else:
                wire.notify("window/workDoneProgress/cancel", {"token": "t1"})
            answer = await asyncio.wait_for(future, 5)
            await until(lambda: daemon.stopped)

            assert answer["error"]["code"] == CANCELLED

    run(body)


def test_text_that_changed_meanwhile_is_left_alone() -> None:
    """An answer for what no longer stands there is not applied."""

    async def body() -> None:
        daemon = FakeDaemon(code=CODE, delay_s=0.01)
        async with editor(daemon) as wire:
            wire.open(TEXT)
            _, future = wire.begin("workspace/executeCommand", asking("fix"))
            wire.type("z", 3, 4)
            answer = await asyncio.wait_for(future, 5)

        assert answer["error"]["code"] == REQUEST_FAILED
        assert "has changed" in answer["error"]["message"]
        assert not [one for one in wire.received if one["method"] == "workspace/applyEdit"]

    run(body)


@pytest.mark.parametrize(
    ("text", "refusal", "more", "said"),
    [
        (TEXT, None, {"version": 7}, "has changed"),
        (TEXT, None, {"uri": "file:///gone.py"}, "not open any more"),
        ("\n" * 9, None, {}, "Nothing is selected"),
        ("x" * (MOST_SELECTED + 1) + "\n", None, {"range": FIRST_LINE}, "select less"),
        (TEXT, NotAvailable("No model was found; `lamp setup` gets one."), {}, "`lamp setup`"),
        (TEXT, None, {"action": "sing"}, "wrong form"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_in_a_sentence(
    text: str, refusal: NotAvailable | None, more: dict[str, Any], said: str
) -> None:
    """The error's message is fit to be shown."""

    async def body() -> None:
        async with editor(FakeDaemon(code=CODE, refusal=refusal), initializationOptions=ANSWERS) as wire:
            wire.open(text)
            answer = await response(wire, str(more.pop("action", "fix")), **more)

        assert answer["error"]["code"] == REQUEST_FAILED
        assert said in answer["error"]["message"]

    run(body)
