"""Real repositories, small, with authors and dates under the test's control."""

import os
import subprocess
from pathlib import Path

import pytest


class History:
    """Writes one repository commit by commit; each commit is a day later than the one before."""

    def __init__(self, folder: Path, user: tuple[str, str] | None = ("Ada Lovelace", "ada@engine.example")) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._days = 0
        self.git("init", "--quiet", "--initial-branch=main")
        if user:
            self.git("config", "user.name", user[0])
            self.git("config", "user.email", user[1])

    def git(self, *arguments: str, **environment: str) -> str:
        """Run git and return what it printed."""
        return subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=os.environ | environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def write(self, files: dict[str, str]) -> None:
        """Write files without committing them."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def commit(self, author: str = "Ada Lovelace <ada@engine.example>", message: str = "Change", **files: str) -> None:
        """Commit ``files`` (``__`` stands for a slash and a last ``_`` for a dot) and all else that changed."""
        self.write({_path(name): text for name, text in files.items()})
        self._days += 1
        at = f"{1_700_000_000 + 86_400 * self._days} +0000"
        committer = {
            "GIT_COMMITTER_NAME": "Some Host",
            "GIT_COMMITTER_EMAIL": "host@example.org",
            "GIT_COMMITTER_DATE": at,
        }
        if author.startswith("Ada Lovelace <ada@engine"):
            committer = {"GIT_COMMITTER_DATE": at}
        self.git("add", "--all")
        self.git(
            "commit", "--quiet", "--allow-empty", "--author", author, "--date", at, "--message", message, **committer
        )


def _path(name: str) -> str:
    head, _, extension = name.rpartition("_")
    return f"{head.replace('__', '/')}.{extension}"


@pytest.fixture(autouse=True)
def no_git_configuration_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let git know of this test alone."""
    empty = tmp_path / "gitconfig"
    empty.write_text("")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(empty))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Return an empty repository whose user is Ada."""
    return History(tmp_path / "project")
