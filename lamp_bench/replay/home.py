"""A LAMP of its own for a run: apart from the developer's, with settings that make its answers repeatable."""

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from lamp_bench.histories.corpora import CorpusFile
from lamp_bench.home import lamp_in
from lamp_bench.replay.clock import BEGINS, SharedClock
from lamp_lsp.api.client import DaemonClient
from lamp_lsp.api.messages import LearnRequest
from lamp_lsp.paths import private_folder
from style_learner.errors import DamagedData

DAEMON = "lamp_bench.replay.daemon"


@dataclass(frozen=True, slots=True)
class Means:
    """What makes the suggestions."""

    backend: str
    model: str
    window: int
    """Tokens of the model's window: prompts are as long as it lets them be, on any machine."""

    def environment(self) -> dict[str, str]:
        """Return the settings of a run: nothing that depends on the machine's speed, on the hour or on a draw."""
        return {
            "LAMP_CONSENT": "yes",
            "LAMP_BACKEND": self.backend,
            "LAMP_MODEL": self.model,
            "LAMP_CONTEXT_LENGTH": str(self.window),
            "LAMP_LATENCY_BUDGET_MS": "60000",  # so that the window alone bounds the prompt
            "LAMP_DEBOUNCE_MS": "0",
            "LAMP_HOLDOUT_SHARE": "0",
            "LAMP_LEARN_WORKSPACES": "false",
            "LAMP_MEANING_SEARCH": "false",  # a vector is waited for so long only
        }


def lamp_at(folder: Path, means: Means, now: float) -> AbstractAsyncContextManager[DaemonClient]:
    """Let the LAMP of ``folder`` be the one in force; its daemon's clock stands at ``now`` until somebody moves it.

    Raises:
        NotAvailable: there is no model.
    """
    return lamp_in(folder, means.environment(), daemon=DAEMON, before=lambda paths: SharedClock(paths).move(now))


def write_files(files: Iterable[CorpusFile], code: Path) -> None:
    """Write a history to disk, as its developer had it, the first file as the newest.

    Raises:
        DamagedData: a path leads elsewhere.
    """
    for number, file in enumerate(files, start=1):
        path = project_in(code, file.repository) / file.path
        if not path.resolve().is_relative_to(code.resolve()):
            raise DamagedData(f"{file.path} of {file.repository} leads out of its repository; make the corpus anew.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8", newline="")
        os.utime(path, (BEGINS - number, BEGINS - number))


def project_in(code: Path, repository: str) -> Path:
    """Return a repository's folder below ``code``."""
    return code / repository.replace("+", "/", 1)


async def learn(daemon: DaemonClient, folders: Iterable[Path], step: Callable[[str, int, int], None]) -> None:
    """Learn each folder, all of it the developer's own."""
    for folder in folders:
        async for progress in daemon.learn(LearnRequest(path=folder.as_posix(), everything_is_mine=True)):
            step(f"learning {folder.name}", progress.done, progress.total)


def copy_of(learned: Path, folder: Path) -> None:
    """Begin a LAMP that knows what another knows: its store and the key of it."""
    draft = private_folder(folder.with_suffix(".draft"))
    for file in learned.iterdir():
        if file.is_file():
            shutil.copy2(file, draft / file.name)
    draft.rename(folder)  # so that what is there is whole
