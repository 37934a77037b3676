"""Which strategy is taken where: a contextual bandit.

Thompson sampling (W. Thompson, *On the likelihood that one unknown probability exceeds another*, 1933): each strategy's
mean reward is drawn from what is known of it, and the largest draw wins; who is little known varies more and so is
tried. Newer rewards count more (discounted as in A. Garivier and E. Moulines, *On upper-confidence bound policies for
switching bandit problems*, 2011), so that it follows a change. All of it follows from the kept facts, whatever order
they come in.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from style_learner.policy.strategies import COMPETING, PERSONAL
from style_learner.types import CursorContext, Outcome, OutcomeKind, Retention, Suggestion

MOST_CHARACTERS = 200
"""Of a reward: beyond it one long accepted text would decide for weeks."""
FULL_RETENTION_S = 120
"""The retention that counts is the last one looked at up to this age, as in the report."""
DISCOUNT = 0.98
"""Weight of a suggestion by that of the next one at a like place: the last fifty count."""
BORROWED = 20.0
"""Suggestions that what is usual is worth to a strategy, and its mean over all places at one kind of place."""
HANDICAP = 0.8
"""Of the usual reward, from which the strategies other than ``personal`` begin: they have to prove themselves."""
SHARPENED = 0.2
"""Share of the deviation that is drawn: with a few hundred suggestions a year, trying much costs more than it finds
(O. Chapelle and L. Li, *An empirical evaluation of Thompson sampling*, 2011)."""
TRIED = 0.03
"""Share of places at which any of them is taken, so that none is given up."""
REMEMBERED = 600
FEWEST = 20
"""Suggestions with an outcome before anything but ``personal`` is tried: first impressions should be good ones."""

Kind = tuple[str, str]
"""Language, and ``line`` or ``block``."""
_TAKEN = frozenset({OutcomeKind.ACCEPTED, OutcomeKind.ACCEPTED_PART})


@dataclass(slots=True)
class _Story:
    """What became of one suggestion."""

    at: float
    suggestion_id: str
    strategy: str
    kind: Kind
    characters: int = 0
    share_after: dict[int, float] = field(default_factory=dict)

    @property
    def reward(self) -> float:
        """Retained characters, up to a bound; all accepted ones while nobody looked."""
        looks = [after for after in self.share_after if after <= FULL_RETENTION_S]
        return min(float(MOST_CHARACTERS), self.characters * (self.share_after[max(looks)] if looks else 1.0))


@dataclass(frozen=True, slots=True)
class Belief:
    """What is known of a strategy's mean reward at one kind of place."""

    mean: float
    deviation: float


class ThompsonSampler:
    """Chooses strategies; one thread at a time learns, others may ask meanwhile."""

    def __init__(self) -> None:
        self._stories: dict[str, _Story] = {}
        self._beliefs: dict[Kind, Mapping[str, Belief]] = {}

    def learn(self, suggestion: Suggestion, outcome: Outcome) -> None:
        """Take note of what became of a suggestion."""
        story = self._story(suggestion)
        if outcome.kind in _TAKEN:
            story.characters = max(story.characters, outcome.characters)
        self._beliefs = {}

    def learn_retention(self, suggestion: Suggestion, look: Retention) -> None:
        """Take note of how much of an accepted text still stands."""
        self._story(suggestion).share_after[look.after_s] = look.share
        self._beliefs = {}

    def choose(self, kind: Kind, seed: int) -> str:
        """Return a strategy for a place; the same seed and the same facts give the same one."""
        if len(self._stories) < FEWEST:
            return PERSONAL
        random = Random(seed)  # noqa: S311 drawn for variety, not for secrecy
        if random.random() < TRIED:
            return random.choice(COMPETING)
        draws = {name: random.gauss(one.mean, one.deviation) for name, one in self.beliefs(kind).items()}
        return max(draws, key=lambda name: draws[name])

    def beliefs(self, kind: Kind) -> Mapping[str, Belief]:
        """Return what is known of every competing strategy at one kind of place."""
        known = self._beliefs.get(kind)
        if known is None:
            known = self._beliefs[kind] = self._believe(kind)
        return known

    def _story(self, suggestion: Suggestion) -> _Story:
        story = self._stories.get(suggestion.id)
        if story is None:
            story = _Story(suggestion.at, suggestion.id, suggestion.strategy, kind_of(suggestion))
            stories = {**self._stories, suggestion.id: story}
            if len(stories) > REMEMBERED:
                del stories[min(stories, key=lambda name: (stories[name].at, name))]
            self._stories = stories
        return story

    def _believe(self, kind: Kind) -> dict[str, Belief]:
        stories = sorted(self._stories.values(), key=lambda one: (-one.at, one.suggestion_id))
        rewards = [story.reward for story in stories]
        usual = sum(rewards) / max(1, len(rewards))
        spread = math.sqrt(sum((one - usual) ** 2 for one in rewards) / max(1, len(rewards))) or 1.0
        everywhere, here = _discounted(stories), _discounted([story for story in stories if story.kind == kind])
        found = {}
        for name in COMPETING:
            begin = usual if name == PERSONAL else HANDICAP * usual
            count, mean = _shrunk(everywhere[name], BORROWED, begin)
            count, mean = _shrunk(here[name], min(count, BORROWED), mean)
            found[name] = Belief(mean, SHARPENED * spread / math.sqrt(count))
        return found


def kind_of(place: Suggestion | CursorContext) -> Kind:
    """Return the kind of place: the language, and whether a line is completed or a block begun."""
    before = place.before if isinstance(place, Suggestion) else place.prefix
    return place.language, "line" if before.rpartition("\n")[2].strip() else "block"


def _discounted(stories: Sequence[_Story]) -> Mapping[str, tuple[float, float]]:
    """Return each strategy's discounted count and sum of rewards; ``stories`` are the newest first."""
    counts: Counter[str] = Counter()
    found: defaultdict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for story in stories:
        weight = DISCOUNT ** counts.total()
        counts[story.strategy] += 1
        count, total = found[story.strategy]
        found[story.strategy] = (count + weight, total + weight * story.reward)
    return found


def _shrunk(seen: tuple[float, float], strength: float, mean: float) -> tuple[float, float]:
    """Return the count and mean of what was seen, with ``strength`` cases of ``mean`` added."""
    count, total = seen
    return count + strength, (total + strength * mean) / (count + strength)
