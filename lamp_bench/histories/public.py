"""Histories of people who write in public, by a rule and never by result (docs/experiments/people.md).

A person is whoever made the most commits of code in a repository since the day; what they had written before is the
history, and lines that they added since are to be foreseen.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from lamp_bench.histories.corpora import Corpus
from lamp_bench.histories.mine import Progress, corpus_since
from style_learner.errors import WrongSetting
from style_learner.sources.files import language_of
from style_learner.sources.git import Commit, Repository
from style_learner.sources.identities import Person

DAY = datetime(2024, 11, 12, tzinfo=UTC).timestamp()
"""On which Qwen2.5-Coder was released: what was written later is in none of its training data."""
FEWEST_LATER = 40
"""Commits of code by the person since the day."""
FEWEST_TASKS = 20
"""Of each kind: with fewer, a person says little."""
MOST_COMMITS = 100_000
WALK_S = 120.0

Half = Literal["tune", "look"]


@dataclass(frozen=True, slots=True)
class Found:
    """What the rule makes of one repository."""

    repository: str
    """``owner/name``."""
    half: Half
    commits: int = 0
    """Of code, by the person, since the day."""
    corpus: Corpus | None = None
    left_out: str = ""
    """Why, in words; empty: it is taken."""


LOOKED_AT = frozenset(
    {
        *("adamchainz/django-upgrade", "dtolnay/anyhow", "honojs/hono", "junegunn/fzf"),
        *("rasbt/llms-from-scratch", "tmux/tmux"),
    }
)
"""Repositories by which something was decided before the halves were drawn: they are looked at once no more."""


def half_of(repository: str) -> Half:
    """Return on which half a person is: the one to fit and choose on, or the one that is looked at once.

    >>> half_of("junegunn/fzf") in {"tune", "look"}
    True
    """
    name = repository.lower()
    odd = hashlib.blake2b(name.encode(), digest_size=1).digest()[0] % 2
    return "tune" if odd or name in LOOKED_AT else "look"


def read_list(file: Path) -> list[str]:
    """Return the repositories that a list names, one ``owner/name`` a line; ``#`` begins a remark.

    Raises:
        WrongSetting: there is no such file, or a line is no repository's name.
    """
    try:
        lines = [line.partition("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines()]
    except OSError as error:
        raise WrongSetting(f"{file} cannot be read ({error.strerror}); name a list of repositories.") from error
    wrong = [line for line in lines if line and line.count("/") != 1]
    if wrong:
        raise WrongSetting(f"`{wrong[0]}` in {file} is no repository; write `owner/name`.")
    return list(dict.fromkeys(filter(None, lines)))


def cut(repository: str, mirrors: Path, progress: Progress) -> Found:
    """Apply the rule to the mirror of one repository."""
    half, mirror = half_of(repository), mirror_of(repository, mirrors)
    found = Repository.find(mirror) if mirror is not None else None
    if found is None:
        return Found(repository, half, left_out="no mirror")
    deadline = time.monotonic() + WALK_S
    written = [commit for commit in found.commits(max_count=MOST_COMMITS, deadline=deadline) if _counts(commit)]
    person = main_author([commit for commit in written if commit.at >= DAY])
    if person is None:
        return Found(repository, half, left_out="nobody wrote code since the day")
    day = _day_of([commit for commit in written if person.is_author(commit.author)])
    commits = sum(person.is_author(commit.author) and commit.at >= day for commit in written)
    if commits < FEWEST_LATER:
        return Found(repository, half, commits, left_out=f"{commits} commits of code by the main author since the day")
    corpus = corpus_since(found, repository.replace("/", "+"), person, day, progress)
    fewest = min(sum(task.kind == kind for task in corpus.tasks) for kind in ("line", "block"))
    if fewest < FEWEST_TASKS or not corpus.files:
        return Found(repository, half, commits, left_out=f"{len(corpus.files)} files before, {fewest} places of a kind")
    return Found(repository, half, commits, corpus)


def mirror_of(repository: str, mirrors: Path) -> Path | None:
    """Return the folder of a repository's mirror: ``owner+name`` or ``owner/name``, bare or not, below ``mirrors``."""
    owner, _, name = repository.partition("/")
    bases = [mirrors / f"{owner}+{name}", mirrors / owner / name, mirrors / owner / f"{name}.git"]
    options = [base / inner for base in bases for inner in ("repo/.git", "repo", ".git", "")]
    return next((option for option in options if (option / "HEAD").is_file()), None)


def main_author(commits: Sequence[Commit]) -> Person | None:
    """Return who made the most of the commits, under every name and address that they share; bots are nobody."""
    authors = [commit.author for commit in commits if not commit.author.name.endswith("[bot]")]
    most = Counter(author.email.casefold() for author in authors).most_common(1)
    if not most:
        return None
    person = Person.of(author for author in authors if author.email.casefold() == most[0][0])
    return Person.of(author for author in authors if person.is_author(author))


def _day_of(own: Sequence[Commit]) -> float:
    """Return the day; for a person who came later, when a third of their commits were made."""
    dates = sorted(commit.at for commit in own)
    return DAY if dates[0] < DAY else dates[len(dates) // 3]


def _counts(commit: Commit) -> bool:
    return not commit.credits_a_tool and any(map(language_of, commit.touched))
