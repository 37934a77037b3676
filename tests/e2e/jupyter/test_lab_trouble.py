"""JupyterLab in a browser while something is missing, busy or dead: one clear line, and the notebook as it was.

Without a model; the answers that ghost text needs are put in place.
"""

import json
import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.e2e.conftest import NO_MODEL
from tests.e2e.jupyter.jupyter_process import Jupyter, running_jupyter
from tests.e2e.jupyter.lab_page import KEY_MS, LabPage, eventually, write_notebook
from tests.e2e.lamp_home import isolated_lamp

pytestmark = pytest.mark.browser

OTHER: dict[str, Any] = {"id": "t", "text": "sum(numbers)", "replaces_after": 0}
ANSWER: dict[str, Any] = {"id": "s", "text": "first + second", "replaces_after": 0, "more": [OTHER], "done": True}
LINES: dict[str, Any] = {"id": "s", "text": "f(2)\nb = f(3)\n", "replaces_after": 0, "done": True}
DIES = "import os\nos.kill(os.getpid(), 9)"
SLEEPS = "import time\ntime.sleep(600)"
MANNER = "def greet(name):\n    return 'Hello, ' + name\n\n\ndef part(name):\n    return 'Bye, ' + name\n"


@pytest.fixture
def lab_page(modelless_lab: Jupyter, page: Page) -> LabPage:
    """Give the page to JupyterLab without a model."""
    return LabPage(page, modelless_lab)


def status(lab_page: LabPage) -> Any:
    """Return the item in the status bar."""
    return lab_page.page.locator(".lamp-StatusItem-button")


def suggest(route: Route) -> None:
    """Answer as the server would with a model."""
    route.fulfill(content_type="application/x-ndjson", body=json.dumps(ANSWER) + "\n")


def suggest_lines(route: Route) -> None:
    """Answer with two lines."""
    route.fulfill(content_type="application/x-ndjson", body=json.dumps(LINES) + "\n")


def suggest_by_hand(route: Route) -> None:
    """Answer only what was asked for by hand, so that what is on show is that."""
    answer = ANSWER if asked_for(route.request)["trigger"] == "invoked" else {"done": True}
    route.fulfill(content_type="application/x-ndjson", body=json.dumps(answer) + "\n")


def asked_for(request: Request) -> dict[str, Any]:
    """Return the body of a request."""
    body: dict[str, Any] = request.post_data_json or {}
    return body


def events_in(request: Request, kind: str) -> list[dict[str, Any]]:
    """Return the events of a kind that a request reports."""
    if "/lamp/track" not in request.url:
        return []
    return [event for event in asked_for(request)["events"] if event["kind"] == kind]


def names_told(lab_page: LabPage, cell: int, text: str) -> list[str]:
    """Type into a cell and return the names of the kernel that its request tells."""
    with lab_page.page.expect_request("**/lamp/suggest*") as told:
        lab_page.write(cell, text)
    return [name["name"] for name in asked_for(told.value)["names"]]


def test_without_a_model_the_status_says_so_and_a_question_gets_one_line(lab_page: LabPage) -> None:
    """The cell stays as it was, and trying again is offered."""
    write_notebook(lab_page.jupyter, "no_model.ipynb", "x = 1")
    lab_page.open("no_model.ipynb")
    expect(status(lab_page)).to_have_attribute("data-state", "no_model")
    lab_page.cell(0).locator(".cm-content").click()

    answer = lab_page.ask("/document")

    assert answer.inner_text().count("\n") == 0
    assert "lamp" in answer.inner_text()
    expect(lab_page.chat.locator(".lamp-Answer-row").last.get_by_role("button")).to_have_text("Again")
    assert lab_page.source(0) == "x = 1"


@pytest.mark.parametrize(("in_the_way", "step"), [("lamp", "LAMP_HOME"), ("lamp/logs/daemon.log", "`lamp daemon run`")])
def test_a_daemon_that_cannot_start_is_told_with_the_next_step(
    tmp_path: Path, page: Page, in_the_way: str, step: str
) -> None:
    """A file where its folder should be, a folder where it writes: one line, typing goes on; mended, LAMP is there."""
    obstacle = tmp_path / in_the_way
    if in_the_way == "lamp":
        obstacle.write_text("", encoding="utf-8")
    else:
        obstacle.mkdir(parents=True)
    models = {"LAMP_MODELS": str(tmp_path / "no-models"), **NO_MODEL}
    with (
        isolated_lamp(tmp_path / "lamp", **models) as home,
        running_jupyter(home, tmp_path / "notebooks") as jupyter,
    ):
        lab_page = LabPage(page, jupyter)
        write_notebook(jupyter, "x.ipynb", "x = ")
        lab_page.open("x.ipynb")
        expect(status(lab_page)).to_have_attribute("data-state", "no_daemon")
        line = status(lab_page).get_attribute("title") or ""
        lab_page.write(0, "1")
        assert lab_page.source(0) == "x = 1"
        status(lab_page).click()
        toast = page.locator(".Toastify__toast", has_text="LAMP's daemon is not running")
        expect(toast.get_by_role("button", name="Look closer")).to_be_visible()

        obstacle.rmdir() if obstacle.is_dir() else obstacle.unlink()
        expect(status(lab_page)).to_have_attribute("data-state", "no_model")

    assert step in line
    assert "\n" not in line


def test_a_killed_daemon_comes_back_when_it_is_needed(lab_page: LabPage) -> None:
    """Nobody has to restart anything: the next question finds a new one."""
    write_notebook(lab_page.jupyter, "killed.ipynb", "x = 1")
    lab_page.open("killed.ipynb")
    expect(status(lab_page)).to_have_attribute("data-state", "no_model")
    address = lab_page.jupyter.home.address
    assert address is not None
    os.kill(address.pid, signal.SIGKILL)
    lab_page.cell(0).locator(".cm-content").click()

    answer = lab_page.ask("/explain")

    again = lab_page.jupyter.home.address
    assert answer.inner_text().count("\n") == 0
    assert again is not None
    assert again.pid != address.pid
    expect(status(lab_page)).to_have_attribute("data-state", "no_model")


def test_by_hand_one_turns_to_another_candidate_and_takes_it(lab_page: LabPage) -> None:
    """Alt+Backslash asks, Alt+] turns, Tab takes what is on show, and that one is told as accepted."""
    page = lab_page.page
    write_notebook(lab_page.jupyter, "turn.ipynb", "")
    page.route("**/lamp/suggest*", suggest_by_hand)
    lab_page.open("turn.ipynb")
    lab_page.write(0, "total = ")
    page.keyboard.press("Alt+Backslash")
    lab_page.ghost()

    page.keyboard.press("Alt+]")
    expect(page.locator(".jp-GhostText")).to_have_text(OTHER["text"])
    with page.expect_request(lambda request: bool(events_in(request, "accepted"))) as told:
        page.keyboard.press("Tab")

    assert lab_page.source(0) == f"total = {OTHER['text']}"
    assert [one["suggestion_id"] for one in events_in(told.value, "accepted")] == [OTHER["id"]]
    page.unroute("**/lamp/suggest*", suggest_by_hand)


def test_escape_dismisses_the_ghost_and_nothing_else(lab_page: LabPage) -> None:
    """The cell stays in edit mode, what is typed next goes into it, and the suggestion was waved away."""
    page = lab_page.page
    write_notebook(lab_page.jupyter, "escape.ipynb", "", "kept = 1")
    page.route("**/lamp/suggest*", suggest)
    lab_page.open("escape.ipynb")
    lab_page.write(0, "total = ")
    lab_page.ghost()
    page.unroute("**/lamp/suggest*", suggest)
    page.route("**/lamp/suggest*", suggest_by_hand)  # what is typed next brings no other

    with page.expect_request(lambda request: bool(events_in(request, "dismissed"))) as told:
        page.keyboard.press("Escape")
    expect(page.locator(".jp-GhostText")).to_have_count(0)
    page.keyboard.type("dd")

    assert lab_page.source(0) == "total = dd"
    expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(2)
    assert [one["suggestion_id"] for one in events_in(told.value, "dismissed")] == [ANSWER["id"]]
    page.keyboard.press("Escape")
    expect(page.locator(".jp-Notebook.jp-mod-editMode")).to_have_count(0)  # without a ghost the key is the notebook's
    page.unroute("**/lamp/suggest*", suggest_by_hand)


def test_a_word_a_line_and_the_rest_are_taken_by_their_keys(lab_page: LabPage) -> None:
    """What is left stays on show until it is taken; at the end the text stands whole and once."""
    page = lab_page.page
    write_notebook(lab_page.jupyter, "parts.ipynb", "")
    page.route("**/lamp/suggest*", suggest_lines)
    lab_page.open("parts.ipynb")
    lab_page.write(0, "a = ")
    lab_page.ghost()

    page.keyboard.press("Control+ArrowRight")
    expect(page.locator(".jp-GhostText").first).to_have_text(re.compile(r"^\(2\)"))
    first = lab_page.source(0)
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator(".jp-GhostText").first).to_contain_text("b = f(3)")
    second = lab_page.source(0)
    page.keyboard.press("Tab")

    assert [first, second] == ["a = f", "a = f(2)"]
    assert lab_page.source(0) == f"a = {LINES['text']}"
    page.unroute("**/lamp/suggest*", suggest_lines)


def test_a_command_typed_whole_is_sent_by_enter(lab_page: LabPage) -> None:
    """The list of commands is no obstacle: what was typed goes out, with one Enter."""
    page = lab_page.page
    write_notebook(lab_page.jupyter, "explain.ipynb", "x = 1")
    lab_page.open("explain.ipynb")
    lab_page.cell(0).locator(".cm-content").click()
    page.get_by_role("tab", name="LAMP").first.click()
    box = lab_page.chat.locator("textarea").first
    box.click()
    page.keyboard.type("/exp", delay=KEY_MS)
    expect(page.locator(".jp-chat-command-name")).to_have_text("/explain")
    page.keyboard.type("lain", delay=KEY_MS)
    expect(page.locator(".jp-chat-command-name")).to_have_count(0)

    with page.expect_request("**/lamp/assistant*") as asked:
        page.keyboard.press("Enter")

    assert asked_for(asked.value)["action"] == "explain"
    expect(box).to_have_value("")


def test_a_busy_kernel_is_left_alone_and_a_dead_one_forgotten(lab_page: LabPage) -> None:
    """Names that were read serve on while code runs, without asking the kernel; they die with it."""
    page = lab_page.page
    lab_page.jupyter.ask("PUT", "settings", {"live_kernel": True})
    write_notebook(lab_page.jupyter, "kernel.ipynb", "wages = [1, 2]", SLEEPS, "", DIES)
    page.route("**/lamp/suggest*", suggest)
    lab_page.open("kernel.ipynb")
    lab_page.run(0)
    eventually(lambda: names_told(lab_page, 2, "a"), lambda names: names == ["wages"])

    lab_page.cell(1).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    page.get_by_text("Python 3 (ipykernel) | Busy").wait_for()
    assert names_told(lab_page, 2, " = ") == ["wages"]
    assert lab_page.ghost() == ANSWER["text"]
    page.get_by_role("button", name="Interrupt the kernel").click()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()

    lab_page.cell(3).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Ok", exact=True).click()
    assert names_told(lab_page, 2, "b") == []
    assert lab_page.ghost() == ANSWER["text"]


def test_a_habit_is_pinned_and_erased_and_lamp_paused_on_the_profile_in_its_frame(lab_page: LabPage) -> None:
    """What is pressed there holds at once, in the store and in the status bar."""
    jupyter, page = lab_page.jupyter, lab_page.page
    cells = [{"type": "code", "source": MANNER}]
    for number in range(4):
        body = {"path": f"{number}.ipynb", "language": "python", "cells": cells, "event": "saved"}
        jupyter.ask("POST", "document", body)
    eventually(lambda: jupyter.ask("GET", "profile"), lambda profile: "quotes" in str(profile))
    write_notebook(jupyter, "profile.ipynb", "x = 1")
    lab_page.open("profile.ipynb")
    lab_page.cell(0).locator(".cm-content").click()
    status(lab_page).click()
    lab_page.press("Open profile", said="")
    profile = page.frame_locator(".lamp-Profile iframe")
    expect(profile.locator("h1")).to_be_visible()
    profile.locator("details:not([open]) > summary").evaluate_all("all => all.forEach(each => each.click())")
    quotes = profile.locator(".card[data-feature=quotes][data-project='']")

    quotes.locator("select").select_option("double")
    eventually(lambda: jupyter.ask("GET", "profile"), lambda kept: "double" in str(kept["pins"]))
    quotes.get_by_role("button", name="Erase").click()
    quotes.get_by_role("button", name="Erase").click()
    eventually(lambda: jupyter.ask("GET", "profile"), lambda kept: "quotes" not in str(kept))
    profile.get_by_role("button", name="Pause LAMP").click()
    expect(status(lab_page)).to_have_attribute("data-state", "paused")
    profile.get_by_role("button", name="Resume LAMP").click()
    expect(status(lab_page)).to_have_attribute("data-state", "no_model")
