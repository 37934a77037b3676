"""The ``git`` program, asked safely: reads only, runs nothing that a repository configures, reaches no network.

Paths are POSIX and relative to the repository's top folder; times are seconds since the epoch.
"""

import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from style_learner.errors import NotAvailable, TryAgain, WrongSetting

_SAFE_CONFIGURATION = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.untrackedCache": "false",
    "core.pager": "cat",
    "core.quotePath": "false",
    "diff.external": "",
    "log.showSignature": "false",
    "blame.ignoreRevsFile": "",
    "gc.auto": "0",
    "maintenance.auto": "false",
}
"""Whatever a repository's own configuration may run, or may change in what git prints."""

_SAFE_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # before git 2.45 the way to keep a partial clone from fetching what it lacks
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "LC_ALL": "C",
}

_KEPT_VARIABLES = frozenset(
    {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES"}
)
"""Other ``GIT_*`` variables (``GIT_DIR`` in a hook, for one) would point git at another repository."""

_QUICK_S = 20.0
"""For calls that answer at once on a healthy disk."""

_PIECE = 65_536

_TOOL_CREDIT = re.compile(
    r"^(?:(?:co-authored|generated|assisted)-by:|[^\w\n]{0,8}generated (?:by|with|using)\b)"
    r".*\b(?:copilot|claude|cursor|aider|codex|devin|gemini|windsurf|openhands|jules)\b",
    re.IGNORECASE | re.MULTILINE,
)
"""A line of a message that says which tool wrote the code."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A name and address under which commits were made, after the mailmap."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit that is not a merge, and what it touched."""

    id: str
    author: Identity
    at: float
    """When it was written (author time)."""
    credits_a_tool: bool
    """A line of the message, ``Co-authored-by`` or ``Generated with``, names a code-writing tool."""
    touched: tuple[str, ...]
    """Files added or changed, by their names after the commit."""
    renamed: dict[str, str] = field(default_factory=dict)
    """Old name of each file that was renamed here, by its new name."""


@dataclass(frozen=True, slots=True)
class BlamedLine:
    """One line of a file at HEAD and the commit that last changed it."""

    commit: str
    author: Identity
    at: float
    text: str


class Repository:
    """One repository, with or without a work tree."""

    def __init__(self, git: str, folder: Path, top: Path | None) -> None:
        self._git = git
        self._folder = folder
        self.top = top
        """The work tree's top folder; None for a bare repository."""

    @classmethod
    def find(cls, path: Path) -> "Repository | None":
        """Return the repository that ``path`` lies in; None when it lies in none.

        Raises:
            NotAvailable: there is no ``git`` program.
            WrongSetting: the repository belongs to another user of this machine and is not trusted.
            TryAgain: git failed in another way.
        """
        git = shutil.which("git")
        if git is None:
            raise NotAvailable(
                "There is no git program, so nobody can say who wrote what. "
                "Install git, or learn from the folder as your own."
            )
        probe = cls(git, path, None)
        answer = probe._finished("rev-parse", "--is-bare-repository", "--is-inside-git-dir", "--show-toplevel")
        words = answer.stdout.decode("utf-8", "replace").splitlines()
        if answer.returncode == 0:
            return cls(git, path, Path(words[-1]))
        if "true" in words:
            return cls(git, path, None)
        message = answer.stderr.decode("utf-8", "replace").strip()
        if "dubious ownership" in message:
            raise WrongSetting(
                f"The repository at {path} belongs to another user. "
                f"Trust it with: git config --global --add safe.directory {path}"
            )
        if "not a git repository" in message:
            return None
        raise TryAgain(f"git could not read {path}: {message or 'it gave no reason'}. Try `git -C {path} status`.")

    def head(self) -> str | None:
        """Return the commit at HEAD; None before the first commit."""
        answer = self._finished("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return answer.stdout.decode().strip() or None

    def parent_of(self, commit: str) -> str | None:
        """Return the commit before, the first where there are several; None for a first commit."""
        answer = self._finished("rev-parse", "--verify", "--quiet", f"{commit}^1")
        return answer.stdout.decode().strip() or None

    def tracked(self, under: str = "", *, at: str = "HEAD") -> list[str]:
        """Return the regular files of a commit, symbolic links and submodules left out."""
        answer = self._answer("ls-tree", "-r", "-z", "--full-tree", at, *([under] if under else []))
        entries = (entry.partition("\t") for entry in answer.split("\0") if entry)
        return [path for info, _, path in entries if info.startswith("100")]

    def show(self, path: str, *, at: str = "HEAD") -> bytes | None:
        """Return a file's bytes as a commit left it; None where it had no such file."""
        answer = self._finished("cat-file", "blob", f"{at}:{path}")
        return answer.stdout if answer.returncode == 0 else None

    def patch(self, commit: str, under: str = "") -> str:
        """Return what a commit changed, without context and without changes of white space alone."""
        arguments = ["diff-tree", "--root", "--no-commit-id", "-r", "-p", "--unified=0", "--ignore-all-space"]
        arguments += ["--find-renames", "--diff-filter=AMR", "--no-ext-diff", "--no-textconv", "--no-color"]
        arguments += ["--src-prefix=a/", "--dst-prefix=b/", commit, "--", *([under] if under else [])]
        return self._answer(*arguments)

    def configured(self, key: str) -> list[str]:
        """Return the values of a setting in every scope, the weakest first."""
        return [
            value
            for value in self._finished("config", "--get-all", "-z", key).stdout.decode("utf-8", "replace").split("\0")
            if value
        ]

    def mapped(self, identity: Identity) -> Identity:
        """Return an identity as the mailmap has it."""
        answer = self._finished("check-mailmap", f"{identity.name} <{identity.email}>").stdout.decode(
            "utf-8", "replace"
        )
        found = re.fullmatch(r"(.*?)\s*<(.*)>\s*", answer, re.DOTALL)
        return Identity(found[1], found[2]) if found else identity

    def users_of_this_clone(self) -> set[Identity]:
        """Return who moved HEAD in this clone (its reflog): the developer, under every address they used here."""
        answer = self._finished("log", "--walk-reflogs", "--format=%gN%x00%gE", "--max-count=5000", "HEAD")
        pairs = (line.partition("\0") for line in answer.stdout.decode("utf-8", "replace").splitlines())
        return {Identity(name, email) for name, _, email in pairs if email}

    def shallow_boundary(self) -> set[str]:
        """Return the commits where a shallow history was cut: they seem to add all that was there before."""
        where = self._finished("rev-parse", "--git-path", "shallow").stdout.decode("utf-8", "replace").strip()
        try:
            return set((self._folder / where).read_text("ascii").split())
        except (OSError, ValueError):
            return set()

    def commits(self, under: str = "", *, max_count: int, deadline: float, at: str = "HEAD") -> Iterator[Commit]:
        """Yield commits from ``at`` on, newest first, without merges; ends early at ``deadline`` (``time.monotonic``).

        Raises:
            TryAgain: git broke off, as it does where a partial clone lacks files; what came before is right.
        """
        layout = "%x01%H%x02%aN%x02%aE%x02%at%x02%b"
        arguments = [
            "log",
            "-z",
            "--no-merges",
            "--find-renames",
            "--name-status",
            "--diff-filter=AMR",
            "--no-ext-diff",
        ]
        arguments += [f"--format={layout}", f"--max-count={max_count}", at, "--", *([under] if under else [])]
        commit: list[str] = []
        for token in self._tokens(arguments, deadline):
            if token.startswith("\x01"):
                if commit:
                    yield _commit(commit)
                commit = [token]
            else:
                commit.append(token)
        if commit and time.monotonic() < deadline:
            yield _commit(commit)

    def blame(self, path: str, timeout_s: float) -> list[BlamedLine] | None:
        """Return the lines of a file at HEAD with their authors, white space and listed commits passed over.

        None when git could not tell in ``timeout_s``.
        """
        arguments = ["blame", "-w", "--porcelain", "--no-textconv"]
        if self.top and (self.top / ".git-blame-ignore-revs").is_file():
            arguments += ["--ignore-revs-file", str(self.top / ".git-blame-ignore-revs")]
        try:
            answer = self._finished(*arguments, "HEAD", "--", path, timeout_s=timeout_s)
        except TryAgain:
            return None
        return _blamed(answer.stdout.decode("utf-8", "replace")) if answer.returncode == 0 else None

    def _command(self, arguments: Sequence[str]) -> list[str]:
        settings = [part for key, value in _SAFE_CONFIGURATION.items() for part in ("-c", f"{key}={value}")]
        return [
            self._git,
            "-C",
            str(self.top or self._folder),
            "--no-pager",
            "--literal-pathspecs",
            *settings,
            *arguments,
        ]

    def _finished(self, *arguments: str, timeout_s: float = _QUICK_S) -> "subprocess.CompletedProcess[bytes]":
        """Run git to its end and return what it said."""
        try:
            return subprocess.run(  # noqa: S603 -- a fixed program, arguments as a list, no shell
                self._command(arguments),
                capture_output=True,
                stdin=subprocess.DEVNULL,
                env=_environment(),
                timeout=timeout_s,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise TryAgain(
                f"git {arguments[0]} did not answer for {self._folder}. Try again when the disk is less busy."
            ) from error

    def _answer(self, *arguments: str) -> str:
        answer = self._finished(*arguments)
        if answer.returncode != 0:
            message = answer.stderr.decode("utf-8", "replace").strip()
            raise TryAgain(
                f"git {arguments[0]} failed for {self._folder}: {message}. Try `git -C {self._folder} fsck`."
            )
        return answer.stdout.decode("utf-8", "surrogateescape")

    def _tokens(self, arguments: Sequence[str], deadline: float) -> Iterator[str]:
        """Yield git's NUL-separated output as it comes; git is stopped at the deadline or when nobody reads on."""
        process = subprocess.Popen(  # noqa: S603 -- as above
            self._command(arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        timer = threading.Timer(max(0.0, deadline - time.monotonic()), process.kill)
        timer.start()
        rest = b""
        try:
            while process.stdout and (piece := os.read(process.stdout.fileno(), _PIECE)):
                *tokens, rest = (rest + piece).split(b"\0")
                yield from (token.decode("utf-8", "surrogateescape") for token in tokens)
            if process.wait() > 0:  # negative: stopped by the timer
                raise TryAgain(f"git {arguments[0]} broke off in {self._folder}. Try `git -C {self._folder} fsck`.")
        finally:
            timer.cancel()
            process.kill()
            if process.stdout:
                process.stdout.close()
            process.wait()


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key in _KEPT_VARIABLES}
    return kept | _SAFE_ENVIRONMENT


def _commit(tokens: list[str]) -> Commit:
    """Read one commit of ``git log -z --name-status``: a header, then status and one or two paths each."""
    commit_id, name, email, at, message = tokens[0][1:].split("\x02", 4)
    touched: list[str] = []
    renamed: dict[str, str] = {}
    rest = iter(tokens[1:])
    for status in rest:
        path = next(rest, "")
        if status.lstrip("\n").startswith("R"):
            new = next(rest, "")
            renamed[new] = path
            if status.lstrip("\n") == "R100":
                continue
            path = new
        if path:
            touched.append(path)
    return Commit(
        commit_id, Identity(name, email), float(at or 0), bool(_TOOL_CREDIT.search(message)), tuple(touched), renamed
    )


def _blamed(porcelain: str) -> list[BlamedLine]:
    """Read ``git blame --porcelain``: a commit's facts come once, with its first line."""
    facts: dict[str, dict[str, str]] = {}
    lines: list[BlamedLine] = []
    commit = ""
    for line in porcelain.split("\n"):
        if line.startswith("\t"):
            known = facts[commit]
            author = Identity(known.get("author", ""), known.get("author-mail", "").strip("<>"))
            lines.append(BlamedLine(commit, author, float(known.get("author-time", 0)), line[1:]))
        elif re.match(r"[0-9a-f]{40,64} \d+ \d+", line):
            commit = line.partition(" ")[0]
            facts.setdefault(commit, {})
        elif line:
            key, _, value = line.partition(" ")
            facts[commit][key] = value
    return lines
