"""A corpus of one's own, cut out of git: what the developer had written before a day, and lines they added after it.

The newest of their commits are what is to be foreseen; the commit before the oldest of these is what is known. Nothing
is written, and secrets go before anything is kept.
"""

import hashlib
import math
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import get_args

from lamp_bench.histories.corpora import Corpus, CorpusFile, Task, TaskKind
from lamp_bench.histories.targets import Target, targets_in
from style_learner.errors import NotAvailable, TryAgain, WrongSetting
from style_learner.privacy.ignore import IgnoreRules, content_reason
from style_learner.privacy.likeness import REDACTED
from style_learner.privacy.redaction import redact
from style_learner.sources.authorship import Attribution
from style_learner.sources.files import language_of, text_of
from style_learner.sources.folder import OWN_SHARE, Limits
from style_learner.sources.git import Commit, Repository
from style_learner.sources.identities import Person, developer_of
from style_learner.sources.patches import added_runs

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is; 0 where that is not known."""

DEVELOPER = "you"

TASKS = 40
"""Of each kind, at most; as many as the published corpora have."""
FEWEST_COMMITS = 10
LATER_SHARE = 0.2
"""Of the developer's commits, at least so many are to be foreseen; more where these give too few tasks."""
MOST_LATER_SHARE = 0.5
MOST_LATER = 200
"""More would move the day back, so that LAMP would be measured with less than it knows."""
HISTORY_CHARACTERS = 2_000_000
"""The newest files up to this size: what is learned in a minute or two."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A folder of a repository."""

    repository: Repository
    attribution: Attribution
    root: Path
    """The repository's top folder; of a bare one, its folder."""
    under: str
    """Where in the repository the folder lies: empty, or a path that ends in a slash."""
    rules: IgnoreRules
    called: str = ""
    """What the repository is called; empty: as its folders are."""

    @property
    def name(self) -> str:
        return self.called or f"{self.root.parent.name}+{self.root.name}"

    def passes(self, path: str) -> bool:
        """Say whether a file is code that LAMP would read."""
        return language_of(path) is not None and not self.rules.why_not_learn_from(self.root / path)

    def text(self, path: str, commit: str) -> str | None:
        """Return a file as a commit left it, without its secrets; None for what nobody wrote by hand."""
        data = self.repository.show(path, at=commit)
        if data is None or content_reason(data):
            return None
        text = text_of(data, path)
        return text and redact(text.replace("\r\n", "\n")).text


@dataclass(frozen=True, slots=True)
class _Written:
    """A commit of the developer's, and where."""

    place: _Place
    commit: Commit
    number: int
    """In git's order, from HEAD on: dates may be out of order, ancestors never come before."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something that could be taken out to be foreseen."""

    written: _Written
    path: str
    target: Target


def own_corpus(folders: Sequence[Path], progress: Progress) -> Corpus:
    """Cut a corpus out of the history of ``folders``, each in a git repository; the same history gives the same.

    Raises:
        WrongSetting: a folder is not there, or in no repository.
        NotAvailable: there is no git, or the history is too short.
        TryAgain: git failed.
    """
    places = [_place(folder) for folder in dict.fromkeys(folder.resolve() for folder in folders)]
    own = _own_commits(places, progress)
    if len(own) < FEWEST_COMMITS:
        raise NotAvailable(_too_few(places, len(own)))
    later, candidates = _later(own, progress)
    corpus = _cut(DEVELOPER, own, later, candidates, progress)
    if not corpus.tasks or not corpus.files:
        raise NotAvailable(
            f"Your last {len(later)} commits give {len(corpus.tasks)} places to foresee, and before them stand "
            f"{len(corpus.files)} files of yours, which is too little to measure; name more folders, or come back with "
            "more history."
        )
    return corpus


def corpus_since(repository: Repository, name: str, person: Person, day: float, progress: Progress) -> Corpus:
    """Cut a corpus of what ``person`` wrote in a repository before ``day`` and since; may be empty.

    Args:
        repository: with or without a work tree.
        name: of the repository, as its files and tasks shall name it.
        person: the developer.
        day: seconds since the epoch.
        progress: is told how far it is.
    """
    root = (repository.top or Path("/") / name).resolve()
    place = _Place(repository, Attribution(repository, person), root, "", IgnoreRules(root), name)
    own = sorted(_own_in(place, progress), key=lambda written: -written.commit.at)
    later = [written for written in own if written.commit.at >= day]
    if not later:
        return Corpus(name, (), ())
    return _cut(name, own, later, [list(_candidates(written)) for written in later], progress)


def _cut(
    developer: str,
    own: Sequence[_Written],
    later: Sequence[_Written],
    candidates: Sequence[Sequence[_Candidate]],
    progress: Progress,
) -> Corpus:
    tasks = tuple(chain.from_iterable(_tasks(candidates, kind, progress) for kind in get_args(TaskKind)))
    return Corpus(developer, tuple(_history(own, later, progress)), tasks)


def _place(folder: Path) -> _Place:
    repository = Repository.find(folder) if folder.is_dir() else None
    if repository is None:
        raise WrongSetting(f"{folder} is no folder of a git repository; name one whose history holds your commits.")
    root = repository.top.resolve() if repository.top else folder
    inside = folder.relative_to(root)
    under = f"{inside.as_posix()}/" if inside.parts else ""
    return _Place(repository, Attribution(repository, developer_of(repository)), root, under, IgnoreRules(root))


def _too_few(places: Sequence[_Place], commits: int) -> str:
    addresses = sorted({email for place in places for email in place.repository.configured("user.email")})
    return (
        f"Git knows {commits} commits of code by {' or '.join(addresses) or 'you'} here that credit no code-writing "
        f"tool, and it takes {FEWEST_COMMITS}; name more folders of yours, or set git's user.email to the address that "
        "you commit under."
    )


def _own_commits(places: Iterable[_Place], progress: Progress) -> list[_Written]:
    """Return the developer's commits of code, the newest first; of several clones of one repository, the first's."""
    roots: dict[str, Path] = {}
    own: list[_Written] = []
    for place in places:
        found = list(_own_in(place, progress))
        if all(roots.setdefault(written.commit.id, place.root) == place.root for written in found):
            own += found
    return sorted(own, key=lambda written: -written.commit.at)


def _own_in(place: _Place, progress: Progress) -> Iterator[_Written]:
    if place.repository.head() is None:
        return
    limits = Limits()
    deadline = time.monotonic() + limits.walk_s
    commits = place.repository.commits(place.under, max_count=limits.commits, deadline=deadline)
    for number, commit in enumerate(commits):
        if place.attribution.is_own(commit) and any(map(language_of, commit.touched)):
            progress(f"reading {place.root.name}", number, 0)
            yield _Written(place, commit, number)


def _later(own: Sequence[_Written], progress: Progress) -> tuple[list[_Written], list[list[_Candidate]]]:
    """Return the newest commits that are to be foreseen, and the candidates in each."""
    most = min(MOST_LATER, int(len(own) * MOST_LATER_SHARE))
    least = min(most, math.ceil(len(own) * LATER_SHARE))
    candidates: list[list[_Candidate]] = []
    for number, written in enumerate(own[:most]):
        if number >= least and _enough(candidates):
            break
        progress("reading what you added", number, most)
        candidates.append(list(_candidates(written)))
    return list(own[: len(candidates)]), candidates


def _enough(candidates: Iterable[Sequence[_Candidate]]) -> bool:
    kinds = [one.target.kind for group in candidates for one in group]
    return all(kinds.count(kind) >= TASKS for kind in get_args(TaskKind))


def _candidates(written: _Written) -> Iterator[_Candidate]:
    place, commit = written.place, written.commit
    passes = cache(place.passes)
    try:
        patch = place.repository.patch(commit.id, place.under)
    except TryAgain:  # too large to be read in time: nobody typed it
        return
    for run in added_runs(patch):
        # A notebook's lines are not those that its patch counts.
        if not run.path.endswith(".ipynb") and passes(run.path):
            for target in targets_in(run, commit.id):
                yield _Candidate(written, run.path, target)


def _tasks(candidates: Iterable[Sequence[_Candidate]], kind: TaskKind, progress: Progress) -> Iterator[Task]:
    """Yield tasks of one kind: from every commit one, in an order that a hash gives, then from every one another."""
    groups = [sorted((one for one in group if one.target.kind == kind), key=_id) for group in candidates]
    turns = zip_longest(*sorted((group for group in groups if group), key=lambda group: _id(group[0])))
    found = (task for turn in turns for one in turn if one is not None and (task := _task(one)) is not None)
    for number, task in enumerate(islice(found, TASKS)):
        progress(f"cutting out each {kind}", number, TASKS)
        yield task


def _task(candidate: _Candidate) -> Task | None:
    """Return a task; None where a secret stands in it, or the file is of the kind that nobody writes."""
    place, commit, target = candidate.written.place, candidate.written.commit, candidate.target
    text = place.text(candidate.path, commit.id)
    language = language_of(candidate.path, text or "")
    if text is None or language is None:
        return None
    lines = text.split("\n")
    taken = "\n".join(lines[target.first_line : target.last_line + 1])
    wanted = taken[target.column :].rstrip()
    if not wanted or REDACTED in taken:
        return None
    return Task(
        id=_id(candidate),
        repository=place.name,
        path=candidate.path,
        language=language,
        kind=target.kind,
        prefix="\n".join([*lines[: target.first_line], taken[: target.column]]),
        suffix="\n".join(["", *lines[target.last_line + 1 :]]),
        target=wanted,
        date=datetime.fromtimestamp(commit.at, UTC).isoformat(),
    )


def _id(candidate: _Candidate) -> str:
    target = candidate.target
    words = f"{candidate.written.commit.id} {candidate.path} {target.kind} {target.first_line}"
    return hashlib.blake2b(words.encode(errors="surrogateescape"), digest_size=6).hexdigest()


def _history(own: Iterable[_Written], later: Collection[_Written], progress: Progress) -> Iterator[CorpusFile]:
    """Yield the developer's files as they stood before ``later``, the newest first, as many as are learned soon."""
    places = dict.fromkeys(written.place for written in own)
    dated = sorted(chain.from_iterable(_own_files(place, later) for place in places), key=lambda one: -one[0])
    characters = 0
    for number, (_, place, path, cut) in enumerate(dated):
        progress("reading what stood before", number, len(dated))
        text = place.text(path, cut) if place.passes(path) else None
        if text and text.strip():
            characters += len(text)
            if characters > HISTORY_CHARACTERS:
                return
            yield CorpusFile(place.name, path, text)


def _own_files(place: _Place, later: Iterable[_Written]) -> Iterator[tuple[float, _Place, str, str]]:
    """Yield when each file was last written in, where it is, and the commit at which it is to be read."""
    cut = _before(place, later)
    if cut is None:
        return
    limits = Limits()
    walked = place.attribution.walk(place.under, max_commits=limits.commits, limit_s=limits.walk_s, at=cut)
    for path in place.repository.tracked(place.under, at=cut):
        touches = walked.touches.get(path)
        if touches is not None and touches.share >= OWN_SHARE and language_of(path):
            yield touches.own_at, place, path, cut


def _before(place: _Place, later: Iterable[_Written]) -> str | None:
    """Return the commit before the oldest of ``later`` in a place; HEAD where none is, None where none is before."""
    oldest = max((one for one in later if one.place is place), key=lambda one: one.number, default=None)
    return place.repository.parent_of(oldest.commit.id) if oldest else "HEAD"
