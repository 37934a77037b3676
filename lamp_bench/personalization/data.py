"""The result of a measurement as plain data, for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from lamp_bench.measures import Comparison, Score, Written, best_of, compare, summarize
from lamp_bench.personalization.variants import (
    ARMS,
    LAMP,
    LONG,
    NONE,
    OTHER,
    OWN_PLAIN,
    PLAIN_SEARCHES,
)
from style_learner.evaluation.intervals import Interval

AS_LONG = 0.95
"""Of LAMP's tokens: prompts are cut at lines, so that none is as long to a token."""


def as_data(scores: Sequence[Score], left_out: Sequence[str] = ()) -> dict[str, Any]:
    """Return ``arms`` (all developers together) and ``developers`` (each apart), one entry for each arm.

    ``left_out``: sentences about what could not be measured.
    """
    return {
        "arms": [_entry(scores, arm) for arm in arms_in(scores)],
        "developers": [
            {"developer": developer, **_entry(found, arm)}
            for developer, found in by_developer(scores).items()
            for arm in arms_in(found)
        ],
        "left_out": list(left_out),
    }


def arms_in(scores: Sequence[Score]) -> list[str]:
    """Return the arms that were run, in the order of the table."""
    present = {one.arm for one in scores}
    return [arm for arm in ARMS if arm in present]


def short_of_lamp(scores: Sequence[Score]) -> list[str]:
    """Say at how many places an arm that should read as much as LAMP reads less, since the file ends."""
    tokens = {one.task_id: one.prompt_tokens for one in scores if one.arm == LAMP}
    found = [one for one in scores if one.arm == LONG and one.task_id in tokens]
    short = sum(one.prompt_tokens < AS_LONG * tokens[one.task_id] for one in found)
    if not short:
        return []
    return [f"{LONG} is short of {LAMP}'s tokens at {short} of {len(found)} places, where the file ends."]


def by_developer(scores: Sequence[Score]) -> dict[str, list[Score]]:
    """Return each developer's scores."""
    found: dict[str, list[Score]] = {}
    for one in scores:
        found.setdefault(one.developer, []).append(one)
    return found


def rivals_of(scores: Sequence[Score], arm: str) -> Mapping[str, str]:
    """Return what LAMP is to be held against, by its name in the data; without what was not run.

    The best of the plain searches is chosen on these very scores, which flatters it a little, and not LAMP.
    """
    if arm != LAMP:
        return {}
    wanted = {
        "best_plain": best_of(scores, PLAIN_SEARCHES),
        "own_plain": OWN_PLAIN,
        "other": OTHER,
    }
    present = arms_in(scores)
    return {name: rival for name, rival in wanted.items() if rival in present}


def _entry(scores: Sequence[Score], arm: str) -> dict[str, Any]:
    found = summarize(scores, arm)
    if found is None:
        return {"arm": arm}
    against_none, lamp = compare(scores, arm, NONE), compare(scores, LAMP, arm)
    return {
        "arm": arm,
        "tasks": found.tasks,
        **_measure("bits_per_character", found.bits_per_character),
        **_against("against_none", against_none),
        **_measure("lamp_against_it", lamp.bits if lamp else None),
        "better": against_none.better if against_none else None,
        "worse": against_none.worse if against_none else None,
        "prompt_tokens": round(found.prompt_tokens, 1),
        "with_evidence": round(found.with_evidence, 3),
        **(_written_entry(found.written) if found.written else {}),
        **_rivals_entry(scores, arm),
    }


def _rivals_entry(scores: Sequence[Score], arm: str) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    for name, rival in rivals_of(scores, arm).items():
        entry |= _against(f"against_{name}", compare(scores, arm, rival)) | {f"{name}_is": rival}
    return entry


def _written_entry(written: Written) -> dict[str, Any]:
    return {
        "seconds": round(written.seconds, 3),
        **_measure("exact_match", written.exact_match),
        **_measure("exact_match_lines", written.exact_lines),
        **_measure("edit_similarity", written.edit_similarity),
        **_measure("identifier_f1", written.identifier_f1),
        **_measure("style_agreement", written.style_agreement),
    }


def _against(name: str, found: Comparison | None) -> dict[str, Any]:
    """Return the change in bits, and where answers were written what their measures gained."""
    entry = _measure(name, found.bits if found else None)
    if found is not None and found.edit_similarity is not None:
        entry |= _measure(f"exact_match_lines_{name}", found.exact_lines)
        entry |= _measure(f"edit_similarity_{name}", found.edit_similarity)
    return entry


def _measure(name: str, found: Interval | None) -> dict[str, Any]:
    if found is None:
        return {name: None, f"{name}_interval": None}
    return {name: round(found.estimate, 4), f"{name}_interval": [round(found.low, 4), round(found.high, 4)]}
