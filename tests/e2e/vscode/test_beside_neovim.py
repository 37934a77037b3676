"""A real VS Code and a real Neovim on one daemon: what is accepted in one shapes the other."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Browser

from tests.e2e.editors.lsp_process import LAMP
from tests.e2e.editors.neovims import Nvim, running_nvim
from tests.e2e.editors.scripted_model import ScriptedLamp
from tests.e2e.vscode.code_server import STARTS_WITHIN_S, CodeServer, with_lamp
from tests.e2e.vscode.window import Window, open_window

pytestmark = [pytest.mark.vscode, pytest.mark.browser, pytest.mark.neovim]

T = TypeVar("T")

FUNCTION = "def build_{name}(rows):\n    body = render_rows(rows)\n    return body + "


@pytest.fixture(scope="module")
def project(scripted: ScriptedLamp, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project that both editors have open."""
    folder = with_lamp(tmp_path_factory.mktemp("both"), scripted.home)
    (folder / ".git").mkdir()
    return folder


@pytest.fixture(scope="module")
def window(browser: Browser, code: CodeServer, project: Path) -> Iterator[Window]:
    """Give a window of VS Code on it."""
    page = browser.new_page(viewport={"width": 1100, "height": 640})
    yield open_window(page, code.open(project), project)
    page.close()


class Neighbour:
    """A Neovim, spoken to from a thread of its own: the browser's event loop has the test's."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._running = running_nvim("nvim", folder, [*LAMP, "lsp"], environment=environment)
        self._nvim = self._thread.submit(self._running.__enter__).result()

    def do(self, work: Callable[[Nvim], T]) -> T:
        """Do something in Neovim."""
        return self._thread.submit(work, self._nvim).result(STARTS_WITHIN_S)

    def close(self) -> None:
        self._thread.submit(self._running.__exit__, None, None, None).result()
        self._thread.shutdown()


@pytest.fixture(scope="module")
def neighbour(scripted: ScriptedLamp, project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbour]:
    """Give a Neovim on it."""
    found = Neighbour(scripted.home.environment, tmp_path_factory.mktemp("nvim"))
    found.do(lambda nvim: nvim.edit(project / "first.py", ""))
    yield found
    found.close()


def begin(nvim: Nvim, file: Path, name: str) -> None:
    """Open a file with the cursor where something is to come."""
    nvim.keys("<C-Bslash><C-n>")
    nvim.edit(file, FUNCTION.format(name=name))
    nvim.keys("GA ")


def ask(nvim: Nvim) -> str:
    """Ask for a suggestion by hand, and return the one on show; empty where none comes soon."""
    nvim.lua("require('lamp').trigger() vim.wait(2000, require('lamp').visible)")
    return str(nvim.lua("return require('lamp.suggestion').text() or ''"))


def accept(nvim: Nvim) -> str:
    """Accept a suggestion, save the file, and return what was accepted."""
    nvim.until(lambda: ask(nvim))
    accepted = str(nvim.lua("return require('lamp.suggestion').text()"))
    nvim.lua("require('lamp').accept()")
    nvim.keys("<Esc>")
    nvim.api.command("silent write")
    return accepted


def is_learned(scripted: ScriptedLamp, code: str) -> bool:
    """Say whether code is among what is kept of the developer's own."""
    return any(code in snippet["text"] for snippet in scripted.home.ask("export")["snippets"])


def test_what_neovim_accepts_is_known_in_vs_code(window: Window, neighbour: Neighbour, scripted: ScriptedLamp) -> None:
    """It is among the developer's own code that the model reads for VS Code, from the same daemon."""
    neighbour.do(lambda nvim: begin(nvim, window.folder / "report.py", "report"))
    accepted = neighbour.do(accept)
    window.until(lambda: is_learned(scripted, accepted))

    window.write_and_open("summary.py", FUNCTION.format(name="summary"))
    window.suggest()
    assert any("build_summary" in prompt and accepted in prompt for prompt in scripted.prompts())


def test_what_vs_code_accepts_is_known_in_neovim(window: Window, neighbour: Neighbour, scripted: ScriptedLamp) -> None:
    """And the reverse."""
    window.write_and_open("letter.py", FUNCTION.format(name="letter"))
    accepted = window.suggest()
    window.press("Tab", "Control+S")
    window.until(lambda: is_learned(scripted, accepted))

    neighbour.do(lambda nvim: begin(nvim, window.folder / "postcard.py", "postcard"))
    window.until(lambda: neighbour.do(ask))
    assert any("build_postcard" in prompt and accepted in prompt for prompt in scripted.prompts())
