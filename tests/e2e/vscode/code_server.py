"""A real VS Code, served to a browser, with the packaged extension and nothing of the developer's."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.lamp_home import LampHome

ROOT = Path(__file__).parents[3]
LAMP = Path(sys.executable).with_name("lamp")
VSIX = ROOT / "dist" / "lamp-vscode.vsix"

STARTS_WITHIN_S = 120

SETTINGS: dict[str, Any] = {
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "extensions.autoCheckUpdates": False,
    "files.autoSave": "off",
    "files.defaultLanguage": "python",
    "git.enabled": False,
    "editor.wordBasedSuggestions": "off",
    "editor.autoClosingBrackets": "never",
    "lamp.latencyBudgetMs": 60000,
    "lamp.holdoutShare": 0,
}
"""A quiet VS Code; a busy machine shortens no prompt."""


def program() -> Path | None:
    """Return where ``scripts/build_code_server.sh`` puts the program; None when it is not there."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    version = re.search(r"^readonly version=(\S+)", (ROOT / "scripts/build_code_server.sh").read_text(), re.MULTILINE)
    assert version
    found = cache / "lamp-tests" / f"code-server-{version[1]}" / "code-server"
    return found if found.exists() else None


def with_lamp(folder: Path, home: LampHome | None = None) -> Path:
    """Make a folder with an environment that has LAMP installed.

    Args:
        folder: it.
        home: another LAMP than VS Code's; an empty variable is taken out of its environment.
    """
    program = folder / ".venv" / "bin" / "lamp"
    program.parent.mkdir(parents=True)
    if home is None:
        program.symlink_to(LAMP)
    else:
        ours = {name: value for name, value in home.environment.items() if name.startswith("LAMP_")}
        without = [f"--unset={name}" for name, value in ours.items() if not value]
        stated = [f"{name}={value}" for name, value in ours.items() if value]
        program.write_text(f'#!/bin/sh\nexec env {shlex.join([*without, *stated, str(LAMP)])} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    return folder


@dataclass(frozen=True)
class CodeServer:
    """One running VS Code."""

    url: str
    user_data: Path

    def open(self, folder: Path) -> str:
        """Return the address of a window on a folder or a workspace file."""
        kind = "workspace" if folder.is_file() else "folder"
        return f"{self.url}/?{kind}={folder}"

    def set(self, **settings: Any) -> None:
        """Write the user's settings; keys have ``_`` for the dot."""
        stated = SETTINGS | {key.replace("_", ".", 1): value for key, value in settings.items()}
        file = self.user_data / "User" / "settings.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(stated, indent=2), encoding="utf-8")


@contextmanager
def code_server(code: Path, folder: Path, environment: Mapping[str, str]) -> Iterator[CodeServer]:
    """Install the packaged extension into a VS Code of its own and serve that."""
    places = ["--user-data-dir", str(folder / "data"), "--extensions-dir", str(folder / "extensions")]
    ours = {**environment, "XDG_CONFIG_HOME": str(folder / "config"), "XDG_DATA_HOME": str(folder / "share")}
    subprocess.run(
        [code, *places, "--install-extension", VSIX], env=ours, check=True, capture_output=True, timeout=STARTS_WITHIN_S
    )
    server = subprocess.Popen(
        [
            code,
            *places,
            "--auth",
            "none",
            "--bind-addr",
            "127.0.0.1:0",
            "--disable-telemetry",
            "--disable-update-check",
        ],
        env=ours,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        running = CodeServer(_address(server), folder / "data")
        running.set()
        yield running
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _address(server: subprocess.Popen[str]) -> str:
    """Read the server's output up to its address, and the rest of it in vain."""
    assert server.stdout
    said = []
    for line in server.stdout:
        said.append(line)
        if found := re.search(r"HTTP server listening on (http://\S+?)/?$", line.strip()):
            threading.Thread(target=server.stdout.read, daemon=True).start()
            return found[1]
    raise AssertionError("".join(said))
