"""What one origin says of one feature, and how much it weighs among the others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import attrgetter

from style_learner.habits.estimate import effective_count
from style_learner.types import Source

SECONDS_A_DAY = 86_400.0
HALF_LIFE_DAYS = 180.0
"""Manners change over months, and a repository that rested for a year should still tell something of its author."""
HALF_LIFE_EVIDENCE = 60.0
"""Newer evidence that halves the weight of older, in sightings of full weight: some twenty files. So a changed mind
shows within days, however long the old habit lasted, and what a habit rests on stays bounded."""
CORRELATION = 0.2
"""How alike the choices within one origin are: a file of any size is worth at most 1 / 0.2 = 5 sightings."""
SOURCE_WEIGHTS = {
    Source.WRITTEN: 1.0,
    Source.EDITED: 0.8,
    Source.RAN: 0.65,
    Source.ACCEPTED: 0.5,
    Source.CONFIGURATION: 0.4,
    Source.PROJECT: 0.1,
}
"""What one sighting is worth. An accepted text was somebody else's idea first, so it counts half; more once the
developer ran it and it worked, which is still less than writing it; a setting holds for
a team; other people's code says what is usual here, and ten of their files weigh as one of the developer's."""
PERSONAL = frozenset({Source.WRITTEN, Source.EDITED, Source.RAN, Source.ACCEPTED})
"""Sources that tell of the developer; the others tell of one project and hold only there."""


NEGLIGIBLE_AFTER = 8 * HALF_LIFE_EVIDENCE
"""Newer evidence behind which older weighs less than 1/256, and is counted as an origin only."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one origin says of one feature."""

    origin: str
    project: str
    source: Source
    at: float
    counts: dict[str, float]
    examples: dict[str, str]
    worth: float = field(init=False)
    """What it weighs before anything is forgotten: its source's weight times its effective number of sightings."""
    parts: tuple[tuple[str, float], ...] = field(init=False)
    """``worth``, divided among the choices."""
    rank: tuple[float, str] = field(init=False)
    """Sorts the newest first, and equal ages in an order that doesn't depend on how they came."""

    def __post_init__(self) -> None:
        seen = sum(self.counts.values())
        worth = SOURCE_WEIGHTS[self.source] * effective_count(seen, CORRELATION)
        object.__setattr__(self, "worth", worth)
        object.__setattr__(self, "parts", tuple((name, worth * count / seen) for name, count in self.counts.items()))
        object.__setattr__(self, "rank", (-self.at, self.origin))


@dataclass(slots=True)
class Tally:
    """Weighed evidence added up."""

    counts: dict[str, float] = field(default_factory=dict)
    origins: int = 0
    examples: dict[str, str] = field(default_factory=dict)
    """The newest example of each choice."""

    @property
    def evidence(self) -> float:
        """Decayed number of sightings."""
        return sum(self.counts.values())


def newest_first(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return ``evidence`` by age."""
    return sorted(evidence, key=attrgetter("rank"))


def tally(evidence: Iterable[Evidence], now: float, shows: Callable[[str], bool] = lambda _: True) -> Tally:
    """Add up evidence, each origin weighed by source, size, age and the evidence that is newer than it.

    weight = source * n / (1 + (n - 1) * rho) * 2^-(age / half-life in days + newer evidence / half-life in evidence)

    ``shows`` tells of which projects a line may be the example.
    """
    ordered = newest_first(evidence)
    counts: dict[str, float] = {}
    examples: dict[str, str] = {}
    newer = 0.0
    for one in ordered:
        age_days = max(0.0, now - one.at) / SECONDS_A_DAY
        kept = 2.0 ** -(age_days / HALF_LIFE_DAYS + newer / HALF_LIFE_EVIDENCE)
        for choice, part in one.parts:
            counts[choice] = counts.get(choice, 0.0) + part * kept
            if not examples.get(choice) and shows(one.project):
                examples[choice] = one.examples.get(choice, "")
        newer += one.worth
        if newer > NEGLIGIBLE_AFTER:
            break
    return Tally(counts, len(ordered), examples)
