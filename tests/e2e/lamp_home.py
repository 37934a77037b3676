"""A LAMP of its own: apart from the developer's, with real processes, and gone afterwards."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from lamp_lsp.api.lifecycle import silent_daemon, stop_daemon
from lamp_lsp.api.runtime_file import DaemonAddress, read_runtime_file
from lamp_lsp.paths import Paths

COMMAND_TIMEOUT_S = 120


@dataclass(frozen=True)
class LampHome:
    """One LAMP's folder and the environment that leads to it."""

    folder: Path
    environment: Mapping[str, str]

    @property
    def paths(self) -> Paths:
        models = Path(self.environment.get("LAMP_MODELS", self.folder / "models"))
        return Paths(self.folder, self.folder, models, self.folder / "run", self.folder / "logs")

    @property
    def address(self) -> DaemonAddress | None:
        """Where the runtime file says that the daemon is."""
        return read_runtime_file(self.paths.runtime_file)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start `lamp` with arguments and do not wait; an empty variable is taken out of its environment."""
        merged = {**self.environment, **environment}
        return subprocess.Popen(
            [sys.executable, "-m", "lamp_lsp.cli.main", *arguments],
            env={name: value for name, value in merged.items() if value},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `lamp` with arguments, nobody at the terminal."""
        with self.start(*arguments, **environment) as process:
            out, errors = process.communicate(timeout=COMMAND_TIMEOUT_S)
        return subprocess.CompletedProcess(arguments, process.returncode, out, errors)

    def ask(self, *arguments: str, **environment: str) -> Any:
        """Run `lamp` with arguments, expect success and return the JSON it printed."""
        done = self.run(*arguments, **environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@contextmanager
def isolated_lamp(folder: Path, **environment: str) -> Iterator[LampHome]:
    """Give a LAMP in ``folder`` that consents, and end its daemon afterwards."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LAMP_") or name == "LAMP_MODELS"}
    home = LampHome(folder, {**kept, "LAMP_HOME": str(folder), "LAMP_CONSENT": "yes", "COLUMNS": "100", **environment})
    try:
        yield home
    finally:
        address = silent_daemon(home.paths)
        if address is not None and psutil.pid_exists(address.pid):
            stop_daemon(address, timeout_s=5)
