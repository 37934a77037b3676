"""The measures over many places: generic, personal, and what lies between them, with 95 % intervals over the places."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lamp_bench.visible.kept import Row
from lamp_bench.visible.measures import Worth, worth
from lamp_bench.visible.places import FORETOLD, KINDS
from lamp_lsp.demo.window import Answer
from lamp_lsp.version import __version__
from style_learner.evaluation.intervals import (
    Interval,
    mean_interval,
    paired_difference_interval,
    rate_change_interval,
    share_interval,
)

ALL = "all"


@dataclass(frozen=True, slots=True)
class Pair:
    """Both answers at one place, judged."""

    row: Row
    generic: Worth
    personal: Worth

    @property
    def harm(self) -> bool:
        return self.generic.first_line and not self.personal.first_line

    @property
    def help(self) -> bool:
        return self.personal.first_line and not self.generic.first_line


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure under both, in the mean."""

    generic: float
    personal: float
    difference: Interval
    change: Interval | None
    """Relative, of the sums; None where generic has nothing, or a share is measured."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All measures over some places."""

    places: int
    measures: Mapping[str, Measured]
    harm: Interval
    help: Interval


SHARES: Mapping[str, Callable[[Worth], float]] = {
    "first_line": lambda one: one.first_line,
    "whole": lambda one: one.whole,
    "similarity": lambda one: one.similarity,
    "nothing": lambda one: one.nothing,
}
SIZES: Mapping[str, Callable[[Worth], float]] = {
    "right_characters": lambda one: one.right_characters,
    "saved_keys": lambda one: one.saved_keys,
}


def judged(rows: Sequence[Row]) -> list[Pair]:
    """Judge both answers of each row."""
    return [
        Pair(row, worth(row.generic.text, row.place.truth), worth(row.personal.text, row.place.truth)) for row in rows
    ]


def figures(pairs: Sequence[Pair]) -> Figures:
    """Return the measures over some places, one or more."""
    measures = {name: _measured(pairs, of, sizes=False) for name, of in SHARES.items()}
    measures |= {name: _measured(pairs, of, sizes=True) for name, of in SIZES.items()}
    measures["contradictions"] = _of_answers(pairs, lambda row, name: float(len(row.against[name])), sizes=False)
    measures["seconds"] = _of_answers(pairs, lambda row, name: _answer(row, name).seconds, sizes=True)
    return Figures(
        len(pairs),
        measures,
        share_interval(sum(pair.harm for pair in pairs), len(pairs)),
        share_interval(sum(pair.help for pair in pairs), len(pairs)),
    )


def groups(pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    """Return the pairs of each kind, of each project where there are several, and all that count together."""
    found: dict[str, list[Pair]] = {kind: [pair for pair in pairs if pair.row.place.kind == kind] for kind in KINDS}
    counted = [pair for pair in pairs if pair.row.place.kind not in FORETOLD]
    projects = dict.fromkeys(pair.row.place.project for pair in counted)
    if len(projects) > 1:
        found |= {name: [pair for pair in counted if pair.row.place.project == name] for name in projects}
    return {name: of_group for name, of_group in {**found, ALL: counted}.items() if of_group}


def as_data(rows: Sequence[Row], run: Mapping[str, Any]) -> dict[str, Any]:
    """Return the result as plain data; ``run`` says how it came about."""
    pairs = judged(rows)
    return {
        "lamp": __version__,
        **run,
        "groups": {name: _data(figures(found)) for name, found in groups(pairs).items()},
        "rows": [_row_data(pair) for pair in pairs],
    }


def _measured(pairs: Sequence[Pair], of: Callable[[Worth], float], *, sizes: bool) -> Measured:
    return _compared([of(pair.generic) for pair in pairs], [of(pair.personal) for pair in pairs], sizes=sizes)


def _of_answers(pairs: Sequence[Pair], of: Callable[[Row, str], float], *, sizes: bool) -> Measured:
    generic, personal = ([of(pair.row, name) for pair in pairs] for name in ("generic", "personal"))
    return _compared(generic, personal, sizes=sizes)


def _compared(generic: Sequence[float], personal: Sequence[float], *, sizes: bool) -> Measured:
    each = [1.0] * len(generic)
    change = rate_change_interval(personal, each, generic, each) if sizes else None
    return Measured(
        mean_interval(generic).estimate,
        mean_interval(personal).estimate,
        paired_difference_interval(personal, generic),
        change,
    )


def _answer(row: Row, name: str) -> Answer:
    return row.generic if name == "generic" else row.personal


def _data(found: Figures) -> dict[str, Any]:
    return {
        "places": found.places,
        **{name: _rounded(asdict(measured)) for name, measured in found.measures.items()},
        "harm": _rounded(asdict(found.harm)),
        "help": _rounded(asdict(found.help)),
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(one) for key, one in value.items()}
    return round(value, 4) if isinstance(value, float) else value


def _row_data(pair: Pair) -> dict[str, Any]:
    row, place = pair.row, pair.row.place
    return {
        "id": place.id,
        "project": place.project,
        "kind": place.kind,
        "path": place.path,
        "line": place.line,
        "language": place.language,
        "before": place.before.rsplit("\n", 1)[-1],
        "truth": "\n".join(place.truth),
        "generic_first": row.generic_first,
        **{
            name: {**asdict(_answer(row, name)), **asdict(judged_as), "against": row.against[name]}
            for name, judged_as in (("generic", pair.generic), ("personal", pair.personal))
        },
        "harm": pair.harm,
        "help": pair.help,
    }
