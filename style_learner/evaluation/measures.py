"""What a completion cost a model, and how one arm of a comparison stands to another.

Bits per character: the bits a model needs to write what the developer really wrote. It needs no generation, says
something at every task, and so tells arms apart with far fewer tasks than exact matches do.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from style_learner.evaluation.answers import Likeness
from style_learner.evaluation.intervals import Interval, change_interval, mean_interval, ratio_interval

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
    bits: float
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
    written: "Written | None" = None
    """What the answers were worth; None where nothing was written."""


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
        written=_written(found),
    )


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
