"""Real Neovim, the real language server, daemon and model: typed, seen, accepted, found in the store."""

import json
import time
from pathlib import Path

import psutil
import pytest

from tests.e2e.editors.lsp_process import QUICK_LSP, exported, lamp, outcomes_of, suggestion_with
from tests.e2e.editors.neovims import Nvim, running_nvim
from tests.e2e.editors.test_lsp_daemon import MODEL_TIMEOUT_S

pytestmark = [pytest.mark.model, pytest.mark.neovim]

CODE = ["import json", "", "", "def read_config(path):", "    with open(path) as file:", "        return "]

ASK = """
local said = vim.fn.execute('messages')
require('lamp').trigger()
vim.wait(20000, function() return require('lamp').visible() or vim.fn.execute('messages') ~= said end)
"""
"""Ask by hand, and wait until a suggestion is shown or the reason for none is said: asking again ends a request."""


def open_project(nvim: Nvim, folder: Path, name: str = "config.py") -> None:
    """Open a file in a project, with all but the line that is to be completed."""
    (folder / ".git").mkdir(parents=True, exist_ok=True)
    nvim.edit(folder / name, "\n".join(CODE[:-1]) + "\n")


def shown(nvim: Nvim, timeout_s: float = MODEL_TIMEOUT_S) -> str:
    """Ask by hand until something is shown; return it."""

    def asked_and_shown() -> bool:
        if not nvim.ghost():
            nvim.lua(ASK)
        return bool(nvim.ghost())

    nvim.until(asked_and_shown, timeout_s)
    return str(nvim.lua("return require('lamp.suggestion').text()"))


def last_id(nvim: Nvim) -> str:
    """Return the id of the suggestion shown last."""
    return str(nvim.lua("return require('lamp.suggestion').last_id"))


def test_each_outcome_is_found_in_the_store(environment: dict[str, str], tmp_path: Path) -> None:
    """Accepted whole, by word, dismissed, typed over: the store has what the developer did and saw."""
    with running_nvim("nvim", tmp_path, QUICK_LSP, environment=environment) as nvim:
        open_project(nvim, tmp_path / "project")
        nvim.keys("Goreturn ")
        ghost = shown(nvim)
        accepted = last_id(nvim)
        nvim.lua("require('lamp').accept()")
        assert "\n".join(nvim.lines()).endswith("return " + ghost)
        kept = suggestion_with(environment, "accepted", accepted)
        assert kept["text"] == ghost
        assert outcomes_of(kept, "accepted")[0]["characters"] == len(ghost)
        assert outcomes_of(kept, "shown")

        nvim.keys("<Esc>ggOimport ")
        ghost = shown(nvim)
        part = last_id(nvim)
        nvim.lua("require('lamp').accept_word()")
        word = nvim.lines()[0].removeprefix("import ")
        assert ghost.startswith(word)
        kind = "accepted" if word == ghost else "accepted_part"
        assert outcomes_of(suggestion_with(environment, kind, part), kind)[0]["characters"] == len(word)

        nvim.keys("<Esc>Go<CR>def parse(line):<CR>return ")
        shown(nvim)
        dismissed = last_id(nvim)
        nvim.lua("require('lamp').dismiss()")
        assert outcomes_of(suggestion_with(environment, "rejected", dismissed), "rejected")[0]["how"] == "command"

        nvim.keys("<Esc>Go<CR>def total(rows):<CR>return ")
        ghost = shown(nvim)
        over = last_id(nvim)
        instead = "zip(rows)" if not ghost.startswith("z") else "list(rows)"
        nvim.keys(instead + "<Esc>o")
        assert outcomes_of(suggestion_with(environment, "typed_over", over), "typed_over")[0]["text"] == instead


def test_pause_and_a_killed_daemon(environment: dict[str, str], tmp_path: Path) -> None:
    """Paused, nothing is shown, and `:checkhealth` says so; a daemon that was killed costs at most a suggestion."""
    with running_nvim("nvim", tmp_path, QUICK_LSP, environment=environment) as nvim:
        open_project(nvim, tmp_path / "project")
        nvim.keys("Goreturn ")
        shown(nvim)
        nvim.api.command("Lamp pause")
        nvim.until(lambda: json.loads(lamp(environment, "status", "--json"))["paused"])
        nvim.lua(ASK)
        assert nvim.ghost() == ""
        nvim.api.command("Lamp resume")
        nvim.until(lambda: not json.loads(lamp(environment, "status", "--json"))["paused"])

        pid = json.loads(lamp(environment, "status", "--json"))["pid"]
        psutil.Process(pid).kill()
        nvim.keys("<Esc>Go<CR>def parse(line):<CR>return ")
        ghost = shown(nvim)
        nvim.lua("require('lamp').accept()")
        assert "\n".join(nvim.lines()).endswith("return " + ghost)
        assert json.loads(lamp(environment, "status", "--json"))["pid"] != pid
        until = time.monotonic() + 60
        while not any(outcomes_of(each, "accepted") for each in exported(environment)):
            assert time.monotonic() < until
            time.sleep(0.5)
