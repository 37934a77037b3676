"""Real headless Neovims of several versions, driven by real keys."""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pynvim
import pytest

from tests.e2e.backends.real_ollama import tests_cache

REPOSITORY = Path(__file__).parents[3]
PLUGIN = REPOSITORY / "editors" / "nvim"

VERSIONS = ("nvim", "nvim-oldest", "nvim-newest")
"""The one of the environment (0.11), and what ``scripts/fetch_editors.sh`` brings: 0.10, and 0.12 or newer."""

GHOST = """
local lines = {}
for name, id in pairs(vim.api.nvim_get_namespaces()) do
  if name == 'lamp' or name == 'nvim.lsp.inline_completion' then
    for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, id, 0, -1, { details = true })) do
      for _, line in ipairs({ mark[4].virt_text, unpack(mark[4].virt_lines or {}) }) do
        local text = ''
        for _, piece in ipairs(line) do text = text .. piece[1] end
        table.insert(lines, text)
      end
    end
  end
end
return table.concat(lines, '\\n')
"""


def program(name: str) -> str:
    """Return where an editor is; skips where it is not, but in CI, where the gate has brought it."""
    here = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    fetched = tests_cache() / "editors" / name
    found = str(fetched) if fetched.exists() else here
    if found is None:
        missing = f"no {name} is there; scripts/fetch_editors.sh brings it"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


class Nvim:
    """Headless Neovim with the plugin."""

    def __init__(self, nvim: Any, folder: Path) -> None:
        """Drive a Neovim; ``folder`` is where ``canned_command`` keeps its files."""
        self.api = nvim
        self.folder = folder
        self._texts = folder / "texts.json"
        self._outcomes = folder / "outcomes.jsonl"
        self._told_before = 0

    def lua(self, code: str, *arguments: Any) -> Any:
        return self.api.exec_lua(code, *arguments)

    def keys(self, keys: str) -> None:
        """Press keys and wait until Neovim took them in."""
        self.api.input(keys)
        self.api.eval("1")

    def ghost(self) -> str:
        """Return what is shown of the suggestion, lines joined."""
        return str(self.lua(GHOST))

    def lines(self) -> list[str]:
        return list(self.api.current.buffer[:])

    def messages(self) -> str:
        return str(self.api.command_output("messages"))

    def until(self, condition: Callable[[], object], timeout_s: float = 120.0) -> None:
        """Wait for what a process beside brings about."""
        ends = time.monotonic() + timeout_s
        while not condition():
            assert time.monotonic() < ends, (self.ghost(), self.lines(), self.told(), self.messages())
            time.sleep(0.02)

    def edit(self, file: Path, text: str) -> None:
        """Open a new file and wait until the server has it."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        self.api.command(f"edit {file}")
        self.until(lambda: self.lua("return #vim.lsp.get_clients({name='lamp', bufnr=0})") == 1)

    def suggest(self, *texts: str, replaces_after: int = 0) -> None:
        """Say what the daemon in memory suggests from now on, the first one while typing, all by hand."""
        items = [{"text": text, "replaces_after": replaces_after} for text in texts]
        self._texts.write_text(json.dumps(items), encoding="utf-8")

    def told(self) -> list[tuple[str, str, int]]:
        """Return the outcomes that the daemon in memory was told since ``forget_told``."""
        return [(each["kind"], each["how"], each["characters"]) for each in self._all_told()[self._told_before :]]

    def told_texts(self, kind: str) -> list[str]:
        return [each["text"] for each in self._all_told()[self._told_before :] if each["kind"] == kind]

    def forget_told(self) -> None:
        self._told_before = len(self._all_told())

    def _all_told(self) -> list[dict[str, Any]]:
        if not self._outcomes.exists():
            return []
        return [json.loads(line) for line in self._outcomes.read_text(encoding="utf-8").splitlines()]


@contextmanager
def running_nvim(
    name: str,
    folder: Path,
    cmd: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    options: str = "",
) -> Iterator[Nvim]:
    """Run a Neovim with the plugin, whose language server's command is ``cmd``; ``options`` are further ones, in Lua.

    It and its server have ended when this returns.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    variables = {**(environment or {}), "PYTHONPATH": str(REPOSITORY)}
    argv = ["env", *(f"{key}={value}" for key, value in variables.items()), program(name)]
    nvim = pynvim.attach("child", argv=[*argv, "--embed", "--headless", "--clean", "-n"])
    editor = Nvim(nvim, folder)
    nvim.command("filetype plugin indent on")
    nvim.command(f"set runtimepath+={PLUGIN}")
    nvim.command("runtime plugin/lamp.lua")
    editor.lua(f"require('lamp').setup(vim.tbl_extend('force', {{cmd = ..., debounce_ms = 20}}, {{{options}}}))", cmd)
    try:
        yield editor
    finally:
        children = [child for child in psutil.Process().children(recursive=True) if child.pid not in before]
        nvim.command("qall!", async_=True)
        nvim.close()
        psutil.wait_procs(children, timeout=10)


def canned_command(folder: Path) -> list[str]:
    """Return the command of the real language server with a daemon in memory."""
    return [
        sys.executable,
        "-m",
        "tests.e2e.editors.canned_server",
        str(folder / "texts.json"),
        str(folder / "outcomes.jsonl"),
    ]
