"""What editors send and what they get, through the real handlers, with a daemon in memory."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from lamp_lsp.api import messages as m
from lamp_lsp.api.messages import SuggestedItem
from tests.unit.lamp_lsp.server.fake_daemon import FakeDaemon
from tests.unit.lamp_lsp.server.wire import URI, Wire, editor, settled, until

FOO = SuggestedItem(id="s1", text="foo(bar)")


def run(body: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a test's body in a loop of its own."""
    asyncio.run(body())


def kinds(daemon: FakeDaemon) -> list[tuple[str, str]]:
    """List what the daemon was told, in order."""
    return [(each.kind, each.how) for each in daemon.told]


def test_announces_what_it_does() -> None:
    """Inline completion is announced statically, with incremental sync and the commands."""

    async def body() -> None:
        daemon = FakeDaemon()
        async with editor(daemon) as wire:
            capabilities = wire.capabilities

        assert capabilities["inlineCompletionProvider"] is not None
        assert capabilities["textDocumentSync"]["change"] == 2
        assert "lamp.accept" in capabilities["executeCommandProvider"]["commands"]

    run(body)


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_every_trigger_kind_is_answered(kind: int) -> None:
    """Clients of before 3.18 send 0; it is a request by hand."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            wire.open("x = \n")
            [item] = await wire.complete(0, 4, kind)

        assert item["insertText"] == "foo(bar)"
        assert item["range"] == {"start": {"line": 0, "character": 4}, "end": {"line": 0, "character": 4}}
        assert item["command"] == {"title": "Accepted", "command": "lamp.accept", "arguments": ["s1"]}
        assert daemon.asked[0].trigger == ("automatic" if kind == 2 else "invoked")

    run(body)


def test_extra_fields_are_used() -> None:
    """The Copilot server's ``formattingOptions`` reach the daemon; a stale ``version`` gets nothing."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            wire.open("x = \n")
            await wire.complete(0, 4, formattingOptions={"tabSize": 2, "insertSpaces": False})
            wire.type("1", 0, 4)
            stale = await wire.complete(0, 4, textDocument={"uri": URI, "version": 1})

        assert (daemon.asked[0].place.indentation.width, daemon.asked[0].place.indentation.spaces) == (2, False)
        assert stale == []

    run(body)


def test_a_document_never_opened_gets_nothing() -> None:
    """Neither a request nor a change for an unknown document is an error."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            items = await wire.complete(0, 4, uri="file:///nowhere.py")
            wire.type("a", 0, 0, uri="file:///nowhere.py")

        assert (items, wire.messages()) == ([], [])

    run(body)


def test_typing_along_is_answered_without_the_daemon() -> None:
    """What is left of the suggestion is the answer, under the same id; by hand the daemon is asked."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            wire.open("x = \n")
            await wire.complete(0, 4)
            wire.type("f", 0, 4)
            [item] = await wire.complete(0, 5)
            await wire.complete(0, 5, kind=1)

        assert (item["insertText"], item["command"]["arguments"]) == ("oo(bar)", ["s1"])
        assert len(daemon.asked) == 2

    run(body)


def test_the_newest_request_cancels_the_previous() -> None:
    """The superseded request is answered empty, and the daemon's is cancelled."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO], delay_s=0.05)
        async with editor(daemon) as wire:
            wire.open("x = \n")
            _, first = wire.begin("textDocument/inlineCompletion", wire.completion_params(0, 4))
            await settled()
            second = await wire.complete(0, 4)
            superseded = await first

        assert superseded["result"] == {"items": []}
        assert (len(second), daemon.cancelled) == (1, 1)

    run(body)


def test_fast_typing_asks_once() -> None:
    """Automatic requests superseded within the set pause never reach the daemon."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon, initializationOptions={"debounce_ms": 30}) as wire:
            wire.open("x = \n")
            waiting = [wire.begin("textDocument/inlineCompletion", wire.completion_params(0, 4))[1] for _ in range(5)]
            await asyncio.gather(*waiting)

        assert len(daemon.asked) == 1

    run(body)


def test_whole_documents_are_followed_as_well() -> None:
    """A client that sends the whole text makes the same outcome."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            wire.open("x = \ny\n")
            await wire.complete(0, 4)
            whole = {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"text": "x = foo(bar)\ny\n"}]}
            wire.notify("textDocument/didChange", whole)

        assert ("accepted", "inferred") in kinds(daemon)

    run(body)


def test_cancelling_reaches_the_daemon() -> None:
    """``$/cancelRequest`` ends the daemon's request, and the response says so."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO], delay_s=60)
        async with editor(daemon) as wire:
            wire.open("x = \n")
            number, response = wire.begin("textDocument/inlineCompletion", wire.completion_params(0, 4))
            await settled()
            wire.notify("$/cancelRequest", {"id": number})
            error = (await response)["error"]

        assert (error["code"], daemon.cancelled) == (-32800, 1)

    run(body)


def test_a_change_makes_a_running_request_vain() -> None:
    """What was asked for a text that is no more is neither shown nor followed."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO], delay_s=60)
        async with editor(daemon) as wire:
            wire.open("x = \n")
            _, response = wire.begin("textDocument/inlineCompletion", wire.completion_params(0, 4))
            await settled()
            wire.type("y", 0, 4)
            answered = await response

        assert (answered["result"], daemon.cancelled, daemon.told) == ({"items": []}, 1, [])

    run(body)


@pytest.mark.parametrize("command_first", [True, False])
def test_command_and_change_make_one_acceptance(command_first: bool) -> None:  # noqa: FBT001 a parameter
    """In either order, one outcome, told as explicit."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            wire.open("x = \n")
            [item] = await wire.complete(0, 4)
            accept = {"command": item["command"]["command"], "arguments": item["command"]["arguments"]}
            if command_first:
                await wire.request("workspace/executeCommand", accept)
            wire.type("foo(bar)", 0, 4)
            if not command_first:
                await wire.request("workspace/executeCommand", accept)
            await until(lambda: ("accepted", "command") in kinds(daemon))

        assert [kind for kind, _ in kinds(daemon)].count("accepted") == 1

    run(body)


def test_nothing_becomes_of_what_was_not_shown() -> None:
    """What the editor kept to itself is neither ignored nor typed over, whatever is written at its place."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            wire.open("x = \n")
            [item] = await wire.complete(0, 4)
            not_shown = {"command": "lamp.notShown", "arguments": item["command"]["arguments"]}
            await wire.request("workspace/executeCommand", not_shown)
            wire.type("something_else", 0, 4)

        assert daemon.told == []

    run(body)


def test_copilot_notices_are_understood() -> None:
    """Shown and partly accepted, in UTF-16 units from the beginning of the item's text, prefix of the line included."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[SuggestedItem(id="s1", text="😀 = bar")])
        async with editor(daemon, initializationOptions={"editor": {"range": "line"}}) as wire:
            wire.open("    \n")
            [item] = await wire.complete(0, 4)
            wire.notify("textDocument/didShowCompletion", {"item": item})
            wire.notify("textDocument/didPartiallyAcceptCompletion", {"item": item, "acceptedLength": 6})
            await until(lambda: ("accepted_part", "command") in kinds(daemon))

        assert item["insertText"] == "    😀 = bar"
        assert kinds(daemon)[0] == ("shown", "command")
        assert daemon.told[1].characters == 1

    run(body)


def test_neovim_gets_ranges_that_survive_typing() -> None:
    """At a line's end Neovim's range begins with the line; before other text it begins at the cursor."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon, clientInfo={"name": "Neovim"}) as wire:
            wire.open("x = \nf()\n")
            [at_end] = await wire.complete(0, 4)
            [inside] = await wire.complete(1, 2)

        assert (at_end["insertText"], at_end["range"]["start"]["character"]) == ("x = foo(bar)", 0)
        assert (inside["insertText"], inside["range"]["start"]["character"]) == ("foo(bar)", 2)

    run(body)


def test_a_daemon_that_is_gone_is_told_of_once_and_gets_everything_later() -> None:
    """No suggestion, one message, and no outcome lost."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            wire.open("x = \n")
            await wire.complete(0, 4)
            daemon.gone = True
            wire.type("foo(bar)", 0, 4)
            assert await wire.complete(0, 12, kind=1) == []
            assert await wire.complete(0, 12, kind=1) == []
            told_while_gone = len(wire.messages())
            daemon.gone = False
            assert len(await wire.complete(0, 12, kind=1)) == 1
            await until(lambda: ("accepted", "inferred") in kinds(daemon))

        assert told_while_gone == 1

    run(body)


def test_settings_reach_the_daemon_and_complaints_the_developer() -> None:
    """From ``initializationOptions``, a push and a pull; the later wins; problems are shown as they are."""

    async def body() -> None:
        daemon = FakeDaemon(problems=["`modle` is not a LAMP setting: did you mean `model`?"])
        async with editor(daemon, initializationOptions={"modle": "x", "latencyBudgetMs": 300}) as wire:
            wire.notify("workspace/didChangeConfiguration", {"settings": {"lamp": {"latency_budget_ms": 900}}})
            await settled()

        assert [request.values for request in daemon.set] == [
            {"modle": "x", "latency_budget_ms": 300},
            {"modle": "x", "latency_budget_ms": 900},
        ]
        assert "did you mean `model`" in wire.messages()[0]["message"]

    run(body)


def test_settings_are_pulled_where_the_client_has_them() -> None:
    """``workspace/configuration`` is asked for the section ``lamp``."""

    async def body() -> None:
        daemon = FakeDaemon()
        wire = Wire(daemon)
        wire.answers["workspace/configuration"] = [{"max_lines": 3}]
        await wire.initialize(capabilities={"workspace": {"configuration": True}})
        await until(lambda: bool(daemon.set))
        await wire.request("shutdown")

        assert daemon.set[0].values == {"max_lines": 3}

    run(body)


def test_a_setting_is_taken_back_with_null() -> None:
    """What an editor said at the start holds no longer than the editor says so."""

    async def body() -> None:
        daemon = FakeDaemon()
        async with editor(daemon, initializationOptions={"max_lines": 3, "latencyBudgetMs": 300}) as wire:
            wire.notify("workspace/didChangeConfiguration", {"settings": {"lamp": {"maxLines": None}}})
            await settled()

        assert [request.values for request in daemon.set] == [
            {"max_lines": 3, "latency_budget_ms": 300},
            {"latency_budget_ms": 300},
        ]

    run(body)


def test_switched_off_nothing_stays_on_offer() -> None:
    """The light says at once that LAMP is off, and what was shown is not offered anew."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon, initializationOptions={"editor": {"status": True}}) as wire:
            wire.open("x = \n")
            assert await wire.complete(0, 4)
            daemon.answers = []
            wire.notify("workspace/didChangeConfiguration", {"settings": {"lamp": {"enabled": False}}})
            await until(lambda: wire.messages("lamp/status")[-1]["state"] == "off")

            assert await wire.complete(0, 4) == []

    run(body)


def test_a_request_outlives_a_word_on_settings() -> None:
    """Editors tell their settings when they please, a request under way or not."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO], delay_s=0.1)
        async with editor(daemon) as wire:
            wire.open("x = \n")
            answer = asyncio.create_task(wire.complete(0, 4))
            wire.notify("workspace/didChangeConfiguration", {"settings": {"lamp": {"maxLines": 3}}})

            assert await answer

    run(body)


@pytest.mark.parametrize(("answer", "kept"), [({"title": "Yes"}, [True]), ({"title": "No"}, [False]), (None, [])])
def test_consent_is_asked_once(answer: dict[str, str] | None, kept: list[bool]) -> None:
    """A developer never asked is asked in one sentence; waving it away decides nothing."""

    async def body() -> None:
        daemon = FakeDaemon(consent_state="unasked")
        wire = Wire(daemon)
        wire.answers["window/showMessageRequest"] = answer
        await wire.initialize(clientInfo={"name": "Visual Studio Code"})
        await until(lambda: bool(wire.messages("window/showMessageRequest")))
        await settled()
        await wire.request("shutdown")

        assert daemon.consents == kept
        assert len(wire.messages("window/showMessageRequest")) == 1

    run(body)


@pytest.mark.parametrize(("plugin", "command"), [(True, ":Lamp consent yes"), (False, "lamp settings set consent yes")])
def test_no_question_takes_the_keys_of_who_types(plugin: bool, command: str) -> None:  # noqa: FBT001 a case
    """Where a question would stand over the text, a notification names the words that answer it."""

    async def body() -> None:
        daemon = FakeDaemon(consent_state="unasked")
        options = {"editor": {"status": True}} if plugin else {}
        wire = Wire(daemon)
        await wire.initialize(clientInfo={"name": "Neovim"}, initializationOptions=options)
        await until(lambda: bool(wire.messages("window/showMessage")))
        await wire.request("shutdown")

        assert command in wire.messages("window/showMessage")[0]["message"]
        assert not wire.messages("window/showMessageRequest")
        assert daemon.consents == []

    run(body)


def test_a_new_daemon_is_told_what_the_old_one_knew() -> None:
    """When another daemon answers, settings and folders are sent again."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon, initializationOptions={"max_lines": 3}, rootUri="file:///project") as wire:
            wire.open("x = \n")
            daemon.address = "second"
            await wire.complete(0, 4)

        assert (len(daemon.set), daemon.workspaces) == (2, ["/project", "/project"])

    run(body)


def test_a_daemon_that_comes_late_is_told_all() -> None:
    """When none could be had at the start, settings and folders go to the first that answers."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO], gone=True)
        async with editor(daemon, initializationOptions={"max_lines": 3}, rootUri="file:///project") as wire:
            wire.open("x = \n")
            daemon.gone = False
            await wire.complete(0, 4, kind=1)
            await until(lambda: bool(daemon.workspaces))

        assert [request.values for request in daemon.set] == [{"max_lines": 3}]
        assert daemon.workspaces == ["/project"]

    run(body)


@pytest.mark.parametrize("text", ["a\0b", "x" * 4_000_001])
def test_what_is_no_code_is_left_alone(text: str, caplog: pytest.LogCaptureFixture) -> None:
    """Binary and huge documents are not sent, and one line of the log says so."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            wire.open(text)
            wire.type("y", 0, 0)
            items = await wire.complete(0, 1)

        assert (items, daemon.documents, daemon.asked) == ([], [], [])
        assert sum("alone until it is opened anew" in record.message for record in caplog.records) == 1

    run(body)


def test_documents_are_sent_when_opened_and_saved() -> None:
    """As they stand, with their language and project."""

    async def body() -> None:
        daemon = FakeDaemon()
        async with editor(daemon, rootUri="file:///project") as wire:
            wire.open("x = 1\r\n")
            wire.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
            await settled()

        assert [(each.event, each.text, each.project) for each in daemon.documents] == [
            ("opened", "x = 1\n", "/project"),
            ("saved", "x = 1\n", "/project"),
        ]

    run(body)


def test_a_document_that_was_emptied_is_told_of_and_a_new_one_is_not() -> None:
    """What stood in it is gone; one that was empty from the start tells nothing."""

    async def body() -> None:
        daemon = FakeDaemon()
        async with editor(daemon) as wire:
            wire.open("")
            await settled()
            assert daemon.documents == []
            wire.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
            await settled()

        assert [(each.event, each.text) for each in daemon.documents] == [("saved", "")]

    run(body)


def test_files_that_are_deleted_or_renamed_are_told_of() -> None:
    """Under the name they had: their code is not to come back."""

    async def body() -> None:
        daemon = FakeDaemon()
        async with editor(daemon, rootUri="file:///project") as wire:
            renamed = {"oldUri": "file:///project/b.py", "newUri": "file:///project/c.py"}
            wire.notify("workspace/didDeleteFiles", {"files": [{"uri": "file:///project/lib"}]})
            wire.notify("workspace/didRenameFiles", {"files": [renamed]})
            await settled()

        assert [(each.event, each.path, each.text, each.project) for each in daemon.documents] == [
            ("removed", "/project/lib", "", "/project"),
            ("removed", "/project/b.py", "", "/project"),
        ]

    run(body)


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "vscode-vfs://github/ada/shop/a.py"])
def test_what_lies_on_no_disk_is_completed_and_not_learned_from(uri: str) -> None:
    """A scratch is nobody's habit; it is learned from once it is saved under a name."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            wire.open("x = \n", uri=uri)
            await wire.complete(0, 4, uri=uri)
            wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
            await settled()

        assert len(daemon.asked) == 1
        assert daemon.documents == []

    run(body)


def test_the_cells_of_a_notebook_are_learned_from_together() -> None:
    """All its code is one document, whichever cell changed; words are none of it, and closing loses nothing."""

    async def body() -> None:
        daemon = FakeDaemon()
        sync: dict[str, Any] = {"notebookDocument": {"synchronization": {}}}
        opened = notebook(["import a\n", "%ls\nx = a.b()", "# words"])
        opened["notebookDocument"]["cells"][2]["kind"] = 1
        opened["cellTextDocuments"][2]["languageId"] = "markdown"
        async with editor(daemon, capabilities=sync) as wire:
            wire.notify("notebookDocument/didOpen", opened)
            await until(lambda: bool(daemon.documents))
            first = list(daemon.documents)
            end = {"line": 1, "character": 9}
            change = {"range": {"start": end, "end": end}, "text": " + 1"}
            cells = {"textContent": [{"document": {"uri": cell_uri(1), "version": 2}, "changes": [change]}]}
            whole = {"uri": opened["notebookDocument"]["uri"], "version": 2}
            wire.notify("notebookDocument/didChange", {"notebookDocument": whole, "change": {"cells": cells}})
            closed = [{"uri": cell_uri(number)} for number in range(3)]
            wire.notify("notebookDocument/didClose", {"notebookDocument": whole, "cellTextDocuments": closed})
            await settled()

        assert [(one.event, one.path, one.language) for one in first] == [("changed", "/project/a.ipynb", "python")]
        assert first[0].text.split() == ["import", "a", "x", "=", "a.b()"]
        assert [one.event for one in daemon.documents[1:]] == ["closed"]
        assert daemon.documents[-1].text.split() == ["import", "a", "x", "=", "a.b()", "+", "1"]

    run(body)


def test_a_resting_cursor_is_read_ahead() -> None:
    """After an edit and a rest, the place where the developer stands is prepared."""

    async def body() -> None:
        daemon = FakeDaemon()
        async with editor(daemon) as wire:
            wire.open("x = \n")
            wire.type("1", 0, 4)
            await until(lambda: bool(daemon.prepared))

        assert daemon.prepared[-1].place.prefix == "x = 1"

    run(body)


def test_cells_above_and_below_are_context() -> None:
    """In a notebook, the other code cells stand around the cell, set off as scripts do."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        sync: dict[str, Any] = {"notebookDocument": {"synchronization": {}}}
        async with editor(daemon, capabilities=sync) as wire:
            wire.notify("notebookDocument/didOpen", notebook(["import a\n", "x = ", "print(x)"]))
            await wire.complete(0, 4, uri=cell_uri(1))

        place = daemon.asked[0].place
        assert (place.prefix, place.suffix) == ("import a\n\n# %%\nx = ", "\n# %%\nprint(x)")
        assert (
            place.prefix[place.context_only_characters :],
            len(place.suffix) - place.context_only_characters_after,
        ) == ("x = ", 0)
        assert place.path == "/project/a.ipynb"

    run(body)


def test_positions_are_in_the_encoding_agreed_on() -> None:
    """The client's first choice that we know holds for what comes and for what goes."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        offered = {"general": {"positionEncodings": ["utf-8", "utf-16"]}}
        async with editor(daemon, capabilities=offered) as wire:
            wire.open("'漢😀' + \n")
            [item] = await wire.complete(0, 12)

        assert wire.capabilities["positionEncoding"] == "utf-8"
        assert daemon.asked[0].place.prefix == "'漢😀' + "
        assert item["range"]["start"]["character"] == 12

    run(body)


def test_learning_is_shown_as_the_client_can(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the protocol's progress, and as the Copilot server's status to those who take it."""
    monkeypatch.setattr("lamp_lsp.server.daemon_state.POLL_S", 0)
    steps = [
        m.LearnProgress(stage="reading files", done=done, total=4) for done in (0, 1, 2)
    ]  # two are looked at in greeting

    async def body() -> None:
        daemon = FakeDaemon(learning=steps)
        options = {"editor": {"status": True}}
        can = {"window": {"workDoneProgress": True}}
        async with editor(daemon, capabilities=can, initializationOptions=options) as wire:
            await until(lambda: any(each["value"]["kind"] == "end" for each in wire.messages("$/progress")))

        told = [each["value"]["kind"] for each in wire.messages("$/progress")]
        busy = [each["busy"] for each in wire.messages("didChangeStatus")]
        assert told == ["begin", "report", "end"]
        assert busy == [True, False]

    run(body)


def test_turning_to_another_document_leaves_the_first() -> None:
    """``textDocument/didFocus`` ends what was open elsewhere; a form that is none is survived."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            wire.open("x = \n")
            await wire.complete(0, 4)
            wire.type("bar", 0, 4)
            wire.notify("textDocument/didFocus", {"textDocument": 7})
            wire.notify("textDocument/didFocus", {"textDocument": {"uri": "file:///other.py"}})
            await until(lambda: ("typed_over", "inferred") in kinds(daemon))

    run(body)


def test_commands_of_the_developer() -> None:
    """Pause and resume answer a sentence, status what the daemon says, or nothing when it is not there."""

    async def body() -> None:
        daemon = FakeDaemon()
        async with editor(daemon) as wire:
            said = [
                await wire.request("workspace/executeCommand", {"command": f"lamp.{name}"})
                for name in ("pause", "resume", "status")
            ]
            daemon.gone = True
            missing = await wire.request("workspace/executeCommand", {"command": "lamp.status"})

        assert said[:2] == ["LAMP is paused.", "LAMP works."]
        assert (said[2]["consent"], missing) == ("yes", None)

    run(body)


def test_pausing_takes_away_what_is_on_show() -> None:
    """A paused LAMP offers the rest of an earlier suggestion no more than a new one."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            wire.open("x = \n")
            assert await wire.complete(0, 4)
            await wire.request("workspace/executeCommand", {"command": "lamp.pause"})
            daemon.answers = []

            assert await wire.complete(0, 4, kind=1) == []
            assert await wire.complete(0, 4, kind=2) == []

    run(body)


def test_an_empty_answer_has_a_reason() -> None:
    """Whoever sees nothing can ask why; after an answer with something there is no reason any more."""

    async def body() -> None:
        daemon = FakeDaemon(reason="This file is ignored.")
        async with editor(daemon) as wire:
            wire.open("x = \n")
            await wire.complete(0, 4)
            assert await wire.request("workspace/executeCommand", {"command": "lamp.whyNot"}) == {
                "reason": "This file is ignored."
            }
            daemon.answers = [FOO]
            await wire.complete(0, 4)

            assert await wire.request("workspace/executeCommand", {"command": "lamp.whyNot"}) == {"reason": ""}

    run(body)


def test_a_document_that_is_left_alone_has_a_reason_too() -> None:
    """The daemon is not asked about it, so the server itself says why."""

    async def body() -> None:
        async with editor(FakeDaemon()) as wire:
            wire.open("x" * 4_000_001)
            await wire.complete(0, 4)

            assert await wire.request("workspace/executeCommand", {"command": "lamp.whyNot"}) == {
                "reason": "LAMP leaves this file alone: larger than 4 MB."
            }

    run(body)


@pytest.mark.parametrize("ends", [[13], [13, 12, 11]], ids=["in one go", "key by key"])
def test_what_was_just_deleted_does_not_come_back(ends: list[int]) -> None:
    """Deleted in one go or key by key, unless it is asked for; typing something makes it forgotten."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[SuggestedItem(id="s1", text=".id)")])
        async with editor(daemon) as wire:
            wire.open("send(order.id")
            for end in ends:
                wire.type("", 0, 10 if len(ends) == 1 else end - 1, end)
            automatic = await wire.complete(0, 10)
            by_hand = await wire.complete(0, 10, kind=1)
            wire.type("s", 0, 10)

            assert (automatic, len(by_hand)) == ([], 1)
            assert len(await wire.complete(0, 11)) == 1

    run(body)


@pytest.mark.parametrize(
    ("cell", "language", "prefix"),
    [
        ("%%bash\nls |", "shellscript", "ls |"),
        ("%%sql\nSELECT a\n", "sql", "SELECT a\n"),
        ("x = 1\n!pip ins", "shellscript", "pip ins"),
        ("%%time\nx = ", "python", "x = "),
    ],
)
def test_a_cell_speaks_the_language_of_its_magic(cell: str, language: str, prefix: str) -> None:
    """What is no Python is not completed as Python, and the other cells stand there as comments."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            wire.notify("notebookDocument/didOpen", notebook(["import os", cell]))
            lines = cell.split("\n")
            await wire.complete(len(lines) - 1, len(lines[-1]), uri=cell_uri(1))
        place = daemon.asked[0].place

        assert (place.language, place.prefix.endswith(prefix)) == (language, True)
        assert ("# import os" in place.prefix or "-- import os" in place.prefix) == (language != "python")

    run(body)


def test_outcomes_known_at_the_end_are_told() -> None:
    """Leaving the editor loses nothing."""

    async def body() -> None:
        daemon = FakeDaemon(answers=[FOO])
        async with editor(daemon) as wire:
            wire.open("x = \n")
            await wire.complete(0, 4)
            wire.type("bar", 0, 4)

        assert [(each.kind, each.text) for each in daemon.told] == [("typed_over", "bar")]

    run(body)


def cell_uri(number: int) -> str:
    """Name a cell as VS Code does."""
    return f"vscode-notebook-cell:/project/a.ipynb#{number}"


def notebook(cells: list[str]) -> dict[str, Any]:
    """Open a notebook of these code cells."""
    return {
        "notebookDocument": {
            "uri": "file:///project/a.ipynb",
            "notebookType": "jupyter-notebook",
            "version": 1,
            "cells": [{"kind": 2, "document": cell_uri(number)} for number in range(len(cells))],
        },
        "cellTextDocuments": [
            {"uri": cell_uri(number), "languageId": "python", "version": 1, "text": text}
            for number, text in enumerate(cells)
        ],
    }
