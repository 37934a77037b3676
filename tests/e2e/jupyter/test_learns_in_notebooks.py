"""The story in a notebook: one memory with every other editor, and an assistant that is checked before it is believed.

Real JupyterLab server, real daemon, real model.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from lamp_lsp.assistant.checking import BROKEN, NO_CODE, UNCHANGED
from tests.e2e.editors.lsp_process import LspProcess
from tests.e2e.jupyter.jupyter_process import Jupyter, running_jupyter
from tests.e2e.test_learns_a_style import COLUMN, LINE, NEXT, OWN_MANNER

pytestmark = pytest.mark.model

OWN_LINE = 'chalk_up("products", len(products_found))'
DF = {"name": "df", "type": "DataFrame", "detail": "(1000, 3) [city: str, price: float64, sold_at: datetime64]"}
FAILING = "def total(prices):\n    return sum(price.values())\n\ntotal({'apple': 3})"
TRACEBACK = """\
NameError                                 Traceback (most recent call last)
Cell In[2], line 4
----> 2     return sum(price.values())
NameError: name 'price' is not defined"""
LEARNT_IN_S = 90
RESTS_AFTER_CPU_S = 8.0
"""Processor time to notice that nobody reads any more; the whole answer takes several times that, on any machine."""

REST_S = 2.0
"""A model that writes uses most of a processor for such a while; even one that shares it uses more than a twentieth."""


def _wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + LEARNT_IN_S
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.3)


def _place(source: str, *before: str, **more: Any) -> dict[str, Any]:
    cells = [{"type": "code", "source": text} for text in (*before, source)]
    place = {"path": "sales.ipynb", "language": "python", "client": "tab", "cells": cells, "cell": len(before)}
    return {**place, "offset": len(source), **more}


def _ready(jupyter: Jupyter) -> None:
    _wait_for(lambda: jupyter.ask("GET", "status")["state"] in {"ready", "slow"})


def _snippets(jupyter: Jupyter) -> int:
    return int(jupyter.home.ask("status", "--json")["snippets"])


def _forget(jupyter: Jupyter) -> None:
    done = jupyter.home.run("forget", "--everything", "--yes")
    assert done.returncode == 0, done.stderr


def _editor(jupyter: Jupyter) -> LspProcess:
    root = {"uri": jupyter.folder.as_uri(), "name": "workspace"}
    return LspProcess(jupyter.home.environment, workspaceFolders=[root], rootUri=root["uri"])


def test_what_an_editor_learned_completes_the_notebook(lab: Jupyter) -> None:
    """Typed and saved through the language server, the developer's manner is the notebook's next suggestion."""
    _ready(lab)
    cell = NEXT.rstrip(" ") + "    "
    before = lab.lines("suggest", _place(cell))[-1]
    with _editor(lab) as editor:
        file = lab.folder / "loading.py"
        editor.open(file.as_uri(), "")
        for number, line in enumerate(OWN_MANNER.splitlines(keepends=True)):
            editor.type(file.as_uri(), number, 0, line)
        file.write_text(OWN_MANNER, encoding="utf-8")
        editor.notify("textDocument/didSave", {"textDocument": {"uri": file.as_uri()}})
        _wait_for(lambda: _snippets(lab) > 0)

    after = lab.lines("suggest", _place(cell, trigger="invoked"))[-1]

    _forget(lab)
    assert "chalk_up" not in before.get("text", "")
    assert after["text"].strip().startswith(OWN_LINE)


def test_what_a_notebook_learned_completes_the_editor(lab: Jupyter) -> None:
    """Written in cells, the developer's manner is what the language server suggests."""
    _ready(lab)
    cells = [{"type": "code", "source": cell} for cell in OWN_MANNER.split("\n\n\n")]
    lab.ask("POST", "document", {"path": "loading.ipynb", "language": "python", "cells": cells, "event": "saved"})
    _wait_for(lambda: _snippets(lab) > 0)

    with _editor(lab) as editor:
        uri = (lab.folder / "products.py").as_uri()
        editor.open(uri, NEXT)
        items = editor.complete(uri, LINE, COLUMN)

    _forget(lab)
    assert items
    assert str(items[0]["insertText"]).strip().startswith(OWN_LINE)


def test_a_column_that_exists_is_completed_and_its_run_is_kept(lab: Jupyter) -> None:
    """The live kernel's names reach the model; accepted and run, both are found in the store, the names are not."""
    _ready(lab)
    lines = lab.lines("suggest", _place("mean_price = df['", "import pandas as pd", names=[DF]))
    last = lines[-1]

    assert last["text"].startswith("price']")
    assert all(last["text"].startswith(line["text"].rstrip()) for line in lines)
    text, at = "mean_price = df['", time.time()
    offer = {"id": last["id"], "text": last["text"], "at": len(text)}
    events = [
        {"kind": "offered", "at": at, "text": text, "offers": [offer]},
        {"kind": "edited", "at": at + 1, "delta": [{"retain": len(text)}, {"insert": last["text"]}]},
        {"kind": "accepted", "at": at + 1, "suggestion_id": last["id"]},
        {"kind": "ran", "at": at + 2, "raised": False},
    ]
    lab.ask("POST", "track", {"now": at + 2, "events": [{"source": "cell", **event} for event in events]})

    def records() -> list[Any]:
        return [one for one in lab.ask("GET", "export")["suggestions"] if one["id"] == last["id"]]

    _wait_for(lambda: bool(records()[0]["runs"]))
    (kept,) = records()
    assert [one["kind"] for one in kept["outcomes"]] == ["shown", "accepted"]
    assert [one["raised"] for one in kept["runs"]] == [False]
    assert kept["path"] == "sales.ipynb"
    assert "sold_at" not in kept["before"]


def test_an_error_is_fixed_with_code_that_parses_and_talk_is_remembered(lab: Jupyter, tmp_path: Path) -> None:
    """Fix streams and gives code to apply or says plainly that there is none; a restart finds the conversation."""
    _ready(lab)
    lines = lab.lines("assistant", {**_place(FAILING), "action": "fix", "traceback": TRACEBACK})
    done = lines[-1]

    assert [lines[0]["kind"], done["kind"]] == ["start", "done"]
    assert sum(line["kind"] == "text" for line in lines) > 1
    if done["code"] is None:
        assert done["text"].endswith((NO_CODE, BROKEN, UNCHANGED))
    else:
        compile(done["code"], "cell", "exec")
    lab.ask("POST", "feedback", {"answer_id": lines[0]["id"], "verdict": "good"})
    lab.home.run("daemon", "stop")
    with running_jupyter(lab.home, lab.folder) as again:
        (kept,) = again.ask("GET", "conversations", path="sales.ipynb")["answers"]
        found = again.ask("GET", "conversations", query="price sum")["answers"]
        again.ask("DELETE", "conversations", path="sales.ipynb")
        left = again.ask("GET", "conversations", path="sales.ipynb")["answers"]
    assert (kept["text"], kept["verdict"], kept["path"]) == (done["text"], "good", "sales.ipynb")
    assert [one["id"] for one in found] == [kept["id"]]
    assert left == []


def _cpu_s_until_rest(jupyter: Jupyter) -> float:
    """Wait until the daemon does nothing, and return the processor time that it took until then."""
    address = jupyter.home.address
    assert address is not None
    process = psutil.Process(address.pid)

    def used_s() -> float:
        times = process.cpu_times()
        return float(times.user + times.system)

    begun = before = used_s()
    while True:
        time.sleep(REST_S)
        now = used_s()
        if now - before < REST_S / 20:
            return now - begun
        before = now


def test_leaving_an_answer_stops_the_model(lab: Jupyter) -> None:
    """Stop is a closed connection, after which the model is free for the next question at once."""
    _ready(lab)
    _cpu_s_until_rest(lab)  # what else is still being loaded
    body = {**_place("x = 1"), "action": "ask", "text": "Explain the history of Python in great detail, at length."}
    with lab.client() as http, http.stream("POST", "lamp/assistant", json=body) as answer:
        lines = answer.iter_lines()
        assert "start" in next(lines)
        assert "text" in next(lines)

    assert _cpu_s_until_rest(lab) < RESTS_AFTER_CPU_S
    assert lab.lines("suggest", _place("total = 1 + ", trigger="invoked"))[-1]["done"]
    assert not [one for one in lab.ask("GET", "conversations")["answers"] if "history" in one["question"]]
