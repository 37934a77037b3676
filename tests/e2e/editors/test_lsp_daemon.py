"""``lamp lsp`` as an editor runs it: real processes, the real daemon, the real embedded model."""

import json
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.e2e.editors.lsp_process import ANSWER_TIMEOUT_S, LspProcess, lamp, outcomes_of, suggestion_with
from tests.e2e.editors.neovims import REPOSITORY, canned_command

CODE = "import json\n\n\ndef read_config(path):\n    with open(path) as file:\n        return \n"
LINE, COLUMN = 5, 15

MODEL_TIMEOUT_S = 240.0
"""A model on a busy machine without a GPU may take minutes to load."""


def suggestion(editor: LspProcess, uri: str) -> dict[str, Any]:
    """Ask by hand until the model is ready and suggests something."""
    until = time.monotonic() + MODEL_TIMEOUT_S
    while not (items := editor.complete(uri, LINE, COLUMN)):
        assert time.monotonic() < until, editor.messages()
        time.sleep(1)
    return items[0]


def why_not(editor: LspProcess) -> str:
    """Return why the last request got nothing."""
    return str(editor.request("workspace/executeCommand", {"command": "lamp.whyNot"})["reason"])


@pytest.mark.model
def test_outcomes_reach_the_store(environment: dict[str, str], tmp_path: Path) -> None:
    """Accepted and typed over, each is found by ``lamp export`` with what belongs to it."""
    uri = (tmp_path / "config.py").as_uri()
    with LspProcess(environment) as editor:
        editor.open(uri, CODE)
        accepted = suggestion(editor, uri)
        text, accepted_id = accepted["insertText"], accepted["command"]["arguments"][0]
        editor.type(uri, LINE, COLUMN, text)
        editor.request("workspace/executeCommand", {k: accepted["command"][k] for k in ("command", "arguments")})

        kept = suggestion_with(environment, "accepted", accepted_id)
        assert kept["text"] == text
        assert [(each["characters"], each["how"]) for each in outcomes_of(kept, "accepted")] == [(len(text), "command")]

        uri = (tmp_path / "other.py").as_uri()
        editor.open(uri, CODE.replace("config", "table"))
        typed_over_id = suggestion(editor, uri)["command"]["arguments"][0]
        for place, character in enumerate("zip(rows)"):
            editor.type(uri, LINE, COLUMN + place, character)
        editor.type(uri, LINE, COLUMN + 9, "\n")
        kept = suggestion_with(environment, "typed_over", typed_over_id)
        assert [each["text"] for each in outcomes_of(kept, "typed_over")] == ["zip(rows)"]


@pytest.mark.model
def test_a_document_that_was_never_saved_is_completed(environment: dict[str, str]) -> None:
    """It has a name that is no path, and no folder."""
    with LspProcess(environment) as editor:
        editor.open("untitled:Untitled-1", CODE)

        assert suggestion(editor, "untitled:Untitled-1")["insertText"].strip()


@pytest.mark.model
def test_a_killed_daemon_costs_at_most_a_suggestion(environment: dict[str, str], tmp_path: Path) -> None:
    """After ``kill -9`` the next requests start another daemon, and the editor is told nothing it must act on."""
    uri = (tmp_path / "config.py").as_uri()
    with LspProcess(environment) as editor:
        editor.open(uri, CODE)
        first_id = suggestion(editor, uri)["command"]["arguments"][0]
        pid = json.loads(lamp(environment, "status", "--json"))["pid"]
        psutil.Process(pid).kill()
        editor.type(uri, LINE, COLUMN, "None")
        editor.type(uri, LINE, COLUMN + 4, "\n")

        kept = suggestion_with(environment, "typed_over", first_id)
        assert [each["text"] for each in outcomes_of(kept, "typed_over")] == ["None"]
        assert json.loads(lamp(environment, "status", "--json"))["pid"] != pid


def test_bad_input_is_survived(environment: dict[str, str], tmp_path: Path) -> None:
    """Unknown documents, binary and huge ones, and wrong settings: a clear sentence or nothing, never an error."""
    options = {"max_linse": 3, "latency_budget_ms": "soon"}
    with LspProcess(environment, initializationOptions=options) as editor:
        assert editor.complete("file:///nowhere.py", 3, 7) == []
        binary, huge = (tmp_path / "a.bin").as_uri(), (tmp_path / "b.json").as_uri()
        editor.open(binary, "a\0b")
        editor.open(huge, "x" * 50_000_000)
        assert editor.complete(binary, 0, 1) == []
        assert why_not(editor) == "LAMP leaves this file alone: binary, since it holds a zero byte."
        assert editor.complete(huge, 0, 1) == []
        assert why_not(editor) == "LAMP leaves this file alone: larger than 4 MB."
        until = time.monotonic() + 60
        while len(editor.messages()) < len(options) and time.monotonic() < until:
            time.sleep(0.1)

    said = "\n".join(each["message"] for each in editor.messages())
    assert "`max_linse`" in said
    assert "`max_lines`" in said
    assert "`latency_budget_ms`" in said
    log = Path(environment["LAMP_HOME"], "logs", "lsp.log").read_text(encoding="utf-8")
    assert f"LAMP leaves {(tmp_path / 'a.bin').as_posix()} alone" in log


def test_two_editors_share_a_daemon(environment: dict[str, str]) -> None:
    """Started at the same moment, they find the same process."""
    with LspProcess(environment, name="one") as one, LspProcess(environment, name="two") as two:
        numbers = [
            (editor, editor.begin("workspace/executeCommand", {"command": "lamp.status", "arguments": []}))
            for editor in (one, two)
        ]
        pids = {editor.response(number)["result"]["pid"] for editor, number in numbers}

    assert len(pids) == 1


def test_it_ends_with_its_editor(tmp_path: Path) -> None:
    """When the editor dies without a word, the process leaves by itself, and tells what it knows."""
    file, uri = tmp_path / "outcomes.jsonl", (tmp_path / "a.py").as_uri()
    (tmp_path / "texts.json").write_text('[{"text": "foo"}]', encoding="utf-8")
    editor = LspProcess({"PYTHONPATH": str(REPOSITORY)}, command=canned_command(tmp_path))
    editor.open(uri, "x = \n")
    assert editor.complete(uri, 0, 4)
    editor.type(uri, 0, 4, "foo")
    editor._stdin.close()

    editor.process.wait(ANSWER_TIMEOUT_S)
    assert '"kind":"accepted"' in file.read_text(encoding="utf-8")
