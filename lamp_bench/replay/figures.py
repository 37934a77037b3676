"""The two runs, counted and compared: over all passages, and over the second half of each developer's.

Passages are the cases: what is taken at one place decides which places come after it, so that places alone cannot be
paired, and whole passages can.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lamp_bench.replay.course import Replayed
from lamp_bench.replay.typing import Step, Typed
from style_learner.evaluation.intervals import Interval, rate_change_interval

Pair = tuple[Typed, Typed]
"""One passage: typed while LAMP learned, and while it was frozen."""


@dataclass(frozen=True, slots=True)
class Count:
    """What one run came to."""

    passages: int
    keys: int
    """That typing takes without any suggestion."""
    asked: int
    shown: int
    whole: int
    mended: int
    part: int
    accepted_characters: int
    retained_characters: int
    edited_characters: int
    saved_keys: int

    @property
    def accepted(self) -> int:
        return self.whole + self.mended + self.part

    @property
    def retained_per_shown(self) -> float:
        return self.retained_characters / self.shown if self.shown else 0.0

    @property
    def edited_per_accepted(self) -> float:
        """Characters mended for each one accepted."""
        return self.edited_characters / self.accepted_characters if self.accepted_characters else 0.0

    @property
    def saved_share(self) -> float:
        """Of the keys."""
        return self.saved_keys / self.keys if self.keys else 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Learning against frozen, as shares by which it has more; None where there is nothing to compare with."""

    learning: Count
    frozen: Count
    retained_per_shown: Interval | None
    edited_per_accepted: Interval | None
    saved_keys: Interval | None


@dataclass(frozen=True, slots=True)
class Point:
    """One run after so many suggestions shown."""

    shown: int
    retained_characters: int
    """Of all suggestions so far."""
    edited_characters: int
    saved_keys: int


def pairs(replayed: Replayed) -> list[Pair]:
    """Return a developer's passages in both runs."""
    return list(zip(replayed.learning, replayed.frozen, strict=True))


def second_half(replayed: Replayed) -> list[Pair]:
    """Return the passages from the one on before which half of the suggestions were asked for."""
    all_pairs = pairs(replayed)
    half = sum(_asked(pair) for pair in all_pairs) / 2
    done, found = 0, []
    for pair in all_pairs:
        if done >= half:
            found.append(pair)
        done += _asked(pair)
    return found


def compare(found: Sequence[Pair]) -> Comparison:
    """Count and compare both runs over some passages."""
    learning, frozen = [pair[0] for pair in found], [pair[1] for pair in found]

    def change(value: Callable[[Step], float], size: Callable[[Typed], float]) -> Interval | None:
        return rate_change_interval(
            [_sum(typed, value) for typed in learning],
            [size(typed) for typed in learning],
            [_sum(typed, value) for typed in frozen],
            [size(typed) for typed in frozen],
        )

    return Comparison(
        count(learning),
        count(frozen),
        retained_per_shown=change(lambda step: step.retained, lambda typed: _sum(typed, lambda step: step.shown)),
        edited_per_accepted=change(lambda step: step.edits, lambda typed: _sum(typed, lambda step: step.accepted)),
        saved_keys=change(lambda step: step.saved, lambda typed: typed.keys),
    )


def count(typed: Sequence[Typed]) -> Count:
    """Count what one run came to over some passages."""
    steps = [step for one in typed for step in one.steps]
    return Count(
        passages=len(typed),
        keys=sum(one.keys for one in typed),
        asked=len(steps),
        shown=sum(step.shown for step in steps),
        whole=sum(step.act == "whole" for step in steps),
        mended=sum(step.act == "mended" for step in steps),
        part=sum(step.act == "part" for step in steps),
        accepted_characters=sum(step.accepted for step in steps),
        retained_characters=sum(step.retained for step in steps),
        edited_characters=sum(step.edits for step in steps),
        saved_keys=sum(step.saved for step in steps),
    )


def curve(typed: Iterable[Typed]) -> list[Point]:
    """Return how one run's sums grew, a point for each suggestion shown."""
    points = [Point(0, 0, 0, 0)]
    for step in (step for one in typed for step in one.steps):
        last = points[-1]
        point = Point(
            last.shown + step.shown,
            last.retained_characters + step.retained,
            last.edited_characters + step.edits,
            last.saved_keys + step.saved,
        )
        if step.shown:
            points.append(point)
        else:  # more of a suggestion that is on show already
            points[-1] = point
    return points


def _asked(pair: Pair) -> int:
    return len(pair[0].steps) + len(pair[1].steps)


def _sum(typed: Typed, value: Callable[[Step], float]) -> float:
    return sum(value(step) for step in typed.steps)
