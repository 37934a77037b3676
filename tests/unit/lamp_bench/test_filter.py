"""The show filter's figures are those of developers that it was not fitted on."""

import gzip
import json
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from lamp_bench.cli.main import app
from lamp_bench.show_filter.filtering import area_under_curve, foreseen_from_others, hiding, showing
from lamp_bench.show_filter.result import as_data, measure
from lamp_bench.show_filter.show_log import Shown, read_show_log
from lamp_lsp.settings import Settings
from style_learner.errors import DamagedData, WrongSetting
from style_learner.policy.acceptance_features import Offer
from style_learner.policy.acceptance_model import USUAL_LEAST


def entries(developers: int = 6, each: int = 60) -> list[dict[str, Any]]:
    """Return a log in which developers mostly take what the model found likely."""
    random = Random(3)  # noqa: S311 repeatable, not secret
    made = []
    for developer in range(developers):
        length = 0
        for order in range(each):
            logprob = -2 * random.random()
            text = random.choice(["return total", "print(x)", "for item in items:", "self.value = value"])
            made.append(
                {
                    "developer": developer,
                    "order": order,
                    "accepted": random.random() < (0.95 if logprob > -0.7 else 0.05),
                    "prompt": "",
                    "suggestion": text,
                    "mean_logprob": logprob if order % 9 else None,
                    "suggestion_characters": len(text),
                    "document_characters": length,
                }
            )
            length += random.randrange(30)
    return made


def written(folder: Path, rows: list[dict[str, Any]]) -> Path:
    """Write a log as it is given out."""
    log = folder / "log.jsonl.gz"
    log.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    return log


def test_what_decides_is_found(tmp_path: Path) -> None:
    """Developers whose choices follow the log-probability are foreseen well, and hiding spares their rejections."""
    result = measure(written(tmp_path, entries()))
    found = result.ways["learning"]

    assert found.auc.low > 0.75
    assert found.hiding.of_hidden_rejected > 0.75
    assert found.hiding.acceptance_after > found.hiding.acceptance_before
    assert result.decision_ms < 20
    assert not result.fitted_on_this
    json.dumps(as_data(result), allow_nan=False)


def test_a_developer_is_foreseen_without_their_own_outcomes(tmp_path: Path) -> None:
    """Turning all outcomes of one developer round leaves what is foreseen of that developer as it was."""
    rows = entries()
    turned = [{**row, "accepted": not row["accepted"]} if row["developer"] == 2 else row for row in rows]
    logs = [read_show_log(written(tmp_path, of)) for of in (rows, turned)]
    first = [next(one for one in log if one.developer == "2") for log in logs]
    foreseen = [foreseen_from_others(log, learning=True)[log.index(one)] for log, one in zip(logs, first, strict=True)]

    assert first[0].accepted != first[1].accepted
    assert foreseen[0] == foreseen[1]


def test_each_is_foreseen_before_its_outcome_is_learned(tmp_path: Path) -> None:
    """The last outcome of a log changes nothing that is foreseen of its developer."""
    rows = entries()
    turned = [*rows[:-1], {**rows[-1], "accepted": not rows[-1]["accepted"]}]
    foreseen = [foreseen_from_others(read_show_log(written(tmp_path, of)), learning=True) for of in (rows, turned)]

    assert np.array_equal(foreseen[0][-60:], foreseen[1][-60:])


def test_prompts_are_left_alone(tmp_path: Path) -> None:
    """A prompt may hold what was typed later, so it changes no figure."""
    plain = measure(written(tmp_path, entries()))
    told = measure(written(tmp_path, [{**row, "prompt": str(row["accepted"])} for row in entries()]))

    assert [asdict(found) for found in plain.ways.values()] == [asdict(found) for found in told.ways.values()]


def test_the_area_is_that_of_all_pairs() -> None:
    """The quick way by ranks counts the pairs in the right order, ties half."""
    random = np.random.default_rng(1)
    taken, foreseen = random.random(60) < 0.4, np.round(random.random(60), 1)
    pairs = [(a > b) + 0.5 * (a == b) for a in foreseen[taken] for b in foreseen[~taken]]

    assert area_under_curve(taken, foreseen) == pytest.approx(np.mean(pairs))


def test_showing_counts_characters_by_the_engine_s_own_rule() -> None:
    """Of an unlikely text, a likely but short one and a likely long one, only the last is worth a look."""
    texts = [("return total", False), (")", True), ("for item in items:", True)]
    shown = [Shown("ada", accepted, Offer(text, None, None), {}) for text, accepted in texts]

    found = showing(shown, np.array([0.1, 0.9, 0.9]))

    assert found.hidden == pytest.approx(2 / 3)
    assert found.accepts_kept == 0.5
    assert found.characters_kept == pytest.approx(18 / 19)
    assert found.characters_per_shown == 18.0
    assert found.characters_per_shown_before == pytest.approx(19 / 3)


def test_the_rule_is_measured_as_it_is_set() -> None:
    """The setting that nobody changed is the one that figures are given for."""
    assert Settings().min_accept_probability == USUAL_LEAST


def test_hiding_counts_what_is_lost() -> None:
    """Of four, the least likely is hidden; it was rejected, so every accept is kept."""
    found = hiding(np.array([True, False, True, False]), np.array([0.9, 0.1, 0.8, 0.7]), 0.25)

    assert (found.of_hidden_rejected, found.accepts_kept) == (1.0, 1.0)
    assert found.acceptance_after == pytest.approx(2 / 3)


def test_a_wrong_log_is_told_from_none(tmp_path: Path) -> None:
    """A missing file, one that is no log and one of a single developer each say what to give instead."""
    broken, foreign = tmp_path / "broken.jsonl", tmp_path / "README.md"
    broken.write_text('{"developer": 1}\n', encoding="utf-8")
    foreign.write_text("# A project\n", encoding="utf-8")

    with pytest.raises(WrongSetting, match="name a log"):
        read_show_log(tmp_path / "none.jsonl")
    with pytest.raises(DamagedData, match="a line has no `order`"):
        read_show_log(broken)
    with pytest.raises(DamagedData, match="it is no JSON"):
        read_show_log(foreign)
    with pytest.raises(WrongSetting, match="two or more developers"):
        measure(written(tmp_path, entries(developers=1)))


def test_the_command_prints_figures(tmp_path: Path) -> None:
    """`lamp bench filter FILE --json` gives the area, its interval and the time a decision takes."""
    printed = CliRunner().invoke(app, ["filter", str(written(tmp_path, entries())), "--json"])

    data = json.loads(printed.stdout)
    assert data["auc"]["low"] < data["auc"]["estimate"] < data["auc"]["high"]
    assert data["hiding"]["accepts_kept"] <= 1
    assert data["decision_ms"] > 0
