"""The result of a measurement: a table for a person, plain data for a program."""

from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from lamp_lsp.bench.variants import ARMS, EVIDENCE, LAMP, NONE
from style_learner.evaluation.intervals import Interval
from style_learner.evaluation.measures import Score, Summary, Written, summarize

FEWEST = 6
"""Tasks below which a person is shown no interval: resampling so few cannot show how different tasks are."""


def as_data(scores: Sequence[Score]) -> dict[str, Any]:
    """Return ``arms`` (all developers together) and ``developers`` (each apart), one entry for each arm."""
    return {
        "arms": [_entry(scores, arm) for arm in _arms(scores)],
        "developers": [
            {"developer": developer, **_entry(found, arm)}
            for developer, found in _by_developer(scores).items()
            for arm in _arms(found)
        ],
    }


def show(scores: Sequence[Score], console: Console) -> None:
    """Print all developers together, then each apart, then what the words mean."""
    console.print(_together(scores))
    console.print(_apart(scores))
    if any(score.likeness for score in scores):
        console.print(_answers(scores))
    console.print(
        "Bits per character of what was really written: fewer is better. Below each figure its 95 % interval over the "
        "tasks, from six tasks on. Better / worse: tasks with over 2 % fewer or more bits than under none. Tokens: of "
        "the prompt, about."
    )
    for arm in _arms(scores):
        console.print(f"  [bold]{arm}[/]: {EVIDENCE[arm]}")


def _together(scores: Sequence[Score]) -> Table:
    table = Table(title="All developers", box=SIMPLE)
    table.add_column("arm", no_wrap=True)
    for name in ("tasks", "bits/char", "against none", "lamp against it", "better / worse", "tokens"):
        table.add_column(name, justify="right")
    for arm in _arms(scores):
        found, lamp = summarize(scores, arm, NONE), summarize(_shared(scores, arm), LAMP, arm)
        if found is not None:
            table.add_row(
                arm,
                str(found.tasks),
                _number(found.bits_per_character),
                _change(found),
                _change(lamp),
                f"{found.better} / {found.worse}" if found.change else "",
                f"{found.prompt_tokens:.0f}",
            )
    return table


def _answers(scores: Sequence[Score]) -> Table:
    table = Table(title="What the model wrote", box=SIMPLE)
    table.add_column("arm", no_wrap=True)
    for name in ("exact, lines", "exact", "edit similarity", "names, F1", "style agrees", "seconds"):
        table.add_column(name, justify="right")
    for arm in _arms(scores):
        found = summarize(scores, arm, NONE)
        if found is not None and (written := found.written) is not None:
            table.add_row(
                arm,
                _share(written.exact_lines),
                _share(written.exact_match),
                _share(written.edit_similarity),
                _share(written.identifier_f1),
                _share(written.style_agreement),
                f"{written.seconds:.1f}",
            )
    return table


def _share(interval: Interval | None) -> str:
    if interval is None:
        return ""
    return f"{interval.estimate:.0%}\n{interval.low:.0%} to {interval.high:.0%}"


def _apart(scores: Sequence[Score]) -> Table:
    table = Table(title="Each developer, bits per character", box=SIMPLE)
    table.add_column("developer")
    table.add_column("tasks", justify="right")
    arms = _arms(scores)
    for arm in arms:
        table.add_column(arm, justify="right")
    table.add_column("lamp against none", justify="right")
    for developer, found in _by_developer(scores).items():
        summaries = [summarize(found, arm, NONE) for arm in arms]
        lamp = summarize(found, LAMP, NONE)
        table.add_row(
            developer,
            str(max(one.tasks for one in summaries if one)),
            *(f"{one.bits_per_character.estimate:.3f}" if one else "-" for one in summaries),
            _change(lamp),
        )
    return table


def _entry(scores: Sequence[Score], arm: str) -> dict[str, Any]:
    found, lamp = summarize(scores, arm, NONE), summarize(_shared(scores, arm), LAMP, arm)
    if found is None:
        return {"arm": arm}
    return {
        "arm": arm,
        "tasks": found.tasks,
        "bits_per_character": round(found.bits_per_character.estimate, 4),
        "bits_per_character_interval": _bounds(found.bits_per_character),
        **_change_entry("against_none", found),
        **(_change_entry("lamp_against_it", lamp) if lamp else {}),
        "better": found.better if found.change else None,
        "worse": found.worse if found.change else None,
        "prompt_tokens": round(found.prompt_tokens, 1),
        "with_evidence": round(found.with_evidence, 3),
        **(_written_entry(found.written) if found.written else {}),
    }


def _written_entry(written: Written) -> dict[str, Any]:
    measures = {
        "exact_match": written.exact_match,
        "exact_match_lines": written.exact_lines,
        "edit_similarity": written.edit_similarity,
        "identifier_f1": written.identifier_f1,
        "style_agreement": written.style_agreement,
    }
    entry: dict[str, Any] = {"seconds": round(written.seconds, 3)}
    for name, found in measures.items():
        entry[name] = round(found.estimate, 4) if found else None
        entry[f"{name}_interval"] = _bounds(found) if found else None
    return entry


def _change_entry(name: str, found: Summary) -> dict[str, Any]:
    if found.change is None:
        return {name: None, f"{name}_interval": None}
    return {name: round(found.change.estimate, 4), f"{name}_interval": _bounds(found.change)}


def _bounds(interval: Interval) -> list[float]:
    return [round(interval.low, 4), round(interval.high, 4)]


def _number(interval: Interval) -> str:
    return f"{interval.estimate:.3f}\n{interval.low:.3f} to {interval.high:.3f}"


def _change(found: Summary | None) -> str:
    if found is None or found.change is None:
        return ""
    change = found.change
    if found.tasks < FEWEST:
        return f"{change.estimate:+.1%}"
    return f"{change.estimate:+.1%}\n{change.low:+.0%} to {change.high:+.0%}"


def _shared(scores: Sequence[Score], arm: str) -> list[Score]:
    """Return what lamp and ``arm`` have both done; where ``arm`` is lamp, nothing is left to compare."""
    return [one for one in scores if one.arm in {LAMP, arm}] if arm != LAMP else []


def _arms(scores: Sequence[Score]) -> list[str]:
    present = {one.arm for one in scores}
    return [arm for arm in ARMS if arm in present]


def _by_developer(scores: Sequence[Score]) -> dict[str, list[Score]]:
    found: dict[str, list[Score]] = {}
    for one in scores:
        found.setdefault(one.developer, []).append(one)
    return found
