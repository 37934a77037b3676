"""A workspace as a whole: what there is to learn from it, newest first.

:func:`survey` looks who wrote what (seconds, bounded); iterating :func:`files_of` then reads the files one by one, so
that the caller can show progress, pause, and stop at any time.
"""

import os
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from style_learner.sources.authorship import Attribution, Authorship, History, Touches
from style_learner.sources.by_hand import why_not_by_hand
from style_learner.sources.files import MAX_BYTES, language_of, read_text, text_of
from style_learner.sources.git import Identity, Repository
from style_learner.sources.identities import developer_of
from style_learner.types import Source

Ignored = Callable[[Path], str | None]
"""Says why a path, given absolute, is passed over; None when it is not."""

Progress = Callable[[int, int], None]
"""Called with how many files are done and how many there are."""

OWN_SHARE = 0.5
"""From this share of its lines on, a whole file counts as the developer's: whoever wrote most of it set its style."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a survey may cost."""

    commits: int = 50_000
    walk_s: float = 20.0
    """For the walk through the history: it reads some 3,000 commits a second."""
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
    hunks: str = ""
    """Of a ``PROJECT`` file, the runs of lines that are the developer's all the same."""


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
    repository = None if everything_is_mine and not _has_git(folder) else Repository.find(folder)
    if repository is None or repository.head() is None:
        return Survey(folder, version_control=False, candidates=_in_folder(folder, ignored, whole=everything_is_mine))
    limits = limits or Limits()
    under = folder.relative_to(repository.top.resolve()).as_posix() if repository.top else ""
    under = "" if under == "." else under
    attribution = Attribution(repository, developer_of(repository, also_mine))
    history = attribution.walk(under, max_commits=limits.commits, limit_s=limits.walk_s)
    tracked = _tracked(repository, folder, under, ignored)
    return Survey(
        folder,
        version_control=True,
        nobody_known=history.own_commits == 0 and not everything_is_mine,
        shallow=attribution.shallow,
        authors=tuple(history.authors.most_common(20)),
        candidates=_newest_first(tracked, under, history, limits, whole=everything_is_mine),
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
        if not text or not text.strip() or language is None or why_not_by_hand(candidate.path, text):
            continue
        whose = _whose(survey, candidate, min(limits.blame_file_s, blame_until - time.monotonic()))
        own = whose.share_own >= OWN_SHARE
        yield OwnFile(
            path=candidate.path,
            language=language,
            text=text,
            share_own=whose.share_own,
            at=whose.at,
            source=Source.WRITTEN if own else Source.PROJECT,
            hunks="" if own else whose.hunks,
        )
    if progress:
        progress(total, total)


def _has_git(folder: Path) -> bool:
    return any((parent / ".git").exists() for parent in (folder, *folder.parents))


def _tracked(repository: Repository, folder: Path, under: str, ignored: Ignored) -> list[str]:
    """Return tracked code files, relative to the workspace."""
    inside = [path.removeprefix(f"{under}/") for path in repository.tracked(under)]
    return [path for path in inside if language_of(path) and not ignored(folder / path)]


def _newest_first(
    paths: list[str], under: str, history: History, limits: Limits, *, whole: bool
) -> tuple[_Candidate, ...]:
    """Order the developer's files, then others', and cut both at their limits."""
    nothing = Touches()
    prefix = f"{under}/" if under else ""
    touched = {path: history.touches.get(prefix + path, nothing) for path in paths}
    own = sorted((path for path in paths if whole or touched[path].own), key=lambda path: -touched[path].any_at)
    if not whole:
        own.sort(key=lambda path: -touched[path].own_at)
    others = sorted((path for path in paths if path not in set(own)), key=lambda path: -touched[path].any_at)
    chosen = own[: limits.own_files] + others[: limits.project_files]
    alone = history.complete
    return tuple(
        _Candidate(path, touched[path], whole or bool(alone and touched[path].own and not touched[path].others))
        for path in chosen
    )


def _in_folder(folder: Path, ignored: Ignored, *, whole: bool) -> tuple[_Candidate, ...]:
    """Return the code files of a folder without history, the last changed first."""
    found: list[_Candidate] = []
    for current, folders, names in os.walk(folder):
        here = Path(current)
        folders[:] = [name for name in folders if not name.startswith(".") and not ignored(here / name)]
        for name in names:
            path = here / name
            if language_of(name) is None or path.is_symlink() or ignored(path):
                continue
            status = path.stat()
            if status.st_size <= MAX_BYTES:
                touches = Touches(own_at=status.st_mtime, any_at=status.st_mtime)
                found.append(_Candidate(path.relative_to(folder).as_posix(), touches, whole))
    return tuple(sorted(found, key=lambda candidate: -candidate.touches.any_at))


def _text(survey: Survey, candidate: _Candidate) -> str | None:
    if survey.repository and survey.repository.top is None:
        data = survey.repository.show(candidate.path)
        return None if data is None else text_of(data, candidate.path)
    path = survey.folder / candidate.path
    return None if path.is_symlink() else read_text(path)


def _whose(survey: Survey, candidate: _Candidate, timeout_s: float) -> Authorship:
    touches = candidate.touches
    if candidate.whole:
        return Authorship(1.0, touches.own_at or touches.any_at)
    if survey.attribution is None or not touches.own:
        return Authorship(0.0, touches.any_at)
    if timeout_s <= 0:
        return Authorship(touches.share, touches.own_at)
    inside = (
        survey.folder.relative_to(survey.repository.top.resolve())
        if survey.repository and survey.repository.top
        else Path()
    )
    return survey.attribution.blame((inside / candidate.path).as_posix(), touches, timeout_s)
