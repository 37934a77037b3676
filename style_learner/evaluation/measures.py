"""What a completion cost a model, and how one arm of a comparison stands to another.

Bits per character: the bits a model needs to write what the developer really wrote. It needs no generation, says
something at every task, and so tells arms apart with far fewer tasks than exact matches do.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from style_learner.evaluation.intervals import Interval, change_interval, ratio_interval

NOTICED = 0.02
"""Share of the bits by which a task has to differ to count as better or worse."""


@dataclass(frozen=True, slots=True)
class Score:
    """One task under one arm."""

    task_id: str
    developer: str
    arm: str
    bits: float
    characters: int
    """Of the target."""
    prompt_tokens: int
    evidence: int
    """Snippets in the prompt."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One arm over some tasks."""

    arm: str
    tasks: int
    bits_per_character: Interval
    """All bits by all characters."""
    change: Interval | None
    """Against the reference arm, as a share of its bits; None for the reference itself."""
    better: int
    """Tasks with noticeably fewer bits than under the reference."""
    worse: int
    prompt_tokens: float
    """Mean."""
    with_evidence: float
    """Share of the tasks whose prompt held any."""


def bits(logprobs: Sequence[float]) -> float:
    """Return the information of a text from the natural-log probabilities of its tokens.

    >>> bits([math.log(0.5), math.log(0.25)])
    3.0
    """
    return -sum(logprobs) / math.log(2)


def summarize(scores: Sequence[Score], arm: str, reference: str | None = None) -> Summary | None:
    """Return how ``arm`` did, and against ``reference`` on the tasks that both have; None without any task."""
    own = _of(scores, arm)
    if not own:
        return None
    other = _of(scores, reference) if reference is not None and reference != arm else {}
    both = [task for task in own if task in other]
    ours, theirs = [own[task].bits for task in both], [other[task].bits for task in both]
    found = list(own.values())
    return Summary(
        arm=arm,
        tasks=len(found),
        bits_per_character=ratio_interval([one.bits for one in found], [one.characters for one in found]),
        change=change_interval(ours, theirs) if both else None,
        better=sum(our < their * (1 - NOTICED) for our, their in zip(ours, theirs, strict=True)),
        worse=sum(our > their * (1 + NOTICED) for our, their in zip(ours, theirs, strict=True)),
        prompt_tokens=sum(one.prompt_tokens for one in found) / len(found),
        with_evidence=sum(one.evidence > 0 for one in found) / len(found),
    )


def _of(scores: Sequence[Score], arm: str | None) -> Mapping[tuple[str, str], Score]:
    return {(one.developer, one.task_id): one for one in scores if one.arm == arm}
