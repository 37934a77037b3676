"""Which tracked files, and which lines of them, version control says are the developer's.

In two steps, because blaming every file of a large repository takes minutes. One walk through the history says
who touched each file: files touched by one side alone are decided. Only files that both touched are blamed.
"""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from style_learner.errors import TryAgain
from style_learner.sources.git import BlamedLine, Commit, Identity, Repository
from style_learner.sources.identities import Person

Run = tuple[int, int]
"""First and last line, zero-based."""

MIN_RUN_LINES = 3
"""Shorter runs of one's own lines inside others' code show their style, not one's own."""


@dataclass(slots=True)
class Touches:
    """Who touched one file, and when last."""

    own: int = 0
    others: int = 0
    own_at: float = 0.0
    any_at: float = 0.0

    @property
    def share(self) -> float:
        """Share of the commits that are the developer's; 0 where none is known."""
        return self.own / (self.own + self.others) if self.own else 0.0


@dataclass(slots=True)
class History:
    """What one walk through the commits says about every file."""

    touches: dict[str, Touches] = field(default_factory=dict)
    """By today's path."""
    authors: Counter[Identity] = field(default_factory=Counter)
    """Commits of each author."""
    own_commits: int = 0
    complete: bool = True
    """False when the walk ended at a limit: older commits may have touched the files too."""


@dataclass(frozen=True, slots=True)
class Authorship:
    """How much of one file is the developer's."""

    share_own: float
    """Of the lines where it was blamed, else of the commits."""
    at: float
    """When the developer last wrote in it; when anybody did, where they never did."""
    own_runs: tuple[Run, ...] = ()
    """The developer's lines, where the file is of several authors."""


class Attribution:
    """Tells the developer's commits from others'."""

    def __init__(self, repository: Repository, person: Person) -> None:
        self._repository = repository
        self._person = person
        self._cut = repository.shallow_boundary()
        self._with_tools: set[str] = set()

    @property
    def shallow(self) -> bool:
        """The history was cut off when it was cloned."""
        return bool(self._cut)

    def is_own(self, commit: Commit) -> bool:
        """Say whether the developer wrote a commit, by themselves."""
        return self._person.is_author(commit.author) and not commit.credits_a_tool and commit.id not in self._cut

    def walk(self, under: str, *, max_commits: int, limit_s: float, at: str = "HEAD") -> History:
        """Walk through the history from a commit on, newest first."""
        deadline = time.monotonic() + limit_s
        history = History()
        walked = 0
        try:
            for commit in self._following_renames(
                self._repository.commits(under, max_count=max_commits, deadline=deadline, at=at)
            ):
                walked += 1
                self._count(commit, history)
        except TryAgain:
            history.complete = False
        if walked >= max_commits or time.monotonic() > deadline:
            history.complete = False
        return history

    def blame(self, path: str, text: str, touches: Touches, timeout_s: float) -> Authorship:
        """Look at each line of a file that several people wrote; ``text`` is the file as it stands now."""
        lines = self._repository.blame(path, timeout_s)
        if lines is None:
            return Authorship(touches.share, touches.own_at)
        written = [line for line in lines if line.text.strip()]
        own = [line for line in written if self._is_own_line(line)]
        at = max((line.at for line in own), default=touches.own_at)
        return Authorship(len(own) / max(1, len(written)), at, self._runs(lines, text))

    def _is_own_line(self, line: BlamedLine) -> bool:
        known_others = line.commit in self._cut or line.commit in self._with_tools
        return not known_others and self._person.is_author(line.author)

    def _count(self, commit: Commit, history: History) -> None:
        own = self.is_own(commit)
        if commit.credits_a_tool:
            self._with_tools.add(commit.id)
        history.authors[commit.author] += 1
        history.own_commits += own
        for path in commit.touched:
            touches = history.touches.setdefault(path, Touches())
            touches.any_at = max(touches.any_at, commit.at)
            if own:
                touches.own += 1
                touches.own_at = max(touches.own_at, commit.at)
            else:
                touches.others += 1

    def _following_renames(self, commits: Iterable[Commit]) -> Iterable[Commit]:
        """Give the files of each commit, newest first, the names that they have today."""
        today: dict[str, str] = {}
        for commit in commits:
            touched = tuple(name for path in commit.touched if (name := today.get(path, path)))
            for new, old in commit.renamed.items():
                today[old] = today.pop(new, new)
            for new in commit.renamed:
                today.setdefault(new, "")  # before this commit the name was another file's, gone by now
            yield Commit(commit.id, commit.author, commit.at, commit.credits_a_tool, touched)

    def _runs(self, lines: list[BlamedLine], text: str) -> tuple[Run, ...]:
        """Return the runs of the developer's lines that still stand in ``text`` where they stood at HEAD."""
        now = text.split("\n")
        runs: list[list[int]] = []
        for number, (line, current) in enumerate(zip(lines, now, strict=False)):
            if not self._is_own_line(line) or line.text.rstrip("\r") != current:
                continue
            if runs and runs[-1][1] == number - 1:
                runs[-1][1] = number
            else:
                runs.append([number, number])
        return tuple((first, last) for first, last in runs if last - first + 1 >= MIN_RUN_LINES)
