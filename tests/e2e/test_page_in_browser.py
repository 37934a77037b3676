"""The page in a real browser: alone, and framed by a host that it tells what its buttons want."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from style_learner.profile.page.page import Figures, page
from style_learner.profile.profile import Profile
from style_learner.rules.book import Rule
from style_learner.types import Habit, Pin
from tests.e2e.chromium import chromium

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=parent.broken=1>"
PROJECT = f"/home/ada/{HOSTILE}"
SURE = Habit("quotes", "python", "", {"single": 0.9, "double": 0.1}, 9.0, 9, 0.99, HOSTILE)
UNSURE = Habit("paths", "python", "", {"pathlib": 0.6, "os": 0.4}, 1.0, 1, 0.6)
PROFILE = Profile((SURE, UNSURE), (), (Pin("python", "function_case", "camel"),))
RULE = Rule("requests.get", "httpx.get", "python", "", ("session",), 4, 0.9)
HOST = """<!doctype html><body style="margin:0"><script>
window.told = []; addEventListener("message", (event) => window.told.push(event.data));
</script><iframe sandbox="allow-scripts" style="width:1000px;height:900px"></iframe>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a browser."""
    with chromium() as found:
        yield found


@pytest.fixture
def window(browser: Browser) -> Iterator[Page]:
    """Open a window that fails the test when anything on the page breaks or breaks its policy."""
    opened = browser.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield opened
    opened.close()
    assert problems == []


def html(theme: str = "light", *, paused: bool = False) -> str:
    """Give the page."""
    figures = Figures(None, 90, 3, (RULE,), "yes", paused)
    return page(PROFILE, figures, project=PROJECT, theme=theme)  # type: ignore[arg-type]


def told(window: Page) -> list[Any]:
    """List what the host was told."""
    found: list[Any] = window.evaluate("window.told")
    return found


def test_a_host_is_told_what_the_buttons_want(window: Page) -> None:
    """Correcting, pinning, erasing, forgetting, pausing, exporting: a message each; what erases, twice."""
    window.set_content(HOST)
    window.evaluate("html => document.querySelector('iframe').srcdoc = html", html())
    frame = window.frame_locator("iframe")
    quotes = frame.locator("[data-feature=quotes]")
    quotes.locator("select").select_option("double")
    quotes.get_by_role("button", name="Erase: String quotes").click()
    window.wait_for_function("told.length === 1")
    quotes.get_by_role("button", name="Erase").click()
    frame.locator("[data-feature=function_case]").get_by_role("button", name="Unpin").click()
    for name in ("Pause LAMP", "Export everything"):
        frame.get_by_role("button", name=name).click()
    for _ in range(2):
        frame.locator("button[data-action=forget]").press("Enter")
    window.wait_for_function("told.length === 6")

    python = {"language": "python"}
    assert told(window) == [
        {"lamp": "change", "changes": [{"action": "pin", "feature": "quotes", "choice": "double", **python}]},
        {"lamp": "change", "changes": [{"action": "erase", "feature": "quotes", **python}]},
        {"lamp": "change", "changes": [{"action": "unpin", "feature": "function_case", **python}]},
        {"lamp": "pause"},
        {"lamp": "export"},
        {"lamp": "forgetProject", "project": PROJECT},
    ]
    assert window.evaluate("window.broken") is None


def test_a_rule_is_corrected_and_erased(window: Page) -> None:
    """What it becomes can be written anew; nothing at all is not taken."""
    window.set_content(HOST)
    window.evaluate("html => document.querySelector('iframe').srcdoc = html", html())
    rule = window.frame_locator("iframe").locator("[data-feature='rule requests.get']")
    for written in ("", "aiohttp.get"):
        rule.get_by_role("textbox", name="What requests.get becomes").fill(written)
        rule.get_by_role("button", name="Pin").click()
    for _ in range(2):
        rule.locator("button[data-action=erase]").click()
    window.wait_for_function("told.length === 2")

    place = {"feature": "rule requests.get", "language": "python"}
    assert told(window) == [
        {"lamp": "change", "changes": [{"action": "pin", "choice": "aiohttp.get", **place}]},
        {"lamp": "change", "changes": [{"action": "erase", **place}]},
    ]


def test_the_hosts_sentence_is_shown(window: Page) -> None:
    """What the host answers stands on the page, as text."""
    window.set_content(HOST)
    window.evaluate("html => document.querySelector('iframe').srcdoc = html", html(paused=True))
    frame = window.frame_locator("iframe")
    frame.get_by_role("button", name="Resume LAMP").wait_for()
    window.evaluate(
        "document.querySelector('iframe').contentWindow.postMessage({lamp: 'said', message: '<b>Erased 3.'}, '*')"
    )
    frame.get_by_text("<b>Erased 3.").wait_for()


def test_alone_it_is_for_reading(window: Page) -> None:
    """Without a host there are no buttons that could do nothing, and the way to correct is told."""
    window.set_content(html())

    assert window.get_by_role("button").count() == 0
    assert window.get_by_text("lamp profile edit").is_visible()


def test_an_editor_shows_a_fresh_page_as_the_old_one_was(window: Page, tmp_path: Path) -> None:
    """What was unfolded stays so, since every change makes the editor show the page anew."""
    window.add_init_script("""
        window.told = [];
        window.acquireVsCodeApi = () => ({
            postMessage: (message) => window.told.push(message),
            getState: () => JSON.parse(window.name || "null"),
            setState: (state) => { window.name = JSON.stringify(state); },
        });
    """)
    file = tmp_path / "page.html"
    for unfold in (True, False):
        file.write_text(html(), encoding="utf-8")
        window.goto(file.as_uri())
        if unfold:
            window.get_by_role("heading", name="Not sure yet").click()
        window.locator("[data-feature=paths]").get_by_role("button", name="Pin").click()
        window.wait_for_function("told.length === 1 && name.includes('Not sure yet')")


@pytest.mark.parametrize(("theme", "background"), [("light", 255), ("dark", 23), ("contrast", 0)])
def test_each_theme_has_its_colours(window: Page, theme: str, background: int) -> None:
    """The theme asked for holds; an editor's own colours, where there are any, hold over it."""
    window.set_content(html(theme))
    colour = "getComputedStyle(document.body).backgroundColor"
    own = window.evaluate(colour)
    window.evaluate("document.documentElement.style.setProperty('--vscode-editor-background', 'rgb(1, 2, 3)')")

    assert own.startswith(f"rgb({background},")
    assert window.evaluate(colour) == "rgb(1, 2, 3)"
