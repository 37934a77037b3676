"""Real Neovim, the real language server, daemon and model: typed, seen, accepted, found in the store."""

from collections.abc import Callable

import pytest

from tests.e2e.editors.conftest import REPOSITORY, Nvim
from tests.e2e.editors.lsp_process import LAMP, suggestion_with
from tests.e2e.editors.test_lsp_daemon import MODEL_TIMEOUT_S

CODE = ["import json", "", "", "def read_config(path):", "    with open(path) as file:", "        return "]


@pytest.mark.model
@pytest.mark.neovim
def test_a_suggestion_of_the_model_is_accepted(
    start_nvim: Callable[..., Nvim], environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the ghost text showed is in the buffer, and its acceptance in the store."""
    for name, value in {**environment, "PYTHONPATH": str(REPOSITORY)}.items():
        monkeypatch.setenv(name, value)
    nvim = start_nvim([*LAMP, "lsp"], "\n".join(CODE[:-1]) + "\n")
    nvim.keys("Go" + CODE[-1].strip() + " ")

    def asked_and_shown() -> bool:
        if not nvim.ghost():
            nvim.lua("require('lamp').suggest()")
            nvim.lua("vim.wait(3000, function() return require('lamp').visible() end)")
        return bool(nvim.ghost())

    nvim.until(asked_and_shown, MODEL_TIMEOUT_S)
    ghost = nvim.ghost()
    nvim.lua("require('lamp').accept()")

    assert "\n".join(nvim.lines()).endswith("return " + ghost)
    suggestion = suggestion_with(environment, "accepted")
    assert suggestion["text"] == ghost
    assert "shown" in {each["kind"] for each in suggestion["outcomes"]}
