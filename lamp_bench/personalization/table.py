"""The result of a measurement, for a person."""

from collections.abc import Callable, Sequence

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from lamp_bench.measures import Comparison, Score, compare, summarize
from lamp_bench.personalization.data import arms_in, by_developer, rivals_of
from lamp_bench.personalization.variants import EVIDENCE, LAMP, NONE
from style_learner.evaluation.intervals import Interval

FEWEST = 6
"""Tasks below which a person is shown no interval: resampling so few cannot show how different tasks are."""
UNTOLD = "-"
BITS_MEANING = (
    "Bits per character of what was really written: fewer is better. Better / worse: tasks with over 2 % fewer or more "
    "bits than under none. "
)
EVERYBODY = "all developers"


def show(scores: Sequence[Score], console: Console, left_out: Sequence[str] = ()) -> None:
    """Print all developers together, then each apart, then what the words mean."""
    told = any(score.bits is not None for score in scores)
    console.print(_together(scores))
    if told:
        console.print(_apart(scores))
    if any(score.likeness for score in scores):
        console.print(_answers(scores))
    if rivals_of(scores, LAMP):
        console.print(_rivals(scores))
    for sentence in left_out:
        console.print(sentence, markup=False)
    console.print(
        f"{BITS_MEANING if told else ''}Below each figure its 95 % interval over the tasks, from six tasks on. Tokens: "
        "of the prompt, about."
    )
    for arm in arms_in(scores):
        console.print(f"  [bold]{arm}[/]: {EVIDENCE[arm]}")


def _together(scores: Sequence[Score]) -> Table:
    table = Table(title="All developers", box=SIMPLE)
    table.add_column("arm", no_wrap=True)
    for name in ("tasks", "bits/char", "against none", "lamp against it", "better / worse", "tokens"):
        table.add_column(name, justify="right")
    for arm in arms_in(scores):
        found, change, lamp = summarize(scores, arm), compare(scores, arm, NONE), compare(scores, LAMP, arm)
        if found is not None:
            table.add_row(
                arm,
                str(found.tasks),
                _number(found.bits_per_character, found.tasks),
                _bits(change),
                _bits(lamp),
                f"{change.better} / {change.worse}" if change and change.bits else "",
                f"{found.prompt_tokens:.0f}",
            )
    return table


def _answers(scores: Sequence[Score]) -> Table:
    table = Table(title="What the model wrote", box=SIMPLE)
    table.add_column("arm", no_wrap=True)
    for name in ("exact, lines", "exact", "edit similarity", "names, F1", "style agrees", "seconds"):
        table.add_column(name, justify="right")
    for arm in arms_in(scores):
        found = summarize(scores, arm)
        if found is not None and (written := found.written) is not None:
            table.add_row(
                arm,
                _share(written.exact_lines, found.tasks),
                _share(written.exact_match, found.tasks),
                _share(written.edit_similarity, found.tasks),
                _share(written.identifier_f1, found.tasks),
                _share(written.style_agreement, found.tasks),
                f"{written.seconds:.1f}",
            )
    return table


def _apart(scores: Sequence[Score]) -> Table:
    table = Table(title="Each developer, bits per character", box=SIMPLE)
    table.add_column("arm", no_wrap=True)
    each = by_developer(scores)
    for developer in each:
        table.add_column(developer, justify="right")
    for arm in arms_in(scores):
        told = [found.bits_per_character if (found := summarize(of_one, arm)) else None for of_one in each.values()]
        table.add_row(arm, *(f"{one.estimate:.3f}" if one else UNTOLD for one in told))
    if LAMP in arms_in(scores):
        table.add_row(f"{LAMP} against {NONE}", *(_bits(compare(of_one, LAMP, NONE)) for of_one in each.values()))
    return table


def _rivals(scores: Sequence[Score]) -> Table:
    """Tell LAMP against the best of what needs no learning, and against another's history."""
    told = any(score.bits is not None for score in scores)
    table = Table(title=f"LAMP against its rivals, {'bits' if told else 'edit similarity'}", box=SIMPLE)
    table.add_column("developer", no_wrap=True)
    for name in ("best plain", "against it", "against another's"):
        table.add_column(name, justify="right")
    cell = _bits if told else _likeness
    for developer, found in {EVERYBODY: list(scores), **by_developer(scores)}.items():
        if summarize(found, LAMP) is not None:
            table.add_row(developer, *_rival_cells(found, cell))
    return table


def _rival_cells(scores: Sequence[Score], cell: Callable[[Comparison | None], str]) -> tuple[str, str, str]:
    rivals = rivals_of(scores, LAMP)
    best, other = rivals.get("best_plain", ""), rivals.get("other", "")
    return best, cell(compare(scores, LAMP, best)), cell(compare(scores, LAMP, other))


def _bits(found: Comparison | None) -> str:
    return _change(found.bits, found.tasks) if found is not None else ""


def _likeness(found: Comparison | None) -> str:
    return _change(found.edit_similarity, found.tasks) if found is not None else ""


def _change(interval: Interval | None, tasks: int) -> str:
    return _figure(interval, tasks, "{:+.1%}", "{:+.0%}")


def _share(interval: Interval | None, tasks: int) -> str:
    return _figure(interval, tasks, "{:.0%}", "{:.0%}")


def _number(interval: Interval | None, tasks: int) -> str:
    return _figure(interval, tasks, "{:.3f}", "{:.3f}")


def _figure(interval: Interval | None, tasks: int, form: str, bound: str) -> str:
    """Return a figure with its interval below it, where there are tasks enough for one."""
    if interval is None:
        return UNTOLD
    estimate = form.format(interval.estimate)
    return estimate if tasks < FEWEST else f"{estimate}\n{bound.format(interval.low)} to {bound.format(interval.high)}"
