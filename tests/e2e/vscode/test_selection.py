"""A question about a selection in a real VS Code: asked, compared, accepted or not."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.editors.scripted_model import CHANGED, ScriptedLamp
from tests.e2e.vscode.code_server import CodeServer, with_lamp
from tests.e2e.vscode.window import Window, open_window

pytestmark = [pytest.mark.vscode, pytest.mark.browser]

LINES = "prices = [1, 2]\ntotal = 0\nprint(total)"


@pytest.fixture(scope="module")
def window(
    browser: Browser, code: CodeServer, scripted: ScriptedLamp, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Window]:
    """Give a window on a folder of its own."""
    folder = with_lamp(tmp_path_factory.mktemp("asked"), scripted.home)
    page = browser.new_page(viewport={"width": 1100, "height": 640})
    yield open_window(page, code.open(folder), folder)
    page.close()


@pytest.mark.parametrize(("answer", "expected"), [("Accept", LINES.replace("total = 0", CHANGED)), ("Discard", LINES)])
def test_a_change_is_compared_and_accepted_or_not(window: Window, answer: str, expected: str) -> None:
    """The file stays as it is until the developer says so."""
    window.write_and_open(f"{answer.lower()}.py", LINES)
    window.until(lambda: window.state in {"ready", "learning", "slow"})
    window.press("Control+Home", "ArrowDown", "Shift+End")
    window.press("F1")  # not by `command`, whose Escape takes the selection back
    window.page.locator(".quick-input-widget input").first.fill(">LAMP: Fix the Selection")
    window.choose("LAMP: Fix the Selection")
    window.page.locator(".monaco-diff-editor").wait_for()
    window.page.locator(f".notification-list-item .monaco-button:has-text('{answer}')").first.click()
    window.page.locator(".monaco-diff-editor").wait_for(state="hidden")

    window.until(lambda: window.text == expected)
