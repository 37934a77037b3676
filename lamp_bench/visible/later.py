"""Places in lines that the author added later, with the project as it stood before all of them.

The author is who made the most of the newest commits. From each of their newest commits come lines that it added, at
most one a file; the buffer is the file as the commit left it, without that line and what the commit wrote right below
it. What is on disk, and what LAMP learned, is older than every one of these commits.
"""

import hashlib
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lamp_bench.visible.code import code_lines, indentation
from lamp_bench.visible.copies import source_text
from lamp_bench.visible.places import Place
from style_learner.errors import TryAgain
from style_learner.sources.files import language_of
from style_learner.sources.git import Commit, Identity, Repository
from style_learner.sources.patches import AddedRun, added_runs
from style_learner.syntax.parsing import LANGUAGES

NEWEST = 400
"""Commits in which the author is looked for."""
LATER_SHARE = 0.2
"""Of the author's commits, at most so many are taken for later."""
SPARE = 3
"""Candidates for each place wanted: of some, nothing is fit."""
MOST_OF_A_COMMIT = 2
"""Places, so that no sweep over many files outweighs all else."""
WALK_S = 20.0

IsAuthor = Callable[[Identity], bool]


@dataclass(frozen=True, slots=True)
class Later:
    """The places, oldest first, and the commit at which the project is learned."""

    places: tuple[Place, ...]
    cut: str | None


NOTHING = Later((), None)


def later_places(
    project: str, repository: Repository, count: int, seed: int, is_author: IsAuthor | None = None
) -> Later:
    """Return up to ``count`` places; none where the history is too short."""
    commits = list(repository.commits(max_count=NEWEST, deadline=time.monotonic() + WALK_S))
    own = _by_author(commits, is_author)
    later = _with_places(repository, own[: math.floor(len(own) * LATER_SHARE)], count)
    cut = repository.parent_of(later[-1][0].id) if later else None
    if cut is None:
        return NOTHING
    drawn = islice(_drawn(project, repository, later, cut, seed), count)
    order = {commit.id: number for number, (commit, _) in enumerate(reversed(later))}
    return Later(tuple(place for _, place in sorted(drawn, key=lambda one: order[one[0]])), cut)


def _by_author(commits: Sequence[Commit], is_author: IsAuthor | None) -> list[Commit]:
    touching = [commit for commit in commits if any(language_of(path) in LANGUAGES for path in commit.touched)]
    if is_author is not None:
        return [commit for commit in touching if is_author(commit.author)]
    most = Counter(commit.author for commit in touching).most_common(1)
    return [commit for commit in touching if most and commit.author == most[0][0]]


def _with_places(repository: Repository, commits: Sequence[Commit], count: int) -> list[tuple[Commit, list[AddedRun]]]:
    """Return the newest commits that added code, until there are enough, with what each added."""
    found: list[tuple[Commit, list[AddedRun]]] = []
    for commit in commits:
        if sum(min(MOST_OF_A_COMMIT, len({run.path for run in runs})) for _, runs in found) >= SPARE * count:
            break
        try:
            patch = repository.patch(commit.id)
        except TryAgain:  # too large to be read in time: nobody typed it
            continue
        found.append((commit, [run for run in added_runs(patch) if language_of(run.path) in LANGUAGES]))
    return found


def _drawn(
    project: str,
    repository: Repository,
    later: Sequence[tuple[Commit, Sequence[AddedRun]]],
    cut: str,
    seed: int,
) -> Iterator[tuple[str, Place]]:
    """Yield a commit's id and a place in it, one file after another, in an order that a hash gives."""
    candidates = [(commit.id, path) for commit, runs in later for path in dict.fromkeys(run.path for run in runs)]
    runs_of = {commit.id: runs for commit, runs in later}
    taken: Counter[str] = Counter()
    for commit_id, path in sorted(candidates, key=lambda one: _rank(seed, *one)):
        if taken[commit_id] == MOST_OF_A_COMMIT:
            continue
        place = _place(project, repository, commit_id, path, runs_of[commit_id], cut, seed)
        if place is not None:
            taken[commit_id] += 1
            yield commit_id, place


def _place(
    project: str,
    repository: Repository,
    commit: str,
    path: str,
    runs: Sequence[AddedRun],
    cut: str,
    seed: int,
) -> Place | None:
    data = repository.show(path, at=commit)
    text = source_text(data) if data is not None else None
    language = language_of(path, text or "")
    if not text or language is None:
        return None
    lines, code = text.split("\n"), set(code_lines(text, language))
    options = [
        (number, run.first_line + len(run.lines) - 1)
        for run in runs
        if run.path == path
        for number in range(run.first_line, run.first_line + len(run.lines))
        if number in code
    ]
    if not options:
        return None
    number, last = min(options, key=lambda one: _rank(seed, commit, path, str(one[0])))
    column = indentation(lines[number])
    stood = repository.show(path, at=cut)
    before = "".join(f"{line}\n" for line in lines[:number]) + lines[number][:column]
    after = "\n" + "\n".join(lines[last + 1 :])
    return Place(
        project=project,
        kind="later",
        path=path,
        language=language,
        opened=(source_text(stood) if stood is not None else None) or before + after,
        before=before,
        after=after,
        truth=(lines[number][column:], *_without_end(lines[number + 1 : last + 1])),
    )


def _without_end(lines: Sequence[str]) -> list[str]:
    """Return lines without the blank ones at their end."""
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _rank(seed: int, *words: str) -> str:
    text = " ".join((str(seed), *words)).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, digest_size=8).hexdigest()
