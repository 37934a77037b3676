"""What a developer sees and does in a window of VS Code."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

APPEARS_WITHIN_S = 90.0
"""A model on a busy machine takes its time."""

ANSWERS_WITHIN_S = 15.0
"""After which a request by hand is made anew: it may have met a model that was still loading."""

LISTED_WITHIN_MS = 700
"""After which a list that lacks what is looked for is opened anew."""


class Window:
    """One window, by its page in the browser."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder

    def until(self, happened: Callable[[], Any], within_s: float = APPEARS_WITHIN_S) -> Any:
        """Wait until something is so, and return it."""
        ends = time.monotonic() + within_s
        while not (value := happened()):
            assert time.monotonic() < ends, self.page.locator("body").inner_text()
            self.page.wait_for_timeout(100)
        return value

    # --- the editor -------------------------------------------------------------------------------------------

    def write_and_open(self, name: str, text: str) -> None:
        """Put a file into the folder and open it, with the cursor at its end."""
        (self.folder / name).write_text(text, encoding="utf-8")
        self.open(name)

    def open(self, name: str) -> None:
        """Open a file of the folder, with the cursor at its end."""
        self._pick(name)
        self.focus()

    def open_notebook(self, name: str, cell: str) -> None:
        """Open a notebook of the folder, with the cursor at the end of the code cell that has this in it."""
        self._pick(name)
        self.page.locator(".notebookOverlay .cell-editor-part").filter(has_text=cell).click()
        self.page.locator(".notebookOverlay .monaco-editor.focused").wait_for()
        self.page.keyboard.press("Control+End")

    def focus(self) -> None:
        """Put the cursor at the end of the active editor."""
        self.page.keyboard.press("Control+1")
        self.page.locator(".editor-group-container.active .monaco-editor.focused").wait_for()
        self.page.keyboard.press("Control+End")

    def has_folders(self) -> bool:
        """Say whether the window has its folders, once LAMP's light is on; one that came up without is loaded anew."""
        self.page.locator("[id='lamp.lamp.lamp.status']").wait_for()
        if self.page.get_by_text("You have not yet added a folder to the workspace").count():
            self.page.reload()
            return False
        return True

    def _pick(self, name: str) -> None:
        tab = self.page.locator(f".tab.active:has-text('{name}')")

        def picked() -> bool:
            if self._listed("Control+P", name):
                with suppress(PlaywrightTimeout):  # the list may be drawn anew, or close, under the pointer
                    self._entries(name).first.click(timeout=5_000)
                    tab.wait_for(timeout=10_000)
            return bool(tab.count())

        self.until(picked)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=30)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def text(self) -> str:
        """What stands in the active editor, as far as it is on the screen, without the ghost text."""
        return str(self.page.evaluate(_TEXT, "text"))

    @property
    def ghost(self) -> str:
        """The ghost text on show; empty for none."""
        return str(self.page.evaluate(_TEXT, "ghost"))

    def suggest(self) -> str:
        """Ask for a suggestion by hand, again where the model was not there yet, and return it when it is on show."""
        self.until(lambda: self.state in {"ready", "learning", "slow"})
        ends = time.monotonic() + APPEARS_WITHIN_S
        while not self.ghost:
            assert time.monotonic() < ends, (self.status, self.page.locator("body").inner_text())
            self.press("Alt+Backslash")
            with suppress(PlaywrightTimeout):
                self.page.wait_for_function(_TEXT, arg="ghost", timeout=ANSWERS_WITHIN_S * 1000)
        return self.ghost

    # --- the workbench ----------------------------------------------------------------------------------------

    def command(self, title: str) -> None:
        """Run a command from the palette, as soon as it is there."""
        self.until(lambda: self._listed("F1", title, prefix=">"))
        self.choose(title)

    def _listed(self, key: str, wanted: str, prefix: str = "") -> bool:
        """Look for something that may be there only since a moment ago."""
        self.page.keyboard.press("Escape")
        self.page.keyboard.press(key)
        try:
            self.page.locator(".quick-input-widget input").first.fill(f"{prefix}{wanted}", timeout=5_000)
        except PlaywrightTimeout:  # it closed, as when another part of the window took the focus
            return False
        self.page.wait_for_timeout(LISTED_WITHIN_MS)
        return self._entries(wanted).count() > 0

    def choose(self, label: str) -> None:
        """Choose an entry of the list on show."""
        self._entries(label).first.click()

    def _entries(self, label: str) -> Locator:
        return self.page.locator(".quick-input-list .monaco-list-row").filter(has_text=label)

    def menu(self, label: str) -> None:
        """Choose an entry of the light's menu, which is longer than the window."""
        self.page.locator("[id='lamp.lamp.lamp.status'] a").click()
        self.page.locator(".quick-input-widget input").first.fill(label)
        self.choose(label)

    def answer(self, text: str) -> None:
        """Answer the question on show."""
        self.page.locator(".quick-input-widget .quick-input-message").wait_for()
        self.type(text)
        self.press("Enter")

    def save_as(self, file: Path, offered: str) -> None:
        """Name another file than the offered one in the dialog on show; its folder must hold something."""
        where = self.page.locator(".quick-input-widget input[type=text]").first
        self.until(lambda: where.input_value().endswith(offered))
        where.fill(str(file))
        self._entries(next(file.parent.iterdir()).name).first.wait_for()
        self.page.wait_for_timeout(LISTED_WITHIN_MS)  # Enter is not heard while the folder is read
        where.press("Enter")

    @property
    def status(self) -> str:
        """What the status bar's light says."""
        return str(self.page.locator("[id='lamp.lamp.lamp.status']").get_attribute("aria-label")).removeprefix("LAMP: ")

    @property
    def state(self) -> str:
        """The status bar's state, by its icon."""
        icons = self.page.locator("[id='lamp.lamp.lamp.status'] .codicon").get_attribute("class") or ""
        return next((state for state, icon in ICONS.items() if f"codicon-{icon}" in icons.split()), icons)

    @property
    def notices(self) -> list[str]:
        """The notifications on show."""
        return self.page.locator(".notification-list-item-message").all_inner_texts()

    def webview(self) -> FrameLocator:
        return self.page.frame_locator("iframe.webview").frame_locator("iframe#active-frame")


ICONS = {
    "ready": "lightbulb",
    "learning": "sync",
    "paused": "debug-pause",
    "no_daemon": "debug-disconnect",
    "slow": "watch",
    "trouble": "warning",
    "untrusted": "workspace-untrusted",
    "off": "circle-slash",
}


def open_window(page: Page, address: str, folder: Path) -> Window:
    """Open a window and wait for LAMP's light in it."""
    page.set_default_timeout(APPEARS_WITHIN_S * 1000)
    page.goto(address)
    window = Window(page, folder)
    window.until(window.has_folders)
    return window


_TEXT = """wanted => {
  const editor = document.querySelector('.notebookOverlay .monaco-editor.focused')
    ?? document.querySelector('.editor-group-container.active .monaco-editor');
  if (!editor) return '';
  const GHOST = '.ghost-text-decoration, .ghost-text-decoration-preview';
  const top = each => parseFloat(each.style.top);
  const plain = text => text.replaceAll('\\u00a0', ' ');
  const lines = [...editor.querySelectorAll('.view-lines > .view-line')].sort((a, b) => top(a) - top(b));
  if (wanted === 'text') {
    return lines.map(line => {
      const copy = line.cloneNode(true);
      copy.querySelectorAll(GHOST).forEach(each => each.remove());
      return plain(copy.textContent);
    }).join('\\n');
  }
  const first = lines.flatMap(line => [...line.querySelectorAll(GHOST)]).map(each => each.textContent).join('');
  const below = [...editor.querySelectorAll('.suggest-preview-text .view-line')].map(each => each.textContent);
  return first || below.length ? plain([first, ...below].join('\\n')) : '';
}"""
