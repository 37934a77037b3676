"""Which replacements recur, and in what context.

For each text that was replaced, what became of it when it was offered is counted: replaced by this, by that, or left
as it was. A replacement is a rule when it recurred independently three times and made up most of the newest
evidence. Rules hold in the context that their recurrences had in common (published result: rules retrieved by context
cut edits by 31 to 73 %, one global sheet of preferences made things worse; G. Gao and others, *Aligning LLM agents by
learning latent preference from user edits*, NeurIPS 2024).
"""

import math
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from style_learner.habits.evidence import HALF_LIFE_DAYS, SECONDS_A_DAY, SOURCE_WEIGHTS
from style_learner.rules.keeping import replaced
from style_learner.types import Observation, Source

FEWEST_RECURRENCES = 3
"""Independent edits: published work and habits alike find that fewer are as often chance."""
LEAST_SHARE = 0.75
"""Of the newest evidence about a text: three in four times it was replaced by just this."""
NEWEST = 12
"""Pieces of evidence about a text that count, so that a changed mind shows however long the old rule held."""
MOST_CUES = 6
CUE_SHARE = 2 / 3
"""Of the recurrences that had a word around them, from which it belongs to the context."""
LIKE_SHARE = 0.5
"""Of the cues that a place has to show."""

_WORD = re.compile(r"[^\W\d]\w{2,}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A correction that recurs."""

    old: str
    new: str
    language: str
    project: str
    """Empty: it recurred in several projects, and so holds in all."""
    cues: tuple[str, ...]
    """Words that stood around it most times."""
    recurrences: int
    """Independent edits."""
    share: float
    """Of the newest evidence about ``old``."""
    pinned: bool = False
    """The owner said so: it holds whatever is observed."""

    @property
    def in_words(self) -> str:
        """The rule as people read it."""
        around = f" near {', '.join(self.cues)}" if self.cues else ""
        where = f" in {self.project}" if self.project else ""
        rests_on = "pinned" if self.pinned else f"{self.recurrences} edits"
        return f"{self.language}: {self.new} for {self.old}{around}{where} ({rests_on})"

    def holds_at(self, around: str, project: str) -> bool:
        """Say whether a place, given by the code around it, is like those that the rule was learned in."""
        if self.project not in {"", project}:
            return False
        words = set(_WORD.findall(around))
        return sum(cue in words for cue in self.cues) >= LIKE_SHARE * len(self.cues)


class RuleBook:
    """Evidence of replacements by origin; one thread at a time changes it, others may ask meanwhile."""

    def __init__(self, limit: int = 2_000) -> None:
        self._limit = limit
        self._origins: dict[str, tuple[Observation, ...]] = {}
        self._erased: dict[tuple[str, str], float] = {}
        self._pins: dict[tuple[str, str], Rule] = {}
        self.version = 0
        """Counts what changed the rules."""

    def replace(self, origin: str, evidence: Sequence[Observation]) -> None:
        """Let this evidence stand for its origin, unless newer does."""
        known = self._origins.get(origin, ())
        if not evidence:
            self.drop(origin)
        elif not known or known[0].at <= evidence[0].at:
            origins = {**self._origins, origin: tuple(evidence)}
            if len(origins) > self._limit:
                del origins[min(origins, key=lambda name: (origins[name][0].at, name))]
            self._origins = origins
            self.version += 1

    def drop(self, origin: str) -> None:
        """Forget what an origin said."""
        if origin in self._origins:
            self._origins = {name: found for name, found in self._origins.items() if name != origin}
            self.version += 1

    def of(self, origin: str) -> Sequence[Observation]:
        """Return what an origin says."""
        return self._origins.get(origin, ())

    def erase(self, old: str, language: str, at: float | None = None) -> None:
        """Forget all that was learned of ``old`` until ``at``, by default now; what comes later counts again."""
        self._erased[language, old] = time.time() if at is None else at
        self.version += 1

    def pin(
        self, old: str, new: str, language: str, project: str = "", shared: Callable[[str], bool] = lambda _: True
    ) -> None:
        """Let ``new`` stand for ``old`` by the owner's word, in the context that was learned of it, if any was."""
        learned = next((one for one in self.rules(language, shared=shared) if one.old == old), None)
        rule = learned or Rule(old, new, language, project, (), 0, 1.0)
        self._pins = {**self._pins, (language, old): replace(rule, new=new, project=project, share=1.0, pinned=True)}
        self.version += 1

    def unpin(self, old: str, language: str) -> None:
        """Take the owner's word back; what was learned holds again."""
        self._pins = {place: rule for place, rule in self._pins.items() if place != (language, old)}
        self.version += 1

    def is_known(self, old: str, language: str) -> bool:
        """Whether anything was ever put in the place of ``old``."""
        return any(one.language == language and replaced(one)[0] == old for one in self._evidence())

    def rules(
        self,
        language: str | None = None,
        now: float | None = None,
        *,
        shared: Callable[[str], bool] = lambda _: True,
    ) -> list[Rule]:
        """Return the rules that hold, of one language or of all, the surest first.

        ``shared`` tells of which projects edits count.
        """
        now = time.time() if now is None else now
        by_old: defaultdict[tuple[str, str], list[Observation]] = defaultdict(list)
        for one in self._evidence():
            if language in {None, one.language} and shared(one.project):
                old, new = replaced(one)
                by_old[one.language, old].append(one)
                if new != old:
                    by_old[one.language, new].append(one)
        pins = self._pins
        found = [_rule(of, old, known, now) for (of, old), known in by_old.items() if (of, old) not in pins]
        rules = [rule for rule in found if rule is not None]
        rules += [rule for rule in pins.values() if language in {None, rule.language} and shared(rule.project)]
        return sorted(rules, key=lambda rule: (-rule.share, -rule.recurrences, rule.language, rule.old))

    def to_rows(self) -> list[Observation]:
        """Return the whole state but for what was erased, in an order that does not depend on how it came."""
        rows = (one for evidence in self._origins.values() for one in evidence)
        return sorted(rows, key=lambda one: (one.at, one.origin, one.language, one.choice))

    @classmethod
    def from_rows(cls, rows: Iterable[Observation], limit: int = 2_000) -> "RuleBook":
        """Return a book that knows what ``to_rows`` gave."""
        book = cls(limit)
        book.restore(rows)
        return book

    def restore(self, rows: Iterable[Observation]) -> None:
        """Take up what ``to_rows`` gave."""
        by_origin: defaultdict[str, list[Observation]] = defaultdict(list)
        for row in rows:
            by_origin[row.origin].append(row)
        for origin, evidence in by_origin.items():
            self.replace(origin, evidence)

    def _evidence(self) -> Iterator[Observation]:
        for evidence in self._origins.values():
            for one in evidence:
                old, new = replaced(one)
                if one.at > max(self._erased.get((one.language, name), -math.inf) for name in (old, new)):
                    yield one


def _rule(language: str, old: str, evidence: Sequence[Observation], now: float) -> Rule | None:
    newest = sorted(evidence, key=lambda one: (-one.at, one.origin, one.choice))[:NEWEST]
    weights: Counter[str] = Counter()
    for one in newest:
        weights[_became(one, old)] += _weight(one, now)  # type: ignore[assignment]
    new = max(sorted(weights), key=lambda name: weights[name])
    share = weights[new] / sum(weights.values())
    edits = [one for one in newest if replaced(one) == (old, new) and one.source is Source.EDITED]
    recurrences = {one.example: one for one in reversed(edits)}
    if new == old or share < LEAST_SHARE or len(recurrences) < FEWEST_RECURRENCES:
        return None
    projects = {one.project for one in edits}
    return Rule(
        old,
        new,
        language,
        projects.pop() if len(projects) == 1 else "",
        _cues(old, new, list(recurrences.values())),
        len(recurrences),
        share,
    )


def _became(one: Observation, old: str) -> str:
    """Return what ``old`` became; who puts ``old`` in the place of something else wants it as it is."""
    was, new = replaced(one)
    return new if was == old else old


def _weight(one: Observation, now: float) -> float:
    age_days = max(0.0, now - one.at) / SECONDS_A_DAY
    return SOURCE_WEIGHTS[one.source] * math.exp2(-age_days / HALF_LIFE_DAYS)


def _cues(old: str, new: str, recurrences: Sequence[Observation]) -> tuple[str, ...]:
    """Return the words that most recurrences had around them, those nearest first."""
    own = set(_WORD.findall(f"{old} {new}"))
    around = [list(dict.fromkeys(_WORD.findall(one.example))) for one in recurrences]
    counts = Counter(word for words in around for word in words)
    needed = math.ceil(CUE_SHARE * len(recurrences))
    places = {word: min(words.index(word) for words in around if word in words) for word in counts}
    common = [word for word in counts if counts[word] >= needed and word not in own]
    return tuple(sorted(common, key=lambda word: (-counts[word], places[word], word))[:MOST_CUES])
