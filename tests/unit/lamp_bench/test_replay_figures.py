"""Two runs, counted and compared."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from lamp_bench.replay.course import Replayed
from lamp_bench.replay.figures import compare, count, curve, pairs, second_half
from lamp_bench.replay.journal import Journal
from lamp_bench.replay.plot import plot
from lamp_bench.replay.table import as_data, show, verdict
from lamp_bench.replay.typing import Step, Typed
from style_learner.errors import WrongSetting


def typed(passage: str, retained: int, *, places: int = 2, edits: int = 1) -> Typed:
    """Return a passage with a suggestion mended at each place."""
    step = Step(0, shown=True, act="mended", accepted=20, retained=retained, edits=edits, saved=retained - 1)
    return Typed(passage, keys=100, steps=(step,) * places)


def replayed(passages: int = 8) -> Replayed:
    """Return a run in which learning retains twice as much in the second half."""
    ids = tuple(f"p{number}" for number in range(passages))
    learning = tuple(typed(name, 10 if number < passages / 2 else 20) for number, name in enumerate(ids))
    return Replayed("ada", ids, learning, tuple(typed(name, 10, edits=2) for name in ids))


def test_halves_are_compared_apart() -> None:
    """What was only gained late is whole in the second half and half in all."""
    whole, late = compare(pairs(replayed())), compare(second_half(replayed()))

    assert whole.retained_per_shown is not None
    assert late.retained_per_shown is not None
    assert (whole.retained_per_shown.estimate, late.retained_per_shown.estimate) == (0.5, 1.0)
    assert late.learning.passages == 4
    assert late.edited_per_accepted is not None
    assert late.edited_per_accepted.estimate == -0.5


def test_a_run_against_itself_is_no_change() -> None:
    """The same in both runs differs by nothing, with nothing around it."""
    run = tuple(typed(f"p{number}", number) for number in range(1, 9))
    compared = compare(list(zip(run, run, strict=True)))

    assert compared.retained_per_shown is not None
    assert (compared.retained_per_shown.low, compared.retained_per_shown.high) == (0, 0)


def test_nothing_shown_is_no_rate() -> None:
    """Where nothing was shown there is nothing to compare, and no division by it."""
    silent = Typed("p", keys=10, steps=(Step(0, shown=False, act="left"),))
    compared = compare([(silent, silent)])

    assert (compared.learning.retained_per_shown, compared.retained_per_shown) == (0, None)


@pytest.mark.parametrize(
    ("replay", "told"),
    [
        (replayed(16), ["+100.0% (95 % interval +100% to +100%).", "-50.0%", "Only 16 suggestions"]),
        (replayed(4), ["on too few passages for an interval", "", "Only 4 suggestions"]),
    ],
)
def test_the_verdict_says_how_much_it_rests_on(replay: Replayed, told: list[str]) -> None:
    """An interval where there are passages enough for one, and a warning where few suggestions were shown."""
    said = verdict([replay])

    assert len(said) == len(told)
    assert all(part in sentence for part, sentence in zip(told, said, strict=True))


def test_enough_is_not_warned_of() -> None:
    """With a hundred suggestions in the second half nothing is called too few; what is no change may be chance."""
    ids = tuple(f"p{number}" for number in range(100))
    run = tuple(typed(name, retained=number % 7) for number, name in enumerate(ids))
    said = verdict([Replayed("ada", ids, run, run[::-1])])

    assert len(said) == 2
    assert "may be chance" in said[0]


def test_the_curve_ends_where_the_count_does() -> None:
    """A point for each suggestion shown; what is taken of one later belongs to it."""
    more = Step(9, shown=False, act="part", accepted=5, retained=4, saved=3)
    run = [typed("p", 7), Typed("q", keys=10, steps=(more,))]
    points = curve(run)

    assert [point.shown for point in points] == [0, 1, 2]
    assert points[-1].retained_characters == count(run).retained_characters == 18


def test_the_result_is_shown_written_and_drawn(tmp_path: Path) -> None:
    """Data are JSON with both halves; the table names both runs; the picture is a file of its kind."""
    console = Console(width=80, record=True)
    show([replayed()], console)
    plot([replayed()], tmp_path / "curve.png")
    data = json.loads(json.dumps(as_data([replayed()])))

    assert data["together"]["second_half"]["learning_against_frozen"]["retained_per_shown"][0] == 1.0
    assert data["developers"][0]["curves"]["frozen"][-1]["shown"] == 16
    text = console.export_text()
    assert "+100.0%" in text
    assert "second half (4)" in text
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")


def test_a_picture_of_no_known_kind_is_refused(tmp_path: Path) -> None:
    """The sentence names the endings that there are."""
    with pytest.raises(WrongSetting, match=r"\.png"):
        plot([replayed()], tmp_path / "curve.doc")


def test_a_journal_survives_being_cut_off(tmp_path: Path) -> None:
    """What was kept whole comes back; half a line is as if it had not been, and what follows it counts."""
    journal = Journal(tmp_path / "run")
    journal.keep("learning", typed("p", 3))
    with (tmp_path / "run" / "typed.jsonl").open("a") as lines:
        lines.write('\n{"run": "learning", "pass')
    Journal(tmp_path / "run").keep("frozen", typed("q", 4))

    again = Journal(tmp_path / "run")
    assert (again.of("learning"), again.of("frozen")) == ({"p": typed("p", 3)}, {"q": typed("q", 4)})
