"""The result of a replay: a table for a person, plain data for a program."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from lamp_bench.replay.course import FROZEN, LEARNING, Replayed
from lamp_bench.replay.figures import Comparison, Count, Pair, compare, curve, pairs, second_half
from style_learner.evaluation.intervals import Interval

ALL, SECOND_HALF = "all", "second half"
FEWEST = 6
"""Passages below which a person is shown no interval: resampling so few cannot show how different passages are."""
FEW_SHOWN = 100
"""Suggestions shown in the second half below which even a change of a fifth is mostly chance."""


def as_data(replays: Sequence[Replayed]) -> dict[str, Any]:
    """Return ``together`` and ``developers``, each with ``all`` and ``second_half``; the latter with their curves.

    ``verdict`` says in words what the second half tells.
    """
    return {
        "together": _halves_data(replays),
        "verdict": verdict(replays),
        "developers": [
            {
                "developer": replayed.developer,
                **_halves_data([replayed]),
                "curves": {
                    LEARNING: [asdict(point) for point in curve(replayed.learning)],
                    FROZEN: [asdict(point) for point in curve(replayed.frozen)],
                },
            }
            for replayed in replays
        ],
    }


def show(replays: Sequence[Replayed], console: Console) -> None:
    """Print each developer, then all together, then what the words mean."""
    for replayed in replays:
        console.print(_table(replayed.developer, [replayed]))
    if len(replays) > 1:
        console.print(_table("All developers", replays))
    for sentence in verdict(replays):
        console.print(sentence)
    console.print(
        "Retained: accepted characters that stand in the end, without white space, for each suggestion shown. Edited: "
        "characters of accepted text that had to be mended, for each one accepted. Keys saved: of all that typing the "
        "passages takes. Below each change its 95 % interval over the passages (their number stands in brackets), from "
        "six on."
    )


def verdict(replays: Sequence[Replayed]) -> list[str]:
    """Say what the second half tells of learning, and whether it is enough to go by."""
    late = compare([pair for replayed in replays for pair in second_half(replayed)])
    said = [
        f"Second half, learning against frozen: {what} {_span(interval, late)}."
        for what, interval in (
            ("retained characters a suggestion shown", late.retained_per_shown),
            ("edits to accepted text", late.edited_per_accepted),
        )
    ]
    shown = min(late.learning.shown, late.frozen.shown)
    if shown < FEW_SHOWN:
        said.append(f"Only {shown} suggestions were shown there: too few to tell; `--suggestions` asks for more.")
    return said


def _span(interval: Interval | None, compared: Comparison) -> str:
    if interval is None:
        return "cannot be compared, as one of the runs has none"
    if compared.learning.passages < FEWEST:
        return f"{interval.estimate:+.1%}, on too few passages for an interval"
    chance = "" if interval.clear else ", which may be chance"
    return f"{interval.estimate:+.1%} (95 % interval {interval.low:+.0%} to {interval.high:+.0%}){chance}"


def _halves(replays: Sequence[Replayed]) -> dict[str, list[Pair]]:
    return {
        ALL: [pair for replayed in replays for pair in pairs(replayed)],
        SECOND_HALF: [pair for replayed in replays for pair in second_half(replayed)],
    }


def _table(title: str, replays: Sequence[Replayed]) -> Table:
    table = Table(title=title, box=SIMPLE, padding=0, pad_edge=False, collapse_padding=True)
    table.add_column("", no_wrap=True)
    for name in ("shown", "taken", "mended", "part", "retained", "edited", "keys saved"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, found in _halves(replays).items():
        compared = compare(found)
        table.add_row(f"{name} ({len(found)})", style="bold")
        table.add_row(f"  {LEARNING}", *_cells(compared.learning))
        table.add_row(f"  {FROZEN}", *_cells(compared.frozen))
        table.add_row("  change", "", "", "", "", *(_change(one, compared) for one in _changes(compared)))
    return table


def _cells(counted: Count) -> list[str]:
    return [
        *map(str, (counted.shown, counted.whole, counted.mended, counted.part)),
        f"{counted.retained_per_shown:.2f}",
        f"{counted.edited_per_accepted:.3f}",
        f"{counted.saved_share:.1%}",
    ]


def _changes(compared: Comparison) -> tuple[Interval | None, ...]:
    return compared.retained_per_shown, compared.edited_per_accepted, compared.saved_keys


def _change(interval: Interval | None, compared: Comparison) -> str:
    if interval is None:
        return "-"
    if compared.learning.passages < FEWEST:
        return f"{interval.estimate:+.1%}"
    return f"{interval.estimate:+.1%}\n{interval.low:+.0%} to\n{interval.high:+.0%}"


def _halves_data(replays: Sequence[Replayed]) -> dict[str, Any]:
    return {name.replace(" ", "_"): _entry(compare(found)) for name, found in _halves(replays).items()}


def _entry(compared: Comparison) -> dict[str, Any]:
    return {
        LEARNING: _count_entry(compared.learning),
        FROZEN: _count_entry(compared.frozen),
        "learning_against_frozen": {
            name: None if interval is None else [round(value, 4) for value in asdict(interval).values()]
            for name, interval in zip(
                ("retained_per_shown", "edited_per_accepted", "saved_keys"), _changes(compared), strict=True
            )
        },
    }


def _count_entry(counted: Count) -> dict[str, Any]:
    return {
        **asdict(counted),
        "retained_per_shown": round(counted.retained_per_shown, 4),
        "edited_per_accepted": round(counted.edited_per_accepted, 4),
        "saved_share": round(counted.saved_share, 4),
    }
