"""What LAMP was worth to its user: acceptance, retained characters, latency; generic against personalized.

The small share of suggestions made without what was learned is the comparison; a bare mean is never reported.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from style_learner.evaluation.intervals import difference_interval, mean_interval, share_interval
from style_learner.types import Feedback, Outcome, OutcomeKind, Retention, Suggestion

FEWEST = 20
"""Suggestions shown in each arm below which a comparison says nothing."""
FEWEST_DRAWS = 6
"""Files and hours of each arm below which it says nothing: within one of them, suggestions are alike."""
DRAW_S = 3600
FEWEST_FOR_A_MEAN = 6
"""Suggestions shown below which resampling cannot show how different they are, so that no mean is told."""
FULL_RETENTION_S = 120
"""The retention that counts is the last one looked at up to this age."""

TAKEN = frozenset({OutcomeKind.ACCEPTED, OutcomeKind.ACCEPTED_PART})


@dataclass(slots=True)
class _Story:
    """What became of one suggestion."""

    suggestion: Suggestion
    shown: bool = False
    accepted: bool = False
    characters: int = 0
    share_after: dict[int, float] = field(default_factory=dict)
    verdict: str = ""
    """The developer's latest word on it: ``good``, ``bad`` or nothing."""

    @property
    def retained(self) -> float:
        """Accepted characters that still stand; all of them while nobody looked."""
        looks = [after for after in self.share_after if after <= FULL_RETENTION_S]
        return self.characters * (self.share_after[max(looks)] if looks else 1.0)


def report(
    suggestions: Iterable[Suggestion],
    outcomes: Iterable[Outcome],
    retentions: Iterable[Retention],
    feedback: Iterable[Feedback] = (),
) -> dict[str, Any]:
    """Return the figures of ``lamp report`` as plain data."""
    stories = _stories(suggestions, outcomes, retentions, feedback)
    shown = [story for story in stories if story.shown]
    arms: dict[str, list[_Story]] = defaultdict(list)
    strategies: dict[str, list[_Story]] = defaultdict(list)
    for story in shown:
        strategies[story.suggestion.strategy].append(story)
        arms["generic" if story.suggestion.strategy == "generic" else "personalized"].append(story)
    return {
        "suggestions": len(stories),
        "shown": len(shown),
        "accepted": sum(story.accepted for story in shown),
        "acceptance": _share(shown),
        "retained_characters": round(sum(story.retained for story in shown)),
        "good": sum(story.verdict == "good" for story in stories),
        "bad": sum(story.verdict == "bad" for story in stories),
        "by_day": _by_day(shown),
        "latency_ms": _percentiles([story.suggestion.latency_ms for story in stories]),
        "arms": {name: _arm(found) for name, found in sorted(arms.items())},
        "strategies": {name: _arm(found) for name, found in sorted(strategies.items())},
        "comparison": _compare(arms["personalized"], arms["generic"]),
    }


def _stories(
    suggestions: Iterable[Suggestion],
    outcomes: Iterable[Outcome],
    retentions: Iterable[Retention],
    feedback: Iterable[Feedback],
) -> list[_Story]:
    stories = {suggestion.id: _Story(suggestion) for suggestion in suggestions}
    for outcome in outcomes:
        story = stories.get(outcome.suggestion_id)
        if story is None:
            continue
        story.shown = True  # whatever became of it, it was seen
        if outcome.kind in TAKEN:
            story.accepted = True
            story.characters = max(story.characters, outcome.characters)
    for look in retentions:
        if look.suggestion_id in stories:
            stories[look.suggestion_id].share_after[look.after_s] = look.share
    for said in feedback:
        if said.about in stories:
            stories[said.about].verdict = said.verdict
    return list(stories.values())


def _by_day(shown: Iterable[_Story]) -> list[dict[str, Any]]:
    """Return what was shown, accepted and retained on each day (local time) that showed anything, oldest first."""
    days: dict[str, list[_Story]] = defaultdict(list)
    for story in shown:
        days[datetime.fromtimestamp(story.suggestion.at).astimezone().date().isoformat()].append(story)
    return [
        {
            "day": day,
            "shown": len(found),
            "accepted": sum(story.accepted for story in found),
            "retained_characters": round(sum(story.retained for story in found)),
        }
        for day, found in sorted(days.items())
    ]


def _share(shown: Sequence[_Story]) -> dict[str, float] | None:
    return asdict(share_interval(sum(story.accepted for story in shown), len(shown))) if shown else None


def _arm(shown: Sequence[_Story]) -> dict[str, Any]:
    retained = [story.retained for story in shown]
    enough = len(shown) >= FEWEST_FOR_A_MEAN
    return {
        "shown": len(shown),
        "acceptance": _share(shown),
        "retained_characters_per_shown": asdict(mean_interval(retained)) if enough else None,
    }


def _compare(personalized: Sequence[_Story], generic: Sequence[_Story]) -> dict[str, Any] | None:
    """Return by how much personalized is better; None while there is too little to say."""
    one, two = _by_draw(personalized), _by_draw(generic)
    if min(len(personalized), len(generic)) < FEWEST or min(len(one), len(two)) < FEWEST_DRAWS:
        return None
    retained = difference_interval(*([[story.retained for story in draw] for draw in arm] for arm in (one, two)))
    accepted = difference_interval(*([[float(story.accepted) for story in draw] for draw in arm] for arm in (one, two)))
    return {
        "retained_characters_per_shown": {**asdict(retained), "clear": retained.clear},
        "acceptance": {**asdict(accepted), "clear": accepted.clear},
    }


def _by_draw(stories: Sequence[_Story]) -> list[list[_Story]]:
    """Return what was made under one draw together: a place keeps its strategy for the hour."""
    draws: dict[tuple[str, str, int], list[_Story]] = defaultdict(list)
    for story in stories:
        made = story.suggestion
        draws[made.project, made.path, int(made.at // DRAW_S)].append(story)
    return list(draws.values())


def _percentiles(values: Sequence[float]) -> dict[str, float] | None:
    if not values:
        return None
    middle, late = np.percentile(np.asarray(values), [50, 95])
    return {"p50": round(float(middle), 1), "p95": round(float(late), 1)}
