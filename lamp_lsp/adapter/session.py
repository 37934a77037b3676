"""The training process, as the command talks to it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil

from lamp_lsp.adapter.base import MISSING_EXTRA, BaseFacts
from lamp_lsp.adapter.record import AdapterFolder, Judged, Trained
from lamp_lsp.paths import Paths, private_folder
from style_learner import errors

PACKAGES = ("torch", "transformers", "peft", "gguf")

Progress = Callable[[Mapping[str, Any]], None]
"""Called with ``stage`` (``training`` or ``checking``), ``done`` from 0 to 1; of a training ``loss`` and ``left_s``."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it."""

    kept: bool
    judged: Judged
    trained: Trained | None


def check_installed() -> None:
    """See that what training needs is there, without loading it.

    Raises:
        NotAvailable: it is not.
    """
    if any(find_spec(name) is None for name in PACKAGES):
        raise errors.NotAvailable(MISSING_EXTRA)


class Session:
    """One training process."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        self._process, self._log = process, log

    def estimate(self) -> dict[str, Any]:
        """Wait until the machine was measured, and return what the training takes.

        Raises:
            LampError: it cannot be trained, and why.
        """
        return self._next("estimated", lambda _: None)

    def at_lowest_priority(self) -> None:
        """Leave the machine to everything else."""
        with suppress(psutil.Error):
            psutil.Process(self._process.pid).nice(getattr(psutil, "IDLE_PRIORITY_CLASS", 19))  # Windows has classes

    def kill(self) -> None:
        """End it at once; what an interrupted training goes on with is on the disk."""
        self._process.kill()

    def train(self, seconds: float, progress: Progress) -> Result:
        """Train for about ``seconds``, check and return what came of it.

        Ctrl+C once ends the training early and goes on to the check; twice, it ends all, and nothing changes.
        """
        self._send(json.dumps({"go": seconds}))
        return self.result(progress)

    def result(self, progress: Progress) -> Result:
        """Wait for what comes of it."""
        try:
            found = self._next("done", progress)
        except KeyboardInterrupt:
            self._send("stop")
            found = self._next("done", progress)
        trained = Trained.model_validate(found["trained"]) if found["trained"] else None
        return Result(found["kept"], Judged.model_validate(found["judged"]), trained)

    def _send(self, line: str) -> None:
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.write(line + "\n")
                self._process.stdin.flush()

    def _next(self, wanted: str, progress: Progress) -> dict[str, Any]:
        for event in self._events():
            if event["event"] == wanted:
                return event
            if event["event"] == "failed":
                raise getattr(errors, event["kind"], errors.LampError)(event["error"])
            progress(event)
        raise errors.TryAgain(f"The training ended without a word; {self._log} says why.")

    def _events(self) -> Iterator[dict[str, Any]]:
        if self._process.stdout is not None:
            for line in self._process.stdout:
                yield json.loads(line)


@contextmanager
def session(
    paths: Paths, weights: Path, facts: BaseFacts, material: Mapping[str, Any], adapter: Path | None = None
) -> Iterator[Session]:
    """Run the training process inside; it ends with the block. ``adapter``: a peft folder that is only to be judged."""
    folder = AdapterFolder(paths)
    started = folder.start()
    log = private_folder(paths.logs) / "adapter.log"
    with log.open("w", encoding="utf-8") as errors_of_libraries:
        process = subprocess.Popen(
            [sys.executable, "-m", "lamp_lsp.adapter.training.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors_of_libraries,
            text=True,
            encoding="utf-8",
            start_new_session=os.name == "posix",  # Ctrl+C is for the command, which passes it on in words
        )
    found = Session(process, log)
    try:
        task = {
            "weights": str(weights),
            "architecture": facts.architecture,
            "folder": str(folder.path),
            "material": material,
            "started": started,
            "adapter": str(adapter) if adapter else None,
        }
        found._send(json.dumps(task))  # noqa: SLF001 its own
        yield found
    finally:
        if process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
        process.kill()
        process.wait()
