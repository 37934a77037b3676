"""The result for a person: one line a group of places, then what the words mean."""

from collections.abc import Sequence

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from lamp_bench.visible.kept import Row
from lamp_bench.visible.places import FORETOLD, KINDS, MEANING
from lamp_bench.visible.summary import ALL, Figures, Measured, figures, groups, judged

FEWEST = 12
"""Places below which a person is shown no interval: resampling so few cannot show how different places are."""

EXPLAINED = """\
Each cell: generic, personal; in the last line of a table the difference with its 95 % interval over the places.
first: the answer's first line is what was written. whole: all its lines are. harm: generic has the first line and
personal has not; help: the other way round. right: characters before the first wrong one. alike: similarity. against:
sure habits that an answer goes against. keys: saved by a developer who takes and mends what leaves the fewest to press.
Asked by hand, so that no threshold of acceptance hides anything; every other setting is LAMP's own."""


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the groups, and explain them."""
    found = {name: figures(pairs) for name, pairs in groups(judged(rows)).items()}
    table = Table(box=SIMPLE, padding=(0, 1), pad_edge=False, collapse_padding=True)
    table.add_column("", no_wrap=True)
    for name in ("first", "whole", "harm", "help", "nothing", "right", "alike", "against", "keys", "seconds"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, one in found.items():
        table.add_row(f"{name} ({one.places})", *_cells(one), style="bold" if name == ALL else "")
    if ALL in found and found[ALL].places >= FEWEST:
        table.add_row("", *_differences(found[ALL]))
    console.print(table)
    for kind in KINDS:
        if kind in found:
            apart = "; in no total" if kind in FORETOLD else ""
            console.print(f"{kind}: {MEANING[kind]}{apart}.", markup=False)
    console.print(EXPLAINED, markup=False)


def _cells(one: Figures) -> list[str]:
    of, places = one.measures, one.places
    return [
        *(_counts(of[name], places) for name in ("first_line", "whole")),
        *(f"{round(share.estimate * places)}" for share in (one.harm, one.help)),
        _counts(of["nothing"], places),
        f"{of['right_characters'].generic:.1f} {of['right_characters'].personal:.1f}",
        f"{of['similarity'].generic:.2f} {of['similarity'].personal:.2f}",
        _counts(of["contradictions"], places),
        f"{of['saved_keys'].generic:.1f} {of['saved_keys'].personal:.1f}",
        f"{of['seconds'].generic:.1f} {of['seconds'].personal:.1f}",
    ]


def _counts(measured: Measured, places: int) -> str:
    return f"{round(measured.generic * places)} {round(measured.personal * places)}"


def _differences(one: Figures) -> list[str]:
    of = one.measures
    shares = {name: _points(of[name]) for name in ("first_line", "whole", "nothing")}
    return [
        shares["first_line"],
        shares["whole"],
        f"{one.harm.low:.0%} to\n{one.harm.high:.0%}",
        f"{one.help.low:.0%} to\n{one.help.high:.0%}",
        shares["nothing"],
        _change(of["right_characters"]),
        _span(of["similarity"], 2),
        _span(of["contradictions"], 2),
        _change(of["saved_keys"]),
        _change(of["seconds"]),
    ]


def _points(measured: Measured) -> str:
    found = measured.difference
    return f"{100 * found.estimate:+.0f} %\n{100 * found.low:+.0f} to\n{100 * found.high:+.0f}"


def _span(measured: Measured, digits: int) -> str:
    found = measured.difference
    return f"{found.estimate:+.{digits}f}\n{found.low:+.{digits}f} to\n{found.high:+.{digits}f}"


def _change(measured: Measured) -> str:
    found = measured.change
    if found is None:
        return _span(measured, 1)
    return f"{found.estimate:+.0%}\n{found.low:+.0%} to\n{found.high:+.0%}"
