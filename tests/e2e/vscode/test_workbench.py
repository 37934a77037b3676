"""What VS Code shows of LAMP beside its suggestions, and how it bears what goes wrong."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser

from tests.e2e.editors.scripted_model import ScriptedLamp
from tests.e2e.lamp_home import LampHome
from tests.e2e.vscode.code_server import LAMP, CodeServer, with_lamp
from tests.e2e.vscode.kept import outcome
from tests.e2e.vscode.window import Window, open_window

pytestmark = [pytest.mark.vscode, pytest.mark.browser, pytest.mark.model]

ONE_LINE = "def add(first: int, second: int) -> int:\n    return "


def test_why_and_a_good_word(window: Window, home: LampHome) -> None:
    """The menu of the light says why the last suggestion was made, and takes what the developer thinks of it."""
    window.write_and_open("why.py", ONE_LINE)
    window.suggest()
    window.menu("Why this suggestion?")
    window.until(lambda: "qwen" in window.page.locator(".quick-input-list").inner_text())
    window.press("Escape")
    window.command("LAMP: The Last Suggestion Was Good")

    window.until(lambda: [each["verdict"] for each in home.ask("export")["feedback"]] == ["good"])


def test_pause(window: Window, home: LampHome) -> None:
    """LAMP pauses in every editor, shows it in its light, and wakes again."""
    window.write_and_open("rests.py", ONE_LINE)
    window.command("LAMP: Pause or Resume")
    window.until(lambda: window.state == "paused")
    assert home.ask("status", "--json")["paused"]

    window.focus()
    window.press("Alt+Backslash")
    window.page.wait_for_timeout(1500)
    assert not window.ghost

    window.command("LAMP: Pause or Resume")
    window.until(lambda: window.state != "paused")
    assert not home.ask("status", "--json")["paused"]


def test_the_profile_page(window: Window, home: LampHome) -> None:
    """The daemon's page is shown in VS Code's colours, and its buttons work."""
    window.command("LAMP: Show What Was Learned")
    page = window.webview()
    page.locator("h1").wait_for()

    assert page.locator("html").get_attribute("data-theme") == "light"
    page.locator("button[data-action=pause]").click()
    page.locator("button[data-action=resume]").click()
    page.locator("button[data-action=pause]").wait_for()
    assert not home.ask("status", "--json")["paused"]

    window.command("Preferences: Toggle between Light/Dark Themes")
    page.locator("html[data-theme=dark]").wait_for()
    window.command("Preferences: Toggle between Light/Dark Themes")
    page.locator("html[data-theme=light]").wait_for()


def test_agents_md_is_compared_before_it_is_written(window: Window) -> None:
    """What the developer wrote stays, and nothing is written before they agreed to it."""
    file = window.folder / "AGENTS.md"
    file.write_text("# Mine\n", encoding="utf-8")
    window.command("LAMP: Write AGENTS.md from the Profile")
    window.page.locator(".monaco-diff-editor").wait_for()
    assert file.read_text(encoding="utf-8") == "# Mine\n"

    window.page.locator(".notification-list-item .monaco-button:has-text('Write')").first.click()
    window.until(lambda: len(file.read_text(encoding="utf-8")) > len("# Mine\n"))
    assert file.read_text(encoding="utf-8").startswith("# Mine\n")


def test_a_notebook(window: Window, home: LampHome) -> None:
    """A cell is completed knowing the cells above it."""
    sources = ["parcels_on_the_lorry = 3", "print(parcels_"]
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
        for source in sources
    ]
    notebook = {"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    (window.folder / "lorry.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    window.open_notebook("lorry.ipynb", cell="print")
    shown = window.suggest()
    window.press("Tab")

    assert shown.startswith("on_the_lorry")
    assert outcome(home, "lorry.ipynb", "accepted")["how"] == "command"


def test_a_killed_daemon(window: Window, home: LampHome) -> None:
    """Typing goes on while it is gone, and the next suggestion comes from a new one."""
    window.write_and_open("killed.py", ONE_LINE)
    before = window.until(lambda: home.address)
    os.kill(before.pid, signal.SIGKILL)
    window.type("first")
    window.until(lambda: window.text == f"{ONE_LINE}first")

    window.press("Backspace", "Backspace", "Backspace", "Backspace", "Backspace")
    assert window.suggest()
    after = window.until(lambda: home.address)
    assert after.pid != before.pid


def test_no_lamp(browser: Browser, code: CodeServer, tmp_path: Path) -> None:
    """One message says what is missing, or that it does not run; typing goes on; once it is there, LAMP starts."""
    settings = tmp_path / ".vscode" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"lamp.path": "/nowhere/lamp"}), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1100, "height": 640})
    window = open_window(page, code.open(tmp_path), tmp_path)
    window.until(lambda: window.state == "trouble")
    window.until(lambda: window.notices)

    assert len(window.notices) == 1
    assert "/nowhere/lamp" in window.notices[0]
    assert "pipx install" in window.notices[0]
    window.command("LAMP: Get Started")
    install = page.locator(".getting-started-step:has-text('Install the program') .codicon").first
    assert "unchecked" in str(install.get_attribute("class"))
    window.write_and_open("anyway.py", ONE_LINE)
    window.type("first")
    assert window.text == f"{ONE_LINE}first"

    broken = tmp_path / "lamp"
    broken.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    broken.chmod(0o755)
    settings.write_text(json.dumps({"lamp.path": str(broken)}), encoding="utf-8")
    window.until(lambda: any("does not keep running" in notice for notice in window.notices))
    page.wait_for_timeout(2000)
    assert sum("/nowhere/lamp" not in notice for notice in window.notices) == 1

    settings.write_text(json.dumps({"lamp.path": str(LAMP)}), encoding="utf-8")
    window.until(lambda: window.state in {"ready", "slow", "learning"})
    window.command("LAMP: Get Started")
    page.locator(".getting-started-step:has-text('The program is installed') .codicon.complete").wait_for()
    page.close()


def test_a_program_that_never_answers(
    browser: Browser, code: CodeServer, scripted: ScriptedLamp, tmp_path: Path
) -> None:
    """It is ended after a while, and one message says what to do; when LAMP's own is named, LAMP starts."""
    folder = with_lamp(tmp_path / "silent", scripted.home)
    silent, number = folder / "lamp", folder / "number"
    silent.write_text(f"#!/bin/sh\necho $$ > {number}\nexec sleep 600\n", encoding="utf-8")
    silent.chmod(0o755)
    settings = folder / ".vscode" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"lamp.path": str(silent)}), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1100, "height": 640})
    window = open_window(page, code.open(folder), folder)
    window.until(lambda: window.state == "trouble")
    window.until(lambda: not psutil.pid_exists(int(number.read_text(encoding="utf-8"))))
    window.until(lambda: window.notices)

    assert len(window.notices) == 1
    assert "did not answer" in window.notices[0]
    assert "lamp.path" in window.notices[0]
    settings.write_text("{}", encoding="utf-8")
    window.until(lambda: window.state == "ready")
    window.command("LAMP: Get Started")
    page.locator(".getting-started-step:has-text('The program is installed') .codicon.complete").wait_for()
    page.close()


def test_a_workspace_that_is_not_trusted(browser: Browser, code: CodeServer, tmp_path: Path) -> None:
    """LAMP starts nothing there and says why; trusted, it starts."""
    folder = with_lamp(tmp_path / "theirs")
    code.set(**{"security_workspace.trust.enabled": True})
    page = browser.new_page(viewport={"width": 1100, "height": 640})
    window = open_window(page, code.open(folder), folder)
    code.set()
    window.until(lambda: window.state == "untrusted")
    assert "until you trust" in window.status

    window.menu("Trust this workspace")
    page.locator(".workspace-trust-editor .monaco-button:has-text('Trust')").first.click()
    window.until(lambda: window.state in {"ready", "slow", "learning"})
    page.close()


def test_several_folders(browser: Browser, code: CodeServer, home: LampHome, tmp_path: Path) -> None:
    """Each folder of a workspace is its own project, and `lamp` may be in the environment of any."""
    with_lamp(tmp_path / "first")
    second = tmp_path / "second"
    second.mkdir()
    workspace = tmp_path / "both.code-workspace"
    workspace.write_text(json.dumps({"folders": [{"path": "second"}, {"path": "first"}]}), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1100, "height": 640})
    window = open_window(page, code.open(workspace), second)
    window.write_and_open("in_second.py", ONE_LINE)
    window.suggest()
    window.press("Tab")

    assert outcome(home, "in_second.py", "accepted")["how"] == "command"
    projects = {one["project"] for one in home.ask("export")["suggestions"] if "in_second.py" in one["path"]}
    assert projects == {str(second)}
    page.close()
