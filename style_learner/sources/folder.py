"""A workspace as a whole: what there is to learn from it, newest first.

:func:`survey` looks who wrote what (seconds, bounded); iterating :func:`files_of` then reads the files one by one, so
that the caller can show progress, pause, and stop at any time.
"""

import os
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from style_learner.sources.authorship import Attribution, Authorship, History, Run, Touches
from style_learner.sources.files import language_of, read_text, text_of
from style_learner.sources.git import Identity, Repository
from style_learner.sources.identities import developer_of
from style_learner.types import Source

Ignored = Callable[[Path], str | None]
"""Says why a path, given absolute, is passed over; None when it is not: ``IgnoreRules(folder).why_not_learn_from``."""

Progress = Callable[[int, int], None]
"""Called with how many files are done and how many there are."""

OWN_SHARE = 0.5
"""From this share of its lines on, a whole file counts as the developer's: whoever wrote most of it set its style."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a survey may cost."""

    commits: int = 50_000
    walk_s: float = 20.0
    """For the walk through the history: thousands of commits a second, fewer where trees are large."""
    blame_s: float = 60.0
    """For all files that several people wrote; after that their share of the commits stands for that of the lines."""
    blame_file_s: float = 5.0
    own_files: int = 5_000
    project_files: int = 500
    """Other people's files: enough to see the project's customs, which count least."""


@dataclass(frozen=True, slots=True)
class OwnFile:
    """One file to learn from."""

    path: str
    """Relative to the workspace, POSIX."""
    language: str
    text: str
    share_own: float
    """0 to 1."""
    at: float
    """When the developer last wrote in it, as far as is known."""
    source: Source
    """``WRITTEN`` when most of it is the developer's, else ``PROJECT``."""
    own_runs: tuple[Run, ...] = ()
    """Of a ``PROJECT`` file, the lines that are the developer's all the same: first and last, zero-based."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    path: str
    """Relative to the workspace."""
    touches: Touches
    whole: bool
    """The developer's without a look at its lines."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a workspace holds, and whose it is."""

    folder: Path
    version_control: bool
    under: str = ""
    """Where in its repository the workspace lies: empty, or a path that ends in a slash."""
    nobody_known: bool = False
    """There is a history, but nothing in it is by the developer as far as git knows; ``authors`` may hold them."""
    shallow: bool = False
    """The history was cut off, so little in it can be called the developer's."""
    authors: tuple[tuple[Identity, int], ...] = ()
    """Who wrote here and how many commits, the most first."""
    candidates: tuple[_Candidate, ...] = ()
    repository: Repository | None = None
    attribution: Attribution | None = None
    complete: bool = True
    """The whole history was seen."""


def survey(
    folder: Path,
    ignored: Ignored,
    *,
    everything_is_mine: bool = False,
    also_mine: Collection[str] = (),
    limits: Limits | None = None,
) -> Survey:
    """Look who wrote what in a folder.

    Args:
        folder: the workspace; may be a part of a repository.
        ignored: what is passed over.
        everything_is_mine: every file counts as the developer's, with git or without.
        also_mine: further addresses of the developer.
        limits: how much this may cost.

    Raises:
        NotAvailable: there is no git, and not everything is the developer's.
        WrongSetting: the repository is another user's and not trusted.
    """
    folder = folder.resolve()
    limits = limits or Limits()
    repository = None if everything_is_mine and not _has_git(folder) else Repository.find(folder)
    if repository is None or repository.head() is None:
        return Survey(
            folder, version_control=False, candidates=_in_folder(folder, ignored, limits, whole=everything_is_mine)
        )
    inside = folder.relative_to(repository.top.resolve()) if repository.top else Path()
    under = f"{inside.as_posix()}/" if inside.parts else ""

    def passes(path: str) -> bool:
        return not ignored(folder / path)

    attribution = Attribution(repository, developer_of(repository, also_mine))
    history = attribution.walk(under, max_commits=limits.commits, limit_s=limits.walk_s)
    tracked = [path.removeprefix(under) for path in repository.tracked(under) if language_of(path)]
    return Survey(
        folder,
        version_control=True,
        under=under,
        nobody_known=history.own_commits == 0 and not everything_is_mine,
        shallow=attribution.shallow,
        authors=tuple(history.authors.most_common(20)),
        candidates=tuple(_newest_first(tracked, under, history, limits, passes, whole=everything_is_mine)),
        repository=repository,
        attribution=attribution,
        complete=history.complete,
    )


def files_of(survey: Survey, progress: Progress | None = None, limits: Limits | None = None) -> Iterator[OwnFile]:
    """Yield the files of a survey, the developer's first, the newest of them first."""
    limits = limits or Limits()
    blame_until = time.monotonic() + limits.blame_s
    total = len(survey.candidates)
    for done, candidate in enumerate(survey.candidates):
        if progress:
            progress(done, total)
        text = _text(survey, candidate)
        language = language_of(candidate.path, text or "")
        if not text or not text.strip() or language is None:
            continue
        whose = _whose(survey, candidate, text, min(limits.blame_file_s, blame_until - time.monotonic()))
        own = whose.share_own >= OWN_SHARE
        yield OwnFile(
            path=candidate.path,
            language=language,
            text=text,
            share_own=whose.share_own,
            at=whose.at,
            source=Source.WRITTEN if own else Source.PROJECT,
            own_runs=() if own else whose.own_runs,
        )
    if progress:
        progress(total, total)


def _has_git(folder: Path) -> bool:
    return any((parent / ".git").exists() for parent in (folder, *folder.parents))


def _newest_first(
    paths: list[str], under: str, history: History, limits: Limits, passes: Callable[[str], bool], *, whole: bool
) -> Iterator[_Candidate]:
    """Yield the developer's files, then others', each the newest first and up to its limit.

    What is ignored is asked last, since that opens the file.
    """
    nothing = Touches()
    candidates = []
    for path in paths:
        touches = history.touches.get(under + path, nothing)
        alone = history.complete and bool(touches.own) and not touches.others
        candidates.append(_Candidate(path, touches, whole or alone))
    own = [one for one in candidates if whole or one.touches.own]
    others = [one for one in candidates if not (whole or one.touches.own)]
    own.sort(key=lambda one: -(one.touches.own_at or one.touches.any_at))
    others.sort(key=lambda one: -one.touches.any_at)
    yield from islice((one for one in own if passes(one.path)), limits.own_files)
    yield from islice((one for one in others if passes(one.path)), limits.project_files)


def _in_folder(folder: Path, ignored: Ignored, limits: Limits, *, whole: bool) -> tuple[_Candidate, ...]:
    """Return the code files of a folder without history, the last changed first."""
    found: list[_Candidate] = []
    for current, folders, names in os.walk(folder):
        here = Path(current)
        # A folder is left out when any file in it would be; walking through one that holds packages takes seconds.
        folders[:] = [name for name in folders if not name.startswith(".") and not ignored(here / name / "any")]
        paths = [here / name for name in names if language_of(name)]
        for path in paths:
            if path.is_symlink() or ignored(path):
                continue
            with suppress(OSError):  # gone since it was listed
                at = path.stat().st_mtime
                found.append(_Candidate(path.relative_to(folder).as_posix(), Touches(own_at=at, any_at=at), whole))
    found.sort(key=lambda candidate: -candidate.touches.any_at)
    return tuple(found[: limits.own_files])


def _text(survey: Survey, candidate: _Candidate) -> str | None:
    if survey.repository and survey.repository.top is None:
        data = survey.repository.show(candidate.path)
        return None if data is None else text_of(data, candidate.path)
    path = survey.folder / candidate.path
    return None if path.is_symlink() else read_text(path)


def _whose(survey: Survey, candidate: _Candidate, text: str, timeout_s: float) -> Authorship:
    touches = candidate.touches
    if candidate.whole:
        return Authorship(1.0, touches.own_at or touches.any_at)
    if survey.attribution is None or not touches.own:
        return Authorship(0.0, touches.any_at)
    if timeout_s <= 0:
        return Authorship(touches.share, touches.own_at)
    return survey.attribution.blame(f"{survey.under}{candidate.path}", text, touches, timeout_s)
