"""The show filter on a log of suggestions: its figures, for a person and for a program."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from lamp_bench.show_filter.filtering import (
    Figures,
    decision_times_ms,
    developers_of,
    figures,
    foreseen_as_shipped,
    foreseen_by_logprob,
    foreseen_from_others,
)
from lamp_bench.show_filter.show_log import read_show_log
from style_learner.policy.showing import shipped_prior

LEARNING = "learning"
WAYS = {
    "logprob": "the model's log-probability alone",
    "fixed": "fitted on the other developers, then held fixed",
    LEARNING: "fitted on the other developers, then learning from each outcome after it was foreseen: what LAMP does",
    "shipped": "what LAMP comes with, learning likewise",
}


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that `lamp bench filter` tells of one log."""

    developers: int
    suggestions: int
    accepted: int
    ways: Mapping[str, Figures]
    of_each: Mapping[str, Figures]
    """By developer, under ``learning``."""
    decision_ms: float
    """Mean."""
    slow_decision_ms: float
    """95th percentile."""
    fitted_on_this: bool
    """Whether what LAMP comes with was fitted on this very log, so that its figures flatter it."""


def measure(log: Path) -> Result:
    """Measure the filter on a log.

    Raises:
        WrongSetting: there is no such file, or it has too few developers.
        DamagedData: it is no log of suggestions.
    """
    shown, prior = read_show_log(log), shipped_prior()
    foreseen = {
        "logprob": foreseen_by_logprob(shown),
        "fixed": foreseen_from_others(shown, learning=False),
        LEARNING: foreseen_from_others(shown, learning=True),
        "shipped": foreseen_as_shipped(shown, prior, learning=True),
    }
    times = decision_times_ms(shown, prior)
    rows = {name: [one.developer == name for one in shown] for name in developers_of(shown)}
    return Result(
        developers=len(rows),
        suggestions=len(shown),
        accepted=sum(one.accepted for one in shown),
        ways={name: figures(shown, found) for name, found in foreseen.items()},
        of_each={
            name: figures([one for one, here in zip(shown, of, strict=True) if here], foreseen[LEARNING][np.array(of)])
            for name, of in rows.items()
        },
        decision_ms=float(times.mean()),
        slow_decision_ms=float(np.percentile(times, 95)),
        fitted_on_this=hashlib.sha256(log.read_bytes()).hexdigest().startswith(prior.fitted_on),
    )


def as_data(result: Result) -> dict[str, Any]:
    """Return the result as plain data, what LAMP does at the top; a developer who took all or none has no area."""
    data = {**asdict(result), **asdict(result.ways[LEARNING])}
    data["developers"] = [{"developer": name, **asdict(found)} for name, found in result.of_each.items()]
    del data["of_each"]
    data["ways"] = [{"way": name, "is": WAYS[name], **asdict(found)} for name, found in result.ways.items()]
    return {key: _without_nan(value) for key, value in data.items()}


def show(result: Result, console: Console) -> None:
    """Print the figures and what they mean."""
    console.print(
        f"{result.suggestions} suggestions shown to {result.developers} developers, {result.accepted} of them accepted "
        f"({result.accepted / result.suggestions:.1%})."
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("foreseen by", no_wrap=True)
    for name in ("AUC", "log loss", "off by", "of hidden\nrejected", "of shown\naccepted", "accepts\nkept"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, found in result.ways.items():
        table.add_row(name, *_cells(found))
    console.print(table)
    console.print(
        "AUC: share of pairs, one accepted and one not, put in the right order, with the 95 % interval over "
        "developers. Off by: how far what was foreseen lies from what came true, over fifths. The last three: when the "
        "quarter least likely to be accepted is hidden."
    )
    by_rule = result.ways[LEARNING].showing
    console.print(
        f"With only what is worth a look shown, as LAMP does: {by_rule.hidden:.0%} hidden, {by_rule.accepts_kept:.1%} "
        f"of the accepts and {by_rule.characters_kept:.1%} of the accepted characters kept, "
        f"{by_rule.characters_per_shown:.1f} of them for each suggestion shown instead of "
        f"{by_rule.characters_per_shown_before:.1f}."
    )
    for name, meaning in WAYS.items():
        flattered = (
            " (fitted on this very log, which flatters it)" if name == "shipped" and result.fitted_on_this else ""
        )
        console.print(f"  [bold]{name}[/]: {meaning}{flattered}")
    console.print(f"A decision takes {result.decision_ms:.2f} ms, 95 % of them under {result.slow_decision_ms:.2f} ms.")


def _cells(found: Figures) -> tuple[str, ...]:
    hiding = found.hiding
    return (
        f"{found.auc.estimate:.3f} ({found.auc.low:.2f}-{found.auc.high:.2f})",
        f"{found.log_loss:.3f}",
        f"{found.calibration_error:.3f}",
        f"{hiding.of_hidden_rejected:.1%}",
        f"{hiding.acceptance_after:.1%}",
        f"{hiding.accepts_kept:.1%}",
    )


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nan(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and np.isnan(value) else value
