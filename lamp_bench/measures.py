"""What a completion cost a model, and how one arm of a comparison stands to another.

Bits per character: the bits a model needs to write what the developer really wrote. It needs no generation, says
something at every task, and so tells arms apart with far fewer tasks than exact matches do.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lamp_bench.answers import Likeness
from style_learner.evaluation.intervals import (
    Interval,
    change_interval,
    mean_interval,
    paired_difference_interval,
    ratio_interval,
)

NOTICED = 0.02
"""Share of the bits by which a task has to differ to count as better or worse."""


@dataclass(frozen=True, slots=True)
class Score:
    """One task under one arm."""

    task_id: str
    developer: str
    arm: str
    kind: str
    """``line`` or ``block``."""
    bits: float | None
    """None where the model does not tell how likely a given text is."""
    characters: int
    """Of the target."""
    prompt_tokens: int
    evidence: int
    """Snippets in the prompt."""
    likeness: Likeness | None = None
    """Of what the model wrote; None where it was not asked to."""
    seconds: float | None = None
    """That it took to write it."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One arm over some tasks."""

    arm: str
    tasks: int
    bits_per_character: Interval | None
    """All bits by all characters; None where they are not told."""
    prompt_tokens: float
    """Mean."""
    with_evidence: float
    """Share of the tasks whose prompt held any."""
    written: "Written | None"
    """What the answers were worth; None where nothing was written."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One arm against another on the tasks that both did."""

    arm: str
    reference: str
    tasks: int
    bits: Interval | None
    """As a share of the reference's bits; None where they are not told."""
    better: int
    """Tasks with noticeably fewer bits than under the reference."""
    worse: int
    exact_lines: Interval | None
    """By how much the share of exact matches in line tasks is larger; None where nothing was written."""
    edit_similarity: Interval | None


@dataclass(frozen=True, slots=True)
class Written:
    """What one arm's answers were worth, each measure with its interval over the tasks."""

    exact_match: Interval
    exact_lines: Interval | None
    """Exact match of the line tasks alone; None without any."""
    edit_similarity: Interval
    identifier_f1: Interval
    style_agreement: Interval | None
    """Over the answers that share a feature with the truth; None without any."""
    seconds: float
    """Mean."""


def bits(logprobs: Sequence[float]) -> float:
    """Return the information of a text from the natural-log probabilities of its tokens.

    >>> bits([math.log(0.5), math.log(0.25)])
    3.0
    """
    return -sum(logprobs) / math.log(2)


def summarize(scores: Sequence[Score], arm: str) -> Summary | None:
    """Return how ``arm`` did; None without any task."""
    found = list(_of(scores, arm).values())
    if not found:
        return None
    told = [(one.bits, one.characters) for one in found if one.bits is not None]
    return Summary(
        arm=arm,
        tasks=len(found),
        bits_per_character=ratio_interval([bits for bits, _ in told], [size for _, size in told]) if told else None,
        prompt_tokens=sum(one.prompt_tokens for one in found) / len(found),
        with_evidence=sum(one.evidence > 0 for one in found) / len(found),
        written=_written(found),
    )


def compare(scores: Sequence[Score], arm: str, reference: str) -> Comparison | None:
    """Return how ``arm`` stands to ``reference``; None where no task was done under both, or they are the same."""
    own, other = _of(scores, arm), _of(scores, reference)
    both = [(own[task], other[task]) for task in own if task in other]
    if not both or arm == reference:
        return None
    told = [(our.bits, their.bits) for our, their in both if our.bits is not None and their.bits is not None]
    answers = [(our, our.likeness, their.likeness) for our, their in both if our.likeness and their.likeness]
    lines = [(ours.exact, theirs.exact) for score, ours, theirs in answers if score.kind == "line"]
    return Comparison(
        arm=arm,
        reference=reference,
        tasks=len(both),
        bits=change_interval(*zip(*told, strict=True)) if told else None,
        better=sum(our < their * (1 - NOTICED) for our, their in told),
        worse=sum(our > their * (1 + NOTICED) for our, their in told),
        exact_lines=_difference(lines),
        edit_similarity=_difference([(ours.edit_similarity, theirs.edit_similarity) for _, ours, theirs in answers]),
    )


def best_of(scores: Sequence[Score], arms: Sequence[str]) -> str | None:
    """Return the arm with the fewest bits on the tasks that all of ``arms`` did, those without any task left aside.

    Where bits are not told, the one whose answers are most alike. Choosing with hindsight flatters it a little.
    """
    found = {arm: of_arm for arm in arms if (of_arm := _of(scores, arm))}
    shared = set.intersection(*(set(of_arm) for of_arm in found.values())) if found else set()
    costs = {arm: _cost([of_arm[task] for task in sorted(shared)]) for arm, of_arm in found.items()}
    return min(costs, key=lambda arm: costs[arm]) if shared else None


def _cost(scores: Sequence[Score]) -> float:
    """Return what tells arms apart that did the same tasks: less is better."""
    return sum(
        one.bits if one.bits is not None else -one.likeness.edit_similarity if one.likeness is not None else 0.0
        for one in scores
    )


def _difference(pairs: Sequence[tuple[float, float]]) -> Interval | None:
    return paired_difference_interval(*zip(*pairs, strict=True)) if pairs else None


def _written(scores: Sequence[Score]) -> Written | None:
    pairs = [(one, one.likeness) for one in scores if one.likeness is not None]
    if not pairs:
        return None
    answers = [answer for _, answer in pairs]
    lines = [float(answer.exact) for score, answer in pairs if score.kind == "line"]
    style = [one.style_agreement for one in answers if one.style_agreement is not None]
    return Written(
        exact_match=mean_interval([float(one.exact) for one in answers]),
        exact_lines=mean_interval(lines) if lines else None,
        edit_similarity=mean_interval([one.edit_similarity for one in answers]),
        identifier_f1=mean_interval([one.identifier_f1 for one in answers]),
        style_agreement=mean_interval(style) if style else None,
        seconds=sum(one.seconds or 0.0 for one in scores) / len(scores),
    )


def _of(scores: Sequence[Score], arm: str | None) -> Mapping[tuple[str, str], Score]:
    return {(one.developer, one.task_id): one for one in scores if one.arm == arm}
