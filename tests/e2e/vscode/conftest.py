"""One VS Code, one LAMP and one browser for all tests here."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.chromium import CHROMIUM, chromium
from tests.e2e.editors.scripted_model import ScriptedLamp, scripted_lamp
from tests.e2e.lamp_home import LampHome, isolated_lamp
from tests.e2e.vscode.code_server import VSIX, CodeServer, code_server, program, with_lamp
from tests.e2e.vscode.window import Window, open_window


@pytest.fixture(scope="package")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LampHome]:
    """Give a LAMP apart from the developer's, with the embedded model."""
    folder = tmp_path_factory.mktemp("vscode") / "lamp"
    with isolated_lamp(folder, LAMP_BACKEND="embedded", LAMP_MEANING_SEARCH="false") as ours:
        yield ours


@pytest.fixture(scope="package")
def code(home: LampHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeServer]:
    """Give a VS Code with the packaged extension."""
    found = program()
    if found is None or not VSIX.exists() or not CHROMIUM.exists():
        without = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        without("needs Chromium, and what `make vscode` and scripts/build_code_server.sh make")
    assert found is not None
    with code_server(found, tmp_path_factory.mktemp("code-server"), home.environment) as running:
        yield running


@pytest.fixture(scope="package")
def browser(code: CodeServer) -> Iterator[Browser]:
    """Give a headless Chromium."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="package")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScriptedLamp]:
    """Give another LAMP, whose model is a script."""
    with scripted_lamp(tmp_path_factory.mktemp("scripted")) as lamp:
        yield lamp


@pytest.fixture(scope="module")
def window(browser: Browser, code: CodeServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """Give a window on a folder of its own that the tests of a module share."""
    folder = with_lamp(tmp_path_factory.mktemp("shop"))
    page = browser.new_page(viewport={"width": 1100, "height": 640})
    yield open_window(page, code.open(folder), folder)
    page.close()
