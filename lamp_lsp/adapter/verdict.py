"""Whether an adapter is kept: it must help on code of the developer's that it never saw, and harm nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from lamp_lsp.adapter.record import Change, Judged
from style_learner.evaluation.intervals import change_interval

MOST_GENERAL_RISE = 0.01
"""Bits on general code may rise by one per cent."""
LEAST_PLACES = 12
"""Fewer places give an interval that means nothing."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One place, read without and with the adapter."""

    base_bits: float
    adapter_bits: float
    characters: int


def judge(own: Sequence[Scored], general: Sequence[Scored]) -> tuple[bool, Judged]:
    """Return whether an adapter helps, and why; both lists hold one place or more."""
    change = change_interval([one.adapter_bits for one in own], [one.base_bits for one in own])
    elsewhere = change_interval([one.adapter_bits for one in general], [one.base_bits for one in general])
    kept = len(own) >= LEAST_PLACES and change.high < 0 and elsewhere.estimate <= MOST_GENERAL_RISE
    characters = sum(one.characters for one in own)
    judged = Judged(
        places=len(own),
        characters=characters,
        base_bits=sum(one.base_bits for one in own) / characters,
        adapter_bits=sum(one.adapter_bits for one in own) / characters,
        own=Change.of(change),
        general_places=len(general),
        general=Change.of(elsewhere),
        sentence=_sentence(len(own), Change.of(change), Change.of(elsewhere)),
    )
    return kept, judged


def _sentence(places: int, own: Change, general: Change) -> str:
    found = f"{_percent(own.estimate)} bits on your newest code ({_percent(own.low)} to {_percent(own.high)})"
    if places < LEAST_PLACES:
        return f"Not kept: your newest code holds {places} places to check it on, and it takes {LEAST_PLACES}."
    if own.high >= 0:
        return f"Not kept: {found}, which may be chance."
    if general.estimate > MOST_GENERAL_RISE:
        return f"Not kept: {found}, but {_percent(general.estimate)} on general code, which must not get worse."
    return f"Kept: {found}, {_percent(general.estimate)} on general code."


def _percent(share: float) -> str:
    """Return a change in per cent.

    >>> _percent(-0.0712)
    '-7.1 %'
    """
    return f"{100 * share:+.1f} %"
