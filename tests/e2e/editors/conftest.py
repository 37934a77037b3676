"""Real editors and a LAMP of their own."""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pynvim
import pytest

from lamp_lsp.paths import lamp_paths
from tests.e2e.editors.lsp_process import stop_daemon

REPOSITORY = Path(__file__).parents[3]
PLUGIN = REPOSITORY / "editors" / "nvim"


class Nvim:
    """Headless Neovim with the plugin, driven by real keys."""

    def __init__(self, nvim: Any, outcomes_file: Path) -> None:
        self.api = nvim
        self._outcomes_file = outcomes_file

    def lua(self, code: str, *arguments: Any) -> Any:
        return self.api.exec_lua(code, *arguments)

    def keys(self, keys: str) -> None:
        """Press keys and wait until Neovim took them in."""
        self.api.input(keys)
        self.api.eval("1")

    def ghost(self) -> str:
        """Return what the extmarks of the suggestion show, lines joined."""
        marks = self.lua(
            "return vim.api.nvim_buf_get_extmarks(0, vim.api.nvim_create_namespace('lamp'), 0, -1, {details = true})"
        )
        lines: list[str] = []
        for _id, _row, _column, details in marks:
            lines.append("".join(text for text, _group in details.get("virt_text", [])))
            lines += ["".join(text for text, _group in line) for line in details.get("virt_lines", [])]
        return "\n".join(lines)

    def lines(self) -> list[str]:
        return list(self.api.current.buffer[:])

    def until(self, condition: Callable[[], bool], timeout_s: float = 15.0) -> None:
        """Wait for what a process beside brings about."""
        ends = time.monotonic() + timeout_s
        while not condition():
            assert time.monotonic() < ends, (
                self.ghost(),
                self.lines(),
                self.told(),
                self.api.command_output("messages"),
            )
            time.sleep(0.03)

    def told(self) -> list[tuple[str, str, int]]:
        """Return the outcomes that the daemon in memory was told."""
        if not self._outcomes_file.exists():
            return []
        outcomes = [json.loads(line) for line in self._outcomes_file.read_text(encoding="utf-8").splitlines()]
        return [(each["kind"], each["how"], each["characters"]) for each in outcomes]


def _command_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Name a LAMP of the test's own, with the weights that are there; its daemon leaves with the test."""
    home = tmp_path / "lamp"
    values = {
        "LAMP_HOME": str(home),
        "LAMP_CONSENT": "yes",
        "LAMP_BACKEND": "embedded",
        "LAMP_MODELS": str(lamp_paths().cache),
    }
    yield values
    stop_daemon(values)


@pytest.fixture
def start_nvim(tmp_path: Path, environment: dict[str, str]) -> Iterator[Callable[..., Nvim]]:
    """Start headless Neovim with the plugin; ``cmd`` is the language server's command.

    Neovim and its server end before ``environment`` does, lest the server start the daemon anew.
    """
    program = shutil.which("nvim", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        pytest.skip("no nvim is installed")
    started: list[Any] = []

    def start(cmd: list[str], text: str, outcomes_file: Path | None = None, name: str = "module.py") -> Nvim:
        project = tmp_path / "project"
        (project / ".git").mkdir(parents=True, exist_ok=True)
        file = project / name
        file.write_text(text, encoding="utf-8")
        nvim = pynvim.attach("child", argv=[program, "--embed", "--headless", "--clean", "-n"])
        started.append(nvim)
        editor = Nvim(nvim, outcomes_file or tmp_path / "none")
        nvim.command(f"set runtimepath+={PLUGIN}")
        nvim.command("runtime plugin/lamp.lua")
        editor.lua("require('lamp').setup({cmd = ..., debounce_ms = 20})", cmd)
        nvim.command(f"edit {file}")
        nvim.command("set filetype=python")
        editor.until(lambda: editor.lua("return #vim.lsp.get_clients({name='lamp', bufnr=0})") == 1)
        return editor

    yield start
    children = psutil.Process().children(recursive=True)
    for nvim in started:
        nvim.command("qall!", async_=True)
        nvim.close()
    psutil.wait_procs([child for child in children if _command_of(child)[-1:] == ["lsp"]], timeout=10)


@pytest.fixture
def canned_nvim(
    start_nvim: Callable[..., Nvim], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Nvim]:
    """Start Neovim on the real language server with a daemon in memory that suggests one text."""
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))

    def start(suggestion: str, text: str) -> Nvim:
        file = tmp_path / "outcomes.jsonl"
        return start_nvim([sys.executable, "-m", "tests.e2e.editors.canned_server", suggestion, str(file)], text, file)

    return start
