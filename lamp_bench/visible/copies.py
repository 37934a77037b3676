"""A project in a folder of its own, so that lines can be hidden and nothing of the developer's is touched."""

import shutil
import subprocess
from pathlib import Path

from lamp_bench.visible.drawing import SourceFile
from style_learner.errors import TryAgain, WrongSetting
from style_learner.privacy.ignore import IgnoreRules, content_reason
from style_learner.sources.authorship import Attribution
from style_learner.sources.files import language_of
from style_learner.sources.folder import OWN_SHARE, Limits
from style_learner.sources.git import Repository
from style_learner.sources.identities import developer_of
from style_learner.syntax.parsing import LANGUAGES

CLONE_TIMEOUT_S = 600.0
MOST_BYTES = 400_000
"""Larger files are generated, not written."""
NO_CODE = shutil.ignore_patterns(".*", "node_modules", "__pycache__", "*.egg-info")


def repository_of(project: Path) -> Repository | None:
    """Return the repository that ``project`` is, bare or with a work tree; None for a plain folder.

    Raises:
        WrongSetting: there is no such folder, or it is a part of a repository.
    """
    if not project.is_dir():
        raise WrongSetting(f"There is no folder {project}; name a project.")
    repository = Repository.find(project)
    if repository is None or repository.head() is None:
        return None
    if repository.top is not None and repository.top.resolve() != project.resolve():
        raise WrongSetting(f"{project} is a part of {repository.top}; name that folder, or copy the part elsewhere.")
    return repository


def name_of(project: Path) -> str:
    """Return what a project is called: its folder, of a bare repository without the ending.

    >>> name_of(Path("/mirrors/ada+shop.git"))
    'ada+shop'
    """
    return project.name.removesuffix(".git")


def copy_project(project: Path, target: Path, commit: str | None) -> None:
    """Copy a project as it stood at ``commit``, with the history before it; None: a plain folder, as it stands.

    Raises:
        TryAgain: git failed.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if commit is None:
        shutil.copytree(project, target, ignore=NO_CODE, symlinks=True)
        return
    _git("clone", "--quiet", "--shared", "--no-checkout", "--", str(project.resolve()), str(target))
    _git("-C", str(target), "checkout", "--quiet", "--detach", commit)
    _git("-C", str(target), "remote", "remove", "origin")  # what came after the commit is nobody's to see


def code_files(folder: Path) -> list[SourceFile]:
    """Return the files that LAMP would learn from and can parse, in order.

    Notebooks are left out, and files whose lines end otherwise than by a newline.
    """
    rules, found = IgnoreRules(folder), []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts) or path.is_symlink() or not path.is_file():
            continue
        if path.stat().st_size > MOST_BYTES or rules.why_not_learn_from(path):
            continue
        text = source_text(path.read_bytes())
        language = language_of(path, text or "")
        if text and language in LANGUAGES and path.suffix != ".ipynb":
            found.append(SourceFile(inside.as_posix(), language, tuple(text.split("\n"))))
    return found


def own_paths(repository: Repository) -> frozenset[str]:
    """Return the files of a repository that are mostly the developer's, by the commits that touched them."""
    limits = Limits()
    attribution = Attribution(repository, developer_of(repository))
    history = attribution.walk("", max_commits=limits.commits, limit_s=limits.walk_s)
    return frozenset(path for path, touches in history.touches.items() if touches.share >= OWN_SHARE)


def source_text(data: bytes) -> str | None:
    """Return the text of a file that somebody wrote by hand; None where that is not so, or a line ends in CR."""
    if b"\r" in data or content_reason(data):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _git(*arguments: str) -> None:
    git = shutil.which("git") or "git"
    command = [git, "-c", "core.hooksPath=/dev/null", "-c", "filter.lfs.smudge=", "-c", "advice.detachedHead=false"]
    try:
        done = subprocess.run([*command, *arguments], capture_output=True, check=False, timeout=CLONE_TIMEOUT_S)  # noqa: S603 own arguments, no shell
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TryAgain(f"git {arguments[0]} did not finish ({error}); try again.") from error
    if done.returncode:
        raise TryAgain(f"git failed: {done.stderr.decode('utf-8', 'replace').strip()}. Try `git fsck` in the project.")
