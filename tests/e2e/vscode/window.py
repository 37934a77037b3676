"""What a developer sees and does in a window of VS Code."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import FrameLocator, Page

APPEARS_WITHIN_S = 90.0
"""A model on a busy machine takes its time."""

GHOST = ".ghost-text-decoration, .ghost-text-decoration-preview, .ghost-text"


class Window:
    """One window, by its page in the browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def until(self, happened: Callable[[], Any], within_s: float = APPEARS_WITHIN_S) -> Any:
        """Wait until something is so, and return it."""
        ends = time.monotonic() + within_s
        while not (value := happened()):
            assert time.monotonic() < ends, self.page.locator("body").inner_text()
            self.page.wait_for_timeout(100)
        return value

    # --- the editor -------------------------------------------------------------------------------------------

    def open(self, name: str) -> None:
        """Open a file of the workspace, with the cursor at its end."""
        self.page.keyboard.press("Control+P")
        self.page.locator(".quick-input-widget input").first.fill(name)
        self.page.locator(f".quick-input-list .monaco-list-row:has-text('{name}')").first.wait_for()
        self.page.keyboard.press("Enter")
        self.page.locator(f".tab.active:has-text('{name}')").wait_for()
        self.page.locator(".editor-group-container.active .monaco-editor .view-lines").first.click()
        self.page.keyboard.press("Control+End")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=20)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def text(self) -> str:
        """What stands in the active editor, without the ghost text."""
        return str(self.page.evaluate(_TEXT_OF_LINES, GHOST))

    @property
    def ghost(self) -> str:
        """The ghost text on show; empty for none."""
        return str(self.page.evaluate(_GHOST_TEXT))

    # --- the workbench ----------------------------------------------------------------------------------------

    def command(self, title: str) -> None:
        """Run a command from the palette."""
        self.page.keyboard.press("F1")
        self.page.locator(".quick-input-widget input").first.fill(f">{title}")
        self.page.locator(".quick-input-list .monaco-list-row").first.wait_for()
        self.page.keyboard.press("Enter")

    @property
    def status(self) -> str:
        """What the status bar's item says to a screen reader: LAMP, and one line."""
        item = self.page.locator("#lamp\\.lamp\\.lamp\\.status, [id*='lamp.status']").first
        return str(item.get_attribute("aria-label") or "") if item.count() else ""

    @property
    def notices(self) -> list[str]:
        """The notifications on show."""
        return self.page.locator(".notification-list-item-message").all_inner_texts()

    def webview(self) -> FrameLocator:
        return self.page.frame_locator("iframe.webview").frame_locator("iframe#active-frame")


def open_window(page: Page, address: str) -> Window:
    """Open a window and wait for its workbench."""
    page.goto(address)
    page.locator(".monaco-workbench .statusbar").wait_for(timeout=60_000)
    return Window(page)


def write(folder: Path, **files: str) -> None:
    """Write files of a workspace; names have ``_`` for the dot."""
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")


_TEXT_OF_LINES = """ghost => {
  const editor = document.querySelector('.editor-group-container.active .monaco-editor');
  const lines = [...editor.querySelectorAll('.view-lines > .view-line')];
  lines.sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top));
  return lines.map(line => {
    const copy = line.cloneNode(true);
    copy.querySelectorAll(ghost).forEach(each => each.remove());
    return copy.textContent.replaceAll('\\u00a0', ' ');
  }).join('\\n');
}"""

_GHOST_TEXT = """() => {
  const editor = document.querySelector('.editor-group-container.active .monaco-editor');
  if (!editor) return '';
  return [...editor.querySelectorAll('.ghost-text-decoration, .ghost-text-decoration-preview, .ghost-text, .suggest-preview-text')]
    .map(each => each.outerHTML).join('\\n');
}"""
