"""What a developer says and asks of LAMP in VS Code beyond taking a suggestion; only the model is a script."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e.editors.scripted_model import ScriptedLamp
from tests.e2e.lamp_home import LampHome, isolated_lamp
from tests.e2e.vscode.code_server import CodeServer, with_lamp
from tests.e2e.vscode.kept import outcome
from tests.e2e.vscode.window import Window, open_window

pytestmark = [pytest.mark.vscode, pytest.mark.browser]

ONE_LINE = "def add(first: int, second: int) -> int:\n    return "


@pytest.fixture(scope="module")
def window(
    browser: Browser, code: CodeServer, scripted: ScriptedLamp, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Window]:
    """Give a window on a folder whose LAMP has a script for a model."""
    folder = with_lamp(tmp_path_factory.mktemp("desk"), scripted.home)
    page = browser.new_page(viewport={"width": 1100, "height": 640})
    yield open_window(page, code.open(folder), folder)
    page.close()


def test_candidates(window: Window, scripted: ScriptedLamp) -> None:
    """By hand there are several; next and previous go round, and the one on show is accepted."""
    window.write_and_open("several.py", ONE_LINE)
    seen = [window.suggest()]
    for key in ("Alt+BracketRight", "Alt+BracketRight", "Alt+BracketLeft"):
        window.press(key)
        window.until(lambda: window.ghost not in {"", seen[-1]})
        seen.append(window.ghost)
    window.press("Tab")

    assert len(set(seen)) == 3
    assert seen[3] == seen[1]
    window.until(lambda: window.text == ONE_LINE + seen[1])
    assert outcome(scripted.home, "several.py", "accepted")["characters"] == len(seen[1])
    accepted = [one for one in scripted.suggestions().values() if one["text"] == seen[1]]
    assert [each["kind"] for each in accepted[0]["outcomes"]] == ["shown", "accepted"]


def test_a_bad_word_with_its_reason(window: Window, scripted: ScriptedLamp) -> None:
    """It is kept, and the suggestion is gone and not offered again."""
    window.write_and_open("bad.py", ONE_LINE)
    shown = window.suggest()
    window.menu("It was bad")
    window.answer("too long")
    window.until(lambda: feedback(scripted, "bad.py") == [("bad", "too long")])

    window.focus()
    assert window.suggest() != shown


def test_a_good_word(window: Window, scripted: ScriptedLamp) -> None:
    """It is kept."""
    window.write_and_open("good.py", ONE_LINE)
    window.suggest()
    window.menu("It was good")

    window.until(lambda: feedback(scripted, "good.py") == [("good", "")])


def feedback(scripted: ScriptedLamp, name: str) -> list[tuple[str, str]]:
    """Return what was said of suggestions in a file."""
    said = scripted.home.ask("export")["feedback"]
    return [(each["verdict"], each["reason"]) for each in said if each["path"].endswith(name)]


def test_an_untitled_document(window: Window, scripted: ScriptedLamp) -> None:
    """A document that was never saved is completed in like any other."""
    window.command("File: New Untitled Text File")
    window.page.locator(".tab.active:has-text('Untitled-1')").wait_for()
    window.focus()
    window.type("total = ")
    shown = window.suggest()
    window.press("Tab")

    window.until(lambda: window.text == f"total = {shown}")
    assert outcome(scripted.home, "untitled:Untitled-1", "accepted")["how"] == "command"


def test_cells_above_and_below(window: Window, scripted: ScriptedLamp) -> None:
    """A cell's prompt has the code of its neighbours, each on its side, and no prose."""
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
        for source in ("loads_of_the_lorry = 3", "number = ", "print(arrivals_at_the_depot)")
    ]
    cells.insert(1, {"cell_type": "markdown", "source": "Some prose.", "metadata": {}})
    notebook = {"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    (window.folder / "depot.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    window.open_notebook("depot.ipynb", cell="number")
    window.suggest()

    before, _, after = scripted.prompts()[-1].partition("<|fim_suffix|>")
    assert before.index("loads_of_the_lorry") < before.index("number = ")
    assert "arrivals_at_the_depot" in after
    assert "Some prose" not in before + after


def test_switched_off_by_a_setting(window: Window) -> None:
    """The light says so and what is on show goes; when the setting is taken away, all is as before."""
    window.write_and_open("off.py", ONE_LINE)
    window.suggest()
    settings = window.folder / ".vscode" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"lamp.enabled": False}), encoding="utf-8")
    window.until(lambda: window.state == "off" and not window.ghost)

    settings.write_text("{}", encoding="utf-8")
    window.until(lambda: window.state == "ready")
    assert window.suggest()


def test_logs(window: Window) -> None:
    """Those that are there are listed; the daemon's is shown as people read it, and holds no code."""
    window.write_and_open("logged.py", "secret_of_the_lorry = ")
    window.suggest()
    window.menu("Logs")
    window.choose("The daemon")
    panel = window.page.locator(".part.panel .view-lines")
    window.until(lambda: "suggested" in panel.inner_text())

    assert '"event"' not in panel.inner_text()
    assert "secret_of_the_lorry" not in panel.inner_text()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("LAMP: Write .editorconfig from the Profile", ".editorconfig"),
        ("LAMP: Write Ruff's Settings from the Profile", "ruff.toml"),
    ],
)
def test_files_from_the_profile(window: Window, title: str, name: str) -> None:
    """A new file is written and opened; one that is the developer's stays as it is where they say so."""
    file = window.folder / name
    window.command(title)
    window.page.locator(f".tab.active[data-resource-name='{name}']").wait_for()
    assert "lamp" in file.read_text(encoding="utf-8").lower()

    file.write_text("# mine\n", encoding="utf-8")
    window.command(title)
    window.page.locator(".monaco-diff-editor").wait_for()
    window.page.locator(".notification-list-item .monaco-button:has-text('Leave It')").first.click()
    window.page.locator(".notification-list-item").wait_for(state="hidden")
    assert file.read_text(encoding="utf-8") == "# mine\n"


def test_a_file_of_which_nothing_was_learned(window: Window) -> None:
    """A sentence says so, and nothing is written."""
    window.command("LAMP: Write Prettier's Settings from the Profile")
    window.until(lambda: any("JavaScript or TypeScript" in notice for notice in window.notices))

    assert not (window.folder / ".prettierrc").exists()


def test_forgetting_the_project(window: Window, scripted: ScriptedLamp) -> None:
    """It asks first; no is no, and yes erases what is kept of this project alone."""
    window.write_and_open("forgotten.py", ONE_LINE)
    window.suggest()
    window.menu("Erase this project…")
    dialog = window.page.locator(".monaco-dialog-box")
    assert window.folder.name in dialog.inner_text()
    dialog.locator(".monaco-button:has-text('Cancel')").click()
    assert projects(scripted) >= {str(window.folder)}

    window.menu("Erase this project…")
    dialog.locator(".monaco-button:has-text('Erase')").click()
    window.until(lambda: str(window.folder) not in projects(scripted))


def projects(scripted: ScriptedLamp) -> set[str]:
    """Return the projects of all suggestions that are kept."""
    return {str(Path(one["project"])) for one in scripted.suggestions().values()}


@pytest.fixture
def unasked(scripted: ScriptedLamp, tmp_path: Path) -> Iterator[LampHome]:
    """Give a LAMP whose developer has not said yet whether it may learn."""
    model = {"LAMP_BACKEND": "openai", "LAMP_BASE_URL": scripted.server.address, "LAMP_FIM_FORMAT": "qwen"}
    with isolated_lamp(tmp_path / "lamp", LAMP_CONSENT="", **model) as home:
        yield home


def test_a_say_over_what_is_kept(browser: Browser, code: CodeServer, unasked: LampHome, tmp_path: Path) -> None:
    """Whether LAMP may learn can be said and said anew; all that it keeps is saved where the developer says."""
    folder = with_lamp(tmp_path / "asked", unasked)
    page = browser.new_page(viewport={"width": 1100, "height": 640})
    window = open_window(page, code.open(folder), folder)
    window.until(lambda: window.state == "ready")
    window.menu("May LAMP learn?")
    window.choose("It completes without learning")
    window.until(lambda: consent(unasked) == "no")
    window.command("LAMP: Allow Learning…")
    window.choose("What it learns stays on this machine")
    window.until(lambda: consent(unasked) == "yes")

    saved = tmp_path / "everything.json"
    window.command("LAMP: Show What Was Learned")
    window.webview().locator("button[data-action=export]").click()
    window.save_as(saved, offered="lamp-export.json")
    window.until(lambda: saved.exists() and saved.stat().st_size)
    assert json.loads(saved.read_text(encoding="utf-8")).keys() == unasked.ask("export").keys()
    assert saved.stat().st_mode & 0o077 == 0
    page.close()


def consent(home: LampHome) -> str:
    """Return what the developer said by now."""
    return str(home.ask("status", "--json")["consent"])
