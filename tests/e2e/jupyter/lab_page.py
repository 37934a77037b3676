"""JupyterLab in a real browser, as somebody at the keyboard sees it."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.e2e.chromium import chromium
from tests.e2e.jupyter.jupyter_process import TOKEN, Jupyter

PATIENCE_MS = 120_000
"""Two busy cores may take long over a model's answer."""

expect.set_options(timeout=PATIENCE_MS)

KEY_MS = 30
"""Between two keys, as a quick typist's."""

TRIES = 3
"""A small model may answer without code; a developer asks again."""


@contextmanager
def chromium_page(**options: Any) -> Iterator[Page]:
    """Give an empty page of a browser of its own."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800}, **options)
        page.set_default_timeout(PATIENCE_MS)
        page.on("dialog", lambda dialog: dialog.accept())  # to leave a changed notebook
        yield page


def wait_until_ready(lab: Jupyter) -> None:
    """Wait for the daemon and its model, however slow it is."""
    eventually(lambda: lab.ask("GET", "status"), lambda status: status["state"] in {"ready", "slow", "learning"})


def write_notebook(jupyter: Jupyter, name: str, *sources: str) -> None:
    """Put a Python notebook with code cells into Jupyter's folder."""
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "id": f"cell{at}", "metadata": {}, "source": s, "outputs": [], "execution_count": None}
        for at, s in enumerate(sources)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    (jupyter.folder / name).write_text(json.dumps(notebook))


@dataclass(frozen=True)
class LabPage:
    """A notebook that is open in JupyterLab."""

    page: Page
    jupyter: Jupyter

    def open(self, name: str) -> None:
        """Open a notebook and wait until its kernel is idle."""
        self.page.goto(f"{self.jupyter.url}lab/tree/{name}?token={TOKEN}&reset")
        self.page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        self.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()

    def rename(self, name: str) -> None:
        """Give the notebook another name."""
        self.page.get_by_role("menuitem", name="File", exact=True).click()
        self.page.get_by_role("menuitem", name="Rename Notebook").click()
        dialog = self.page.get_by_role("dialog")
        dialog.locator("input").fill(name)
        dialog.get_by_role("button", name="Rename").click()

    def cell(self, index: int) -> Locator:
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index)

    def source(self, index: int) -> str:
        """Return what the developer sees in a cell, without ghost text."""
        lines = self.cell(index).locator(".cm-line").all()
        return "\n".join(line.evaluate(_TEXT_WITHOUT_GHOST) for line in lines)

    def write(self, index: int, text: str) -> None:
        self.cell(index).locator(".cm-content").click()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(text, delay=KEY_MS)

    def run(self, index: int) -> str:
        """Run a cell and return its prompt, once it ran."""
        prompt = self.cell(index).locator(".jp-InputPrompt")
        before = prompt.inner_text()
        self.cell(index).locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        return str(eventually(prompt.inner_text, lambda seen: seen != before and bool(_COUNTED.match(seen))))

    def completions(self, index: int) -> list[str]:
        """Ask for completions at the end of a cell and return their lines; none when none come soon."""
        self.cell(index).locator(".cm-content").click()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.press("Tab")
        items = self.page.locator(".jp-Completer-item")
        with suppress(PlaywrightTimeout):
            items.first.wait_for(timeout=3_000)
        lines = items.all_inner_texts()
        self.page.keyboard.press("Escape")
        return lines

    def ghost(self) -> str:
        """Wait for ghost text and return it."""
        ghost = self.page.locator(".jp-GhostText").first
        ghost.wait_for()
        return ghost.inner_text()

    def say(self, text: str) -> None:
        """Say something in the side panel."""
        if not self.chat.is_visible():
            self.page.get_by_role("tab", name="LAMP").first.click()
        box = self.chat.locator("textarea").first
        box.fill(text)

        def enter() -> str:
            box.press("Enter")
            return box.input_value()

        eventually(enter, lambda left: not left)  # a command takes two

    def ask(self, text: str) -> Locator:
        """Ask in the side panel and return the answer, once it is written."""
        before = self.messages.count()
        self.say(text)
        expect(self.messages).to_have_count(before + 2)
        answer = self.messages.nth(before + 1)
        expect(answer).not_to_be_empty()
        expect(self.chat.locator(".lamp-Stop")).to_have_count(0)
        return answer

    @property
    def chat(self) -> Locator:
        return self.page.locator(".lamp-Assistant")

    @property
    def messages(self) -> Locator:
        """What was said, by both sides."""
        return self.chat.locator(".jp-chat-rendered-message")

    def press(self, button: str, *, said: str) -> None:
        """Press a button of the notification that says so; JupyterLab asks things of its own."""
        notifications = self.page.locator(".Toastify__toast", has_text=said)
        notifications.locator(".jp-toast-button", has_text=button).first.click()

    def export(self, holds: Callable[[Any], bool]) -> Any:
        """Return all that LAMP keeps, once it holds what is waited for."""
        return eventually(lambda: self.jupyter.ask("GET", "export"), holds)


def eventually(look: Callable[[], Any], holds: Callable[[Any], bool]) -> Any:
    """Look until it holds, and return what was seen."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while not holds(seen := look()):
        assert time.monotonic() < until, seen
        time.sleep(0.5)
    return seen


_COUNTED = re.compile(r"^\[\d+\]:$")

_TEXT_WITHOUT_GHOST = """line => {
  const copy = line.cloneNode(true);
  copy.querySelectorAll('.jp-GhostText, .jp-GhostText-lineSpacer, .cm-widgetBuffer').forEach(node => node.remove());
  return copy.textContent;
}"""
