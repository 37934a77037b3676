"""What `lamp bench personalization --json` and its table tell."""

import json
from collections.abc import Mapping
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from lamp_bench.answers import Likeness
from lamp_bench.measures import Score
from lamp_bench.personalization.data import as_data, short_of_lamp
from lamp_bench.personalization.table import show
from lamp_bench.personalization.variants import STANDARD

BITS = {
    "none": 10.0,
    "long": 9.0,
    "repo": 8.0,
    "own-plain": 8.5,
    "other": 7.0,
    "lamp": 6.0,
}
WRITTEN = ("exact_match", "exact_match_lines", "edit_similarity", "identifier_f1", "style_agreement")


def _scores(*, told: bool = True, written: bool = True) -> list[Score]:
    """Return two developers with a line and a block each, under all arms; the second finds own-plain best."""
    return [
        Score(
            task_id=f"{number}",
            developer=developer,
            arm=arm,
            kind=("line", "block")[number % 2],
            bits=(BITS.get(arm, 9.5) - 4 * (developer == "bob" and arm == "own-plain") + number) if told else None,
            characters=10,
            prompt_tokens=100,
            evidence=1,
            likeness=Likeness(arm == "lamp", 0.9 if arm == "lamp" else 0.5, 0.5, None) if written else None,
            seconds=1.0 if written else None,
        )
        for developer in ("ada", "bob")
        for number in range(2)
        for arm in STANDARD
    ]


def _entry(data: Mapping[str, Any], arm: str, developer: str | None = None) -> Mapping[str, Any]:
    entries = data["arms"] if developer is None else data["developers"]
    return next(one for one in entries if one["arm"] == arm and one.get("developer") == developer)


def _printed(scores: list[Score], left_out: list[str] | None = None) -> str:
    out = StringIO()
    show(scores, Console(file=out, width=120), left_out or [])
    return out.getvalue()


def test_every_arm_has_its_measures_and_their_intervals() -> None:
    """In `arms` and for each developer; a figure lies within its interval, and all of it is JSON."""
    data = json.loads(json.dumps(as_data(_scores())))

    assert [entry["arm"] for entry in data["arms"]] == list(STANDARD)
    assert {(entry["developer"], entry["arm"]) for entry in data["developers"]} == {
        (name, arm) for name in ("ada", "bob") for arm in STANDARD
    }
    for entry in [*data["arms"], *data["developers"]]:
        assert {"tasks", "prompt_tokens", "with_evidence", "seconds", "better", "worse"} <= entry.keys()
        for name in ("bits_per_character", "against_none", "lamp_against_it", *WRITTEN):
            value, interval = entry[name], entry[f"{name}_interval"]
            assert (value is None) == (interval is None)
            assert value is None or interval[0] <= value <= interval[1]


def test_lamp_is_told_against_its_rivals() -> None:
    """The best plain search is each developer's own best."""
    data = as_data(_scores())

    assert (_entry(data, "lamp", "ada")["best_plain_is"], _entry(data, "lamp", "bob")["best_plain_is"]) == (
        "repo",
        "own-plain",
    )
    assert _entry(data, "lamp", "ada")["against_best_plain"] == pytest.approx(-4 / 17, abs=1e-4)
    assert _entry(data, "lamp")["against_other"] == pytest.approx(-2 / 15, abs=1e-4)
    assert _entry(data, "lamp")["other_is"] == "other"
    assert _entry(data, "lamp")["exact_match_lines_against_own_plain"] == 1.0
    assert "against_other" not in _entry(data, "none")


def test_what_was_not_run_is_no_rival() -> None:
    """Nothing is compared with arms that are missing."""
    few = [score for score in _scores() if score.arm in {"none", "lamp"}]

    assert not {"against_other", "against_best_plain"} & _entry(as_data(few), "lamp").keys()
    assert "rivals" not in _printed(few)


def test_without_bits_the_answers_are_told() -> None:
    """The figure is null for programs and a dash for people, who read why; LAMP is compared by its answers."""
    scores, why = _scores(told=False), "No bits per character (-): the backend does not tell."
    data, text = as_data(scores, [why]), _printed(scores, [why])

    lamp = _entry(data, "lamp")
    assert lamp["bits_per_character"] is lamp["bits_per_character_interval"] is lamp["against_none"] is None
    assert lamp["edit_similarity"] == 0.9
    assert lamp["edit_similarity_against_other"] == pytest.approx(0.4)
    assert data["left_out"] == [why]
    assert why in text
    assert "rivals, edit similarity" in text


def test_without_answers_nothing_is_said_of_them() -> None:
    """The bits are all there is."""
    data = as_data(_scores(written=False))

    assert not {"exact_match", "seconds", "edit_similarity_against_other"} & _entry(data, "lamp").keys()
    assert "What the model wrote" not in _printed(_scores(written=False))


def test_an_arm_that_is_shorter_than_lamp_says_so() -> None:
    """Where the file ends, more of the same file is no longer as many tokens as LAMP reads."""

    def score(arm: str, task: str, tokens: int) -> Score:
        return Score(task, "ada", arm, "line", 1.0, 10, tokens, 0)

    even = [score("lamp", "a", 1000), score("long", "a", 980)]
    assert short_of_lamp(even) == []
    assert short_of_lamp([*even, score("lamp", "b", 1000), score("long", "b", 600)]) == [
        "long is short of lamp's tokens at 1 of 2 places, where the file ends."
    ]
