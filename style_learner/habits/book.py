"""The developer's habits: learned from observations, forgotten with time, and open to the owner's own word.

State is plain: what each origin last said of each feature, what the owner pinned, what the owner erased. A habit is
computed from it when asked for, so learning again from the same facts gives the same book, in whatever order they come.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from threading import RLock
from typing import Literal, Self

from style_learner.habits.catalogue import catalogue
from style_learner.habits.estimate import ignorance, leader_confidence, mean, posterior, shrink
from style_learner.habits.evidence import PERSONAL, SECONDS_A_DAY, Evidence, Tally, tally
from style_learner.habits.locking import alone
from style_learner.privacy.sharing import Sharing
from style_learner.syntax.languages import learned_as
from style_learner.types import Habit, Observation, Source

LANGUAGE_STRENGTH = 2.0
"""Sightings that the developer's other languages are worth as a prior for one: a hint, since languages differ."""
PROJECT_STRENGTH = 8.0
"""Sightings that the language is worth as a prior for one project: two files of the project's own outweigh it."""
MAX_ORIGINS = 400
"""Origins kept of one feature, language and project; with so much newer evidence the rest weighs next to nothing."""
MIN_ORIGINS = 3
"""Independent recurrences before a habit may speak: once is chance, twice is coincidence."""
MIN_CONFIDENCE = 0.8
OWNERS_WORD = 1.0
"""The confidence of a pin. Evidence never reaches it."""
_ALMOST_SURE = 0.9999

Key = tuple[str, str]
"""Feature and language."""


@dataclass(frozen=True, slots=True)
class HabitRow:
    """One row of a book's state; ``kind`` says which of the fields matter."""

    kind: Literal["seen", "pinned", "erased"]
    feature: str
    language: str
    choice: str = ""
    project: str = ""
    source: str = ""
    origin: str = ""
    at: float = 0.0
    count: float = 0.0
    example: str = ""


def is_actionable(habit: Habit) -> bool:
    """Say whether a habit may be acted upon: by the owner's word, or recurring in three origins and fairly sure."""
    if habit.confidence == OWNERS_WORD:
        return True
    return habit.origins >= MIN_ORIGINS and habit.confidence >= MIN_CONFIDENCE


class HabitBook:
    """All habits of one developer. Threads may learn and ask as they like."""

    def __init__(self, max_origins: int = MAX_ORIGINS, sharing: Sharing | None = None) -> None:
        """``sharing`` tells what projects may give one another; None: everything."""
        self._sharing = sharing
        self.lock = RLock()
        self._max_origins = max_origins
        self._seen: dict[Key, dict[str, Evidence]] = {}
        self._keys_of_origin: dict[str, set[Key]] = {}
        self._latest: dict[str, float] = {}
        self._pins: dict[tuple[str, str, str], tuple[str, float]] = {}
        self._erased: dict[Key, float] = {}
        self._computed: dict[tuple[str, str, str, str, int], Habit | None] = {}

    @alone
    def replace(self, origin: str, observations: Iterable[Observation]) -> None:
        """Let ``observations`` be all that ``origin`` says; what it said before is void, what is older is ignored.

        Raises ValueError when an observation names another origin.
        """
        found = list(observations)
        if any(one.origin != origin for one in found):
            raise ValueError(
                f"Observations of another origin were given for {origin!r}; give each origin its own call."
            )
        at = max((one.at for one in found), default=float("inf"))
        if at < self._latest.get(origin, float("-inf")):
            return
        self.drop(origin)
        for key, evidence in _by_feature(found, at).items():
            if at > self._erased.get(key, float("-inf")):
                self._put(key, evidence)

    def _put(self, key: Key, evidence: Evidence) -> None:
        cell = self._seen.setdefault(key, {})
        cell[evidence.origin] = evidence
        self._keys_of_origin.setdefault(evidence.origin, set()).add(key)
        self._latest[evidence.origin] = evidence.at
        if len(cell) > self._max_origins:
            same_project = [one for one in cell.values() if one.project == evidence.project]
            if len(same_project) > self._max_origins:
                self._remove(key, max(same_project, key=attrgetter("rank")).origin)

    @alone
    def drop(self, origin: str) -> None:
        """Forget all that ``origin`` said; an unknown origin is no error."""
        for key in list(self._keys_of_origin.get(origin, ())):
            self._remove(key, origin)
        self._computed.clear()

    def _remove(self, key: Key, origin: str) -> None:
        del self._seen[key][origin]
        if not self._seen[key]:
            del self._seen[key]
        self._keys_of_origin[origin].discard(key)
        if not self._keys_of_origin[origin]:
            del self._keys_of_origin[origin], self._latest[origin]

    @alone
    def pin(self, feature: str, language: str, choice: str, project: str = "", at: float | None = None) -> None:
        """Set a habit by the owner's word: it holds, whatever is observed, until it is unpinned or erased."""
        self._pins[feature, learned_as(language), project] = (choice, time.time() if at is None else at)
        self._computed.clear()

    @alone
    def unpin(self, feature: str, language: str, project: str = "") -> None:
        """Let observations decide again; nothing happens where nothing was pinned."""
        self._pins.pop((feature, learned_as(language), project), None)
        self._computed.clear()

    @alone
    def erase(self, feature: str, language: str, at: float | None = None) -> None:
        """Forget a habit with its pins; what was written up to ``at`` (now) will not bring it back."""
        key = (feature, learned_as(language))
        until = time.time() if at is None else at
        self._erased[key] = max(until, self._erased.get(key, until))
        for origin in [one.origin for one in self._seen.get(key, {}).values() if one.at <= until]:
            self._remove(key, origin)
        self._pins = {scope: pin for scope, pin in self._pins.items() if scope[:2] != key or pin[1] > until}
        self._computed.clear()

    @alone
    def habit(
        self, feature: str, language: str, project: str = "", now: float | None = None, *, shown_in: str | None = None
    ) -> Habit | None:
        """Return the habit as of ``now`` (to the day); None where the language itself showed nothing.

        ``shown_in`` is the project where it is looked at, by default its own.
        """
        day = int((time.time() if now is None else now) // SECONDS_A_DAY) + 1
        viewer = project if shown_in is None else shown_in
        scope = (feature, learned_as(language), project, viewer, day)
        if scope not in self._computed:
            self._computed[scope] = self._compute(feature, learned_as(language), project, viewer, day * SECONDS_A_DAY)
        return self._computed[scope]

    def habits(
        self,
        language: str | None = None,
        project: str | None = None,
        now: float | None = None,
        *,
        shown_in: str | None = None,
    ) -> list[Habit]:
        """Return every habit there is, by language and feature; None means every language, and no project."""
        with self.lock:
            keys = set(self._seen) | {scope[:2] for scope in self._pins}
        wanted = sorted((key[1], key[0]) for key in keys if language is None or key[1] == learned_as(language))
        found = (self.habit(feature, spoken, project or "", now, shown_in=shown_in) for spoken, feature in wanted)
        return [habit for habit in found if habit is not None]

    @alone
    def look_again(self) -> None:
        """Compute anew what is asked from here on: projects may give one another something else."""
        self._computed.clear()

    def _compute(self, feature: str, language: str, project: str, viewer: str, now: float) -> Habit | None:
        pinned = self._pins.get((feature, language, project)) or self._pins.get((feature, language, ""))
        if pinned:
            return Habit(feature, language, project, {pinned[0]: 1.0}, 0.0, 0, OWNERS_WORD)
        cell = self._counting(self._seen.get((feature, language), {}).values(), viewer)
        here = [one for one in cell if project and one.project == project]
        elsewhere = [one for one in cell if one.source in PERSONAL and not (project and one.project == project)]
        if not here and not elsewhere:
            return None
        shows = partial(self._sharing.allows, viewer) if self._sharing is not None else lambda _: True
        wide = tally(elsewhere, now, shows)
        pseudo = posterior(self._prior(feature, language, [*here, *elsewhere], viewer, now), wide.counts)
        narrow = tally(here, now, shows)
        if project:
            pseudo = posterior(shrink(pseudo, PROJECT_STRENGTH), narrow.counts)
        return _habit((feature, language, project), pseudo, wide, narrow)

    def _counting(self, evidence: Iterable[Evidence], viewer: str) -> list[Evidence]:
        """Return the evidence that holds where a habit is looked at."""
        sharing = self._sharing
        return [one for one in evidence if sharing is None or sharing.counts(viewer, one.project)]

    def _prior(self, feature: str, language: str, seen: list[Evidence], viewer: str, now: float) -> dict[str, float]:
        """Return what the developer's other languages suggest for this one."""
        known = catalogue().get(feature)
        ignorant = ignorance(known.choice_names if known else sorted({choice for one in seen for choice in one.counts}))
        if known is not None and not known.crosses_languages:
            return ignorant
        others = [
            one
            for (name, spoken), cell in self._seen.items()
            if name == feature and spoken != language
            for one in self._counting(cell.values(), viewer)
            if one.source in PERSONAL
        ]
        counts = {choice: n for choice, n in tally(others, now).counts.items() if choice in ignorant}
        return shrink(posterior(ignorant, counts), LANGUAGE_STRENGTH) if counts else ignorant

    @alone
    def __contains__(self, origin: str) -> bool:
        """Say whether something is known from ``origin``."""
        return origin in self._keys_of_origin

    @alone
    def observations_of(self, origin: str) -> list[Observation]:
        """Return what ``origin`` last said; nothing for an unknown one."""
        return list(self._observations_of(origin))

    def _observations_of(self, origin: str) -> Iterator[Observation]:
        for feature, language in sorted(self._keys_of_origin.get(origin, ())):
            one = self._seen[feature, language][origin]
            for choice, count in one.counts.items():
                example = one.examples.get(choice, "")
                yield Observation(feature, choice, language, one.project, one.source, origin, one.at, count, example)

    @alone
    def to_rows(self) -> list[HabitRow]:
        """Return the whole state as rows, in an order that depends on nothing but the state."""
        rows = [
            HabitRow("seen", o.feature, o.language, o.choice, o.project, o.source, o.origin, o.at, o.count, o.example)
            for origin in sorted(self._keys_of_origin)
            for o in self._observations_of(origin)
        ]
        for (feature, language, project), (choice, at) in sorted(self._pins.items()):
            rows.append(HabitRow("pinned", feature, language, choice, project, at=at))
        for (feature, language), at in sorted(self._erased.items()):
            rows.append(HabitRow("erased", feature, language, at=at))
        return rows

    @classmethod
    def from_rows(cls, rows: Iterable[HabitRow], max_origins: int = MAX_ORIGINS) -> Self:
        """Return the book that gave these rows."""
        book = cls(max_origins)
        seen: dict[str, list[Observation]] = {}
        for row in rows:
            if row.kind == "pinned":
                book.pin(row.feature, row.language, row.choice, row.project, row.at)
            elif row.kind == "erased":
                book._erased[row.feature, row.language] = row.at
            else:
                seen.setdefault(row.origin, []).append(_observation(row))
        for origin, observations in seen.items():
            book.replace(origin, observations)
        return book


def _observation(row: HabitRow) -> Observation:
    return Observation(
        row.feature,
        row.choice,
        row.language,
        row.project,
        Source(row.source),
        row.origin,
        row.at,
        row.count,
        row.example,
    )


def _by_feature(observations: Iterable[Observation], at: float) -> dict[Key, Evidence]:
    found: dict[Key, list[Observation]] = {}
    for one in observations:
        if one.count > 0:
            found.setdefault((one.feature, learned_as(one.language)), []).append(one)
    return {key: _evidence(of_feature, at) for key, of_feature in found.items()}


def _evidence(observations: list[Observation], at: float) -> Evidence:
    counts: dict[str, float] = {}
    for one in observations:
        counts[one.choice] = counts.get(one.choice, 0.0) + one.count
    examples = {one.choice: one.example for one in reversed(observations)}
    first = observations[0]
    return Evidence(first.origin, first.project, first.source, at, counts, examples)


def _habit(scope: tuple[str, str, str], pseudo: dict[str, float], wide: Tally, narrow: Tally) -> Habit:
    feature, language, project = scope
    shares = mean(pseudo)
    leader = max(shares, key=lambda choice: shares[choice])
    return Habit(
        feature,
        language,
        project,
        shares,
        (narrow if project else wide).evidence,
        wide.origins + narrow.origins,
        min(_ALMOST_SURE, leader_confidence(pseudo)),
        narrow.examples.get(leader) or wide.examples.get(leader, ""),
    )
