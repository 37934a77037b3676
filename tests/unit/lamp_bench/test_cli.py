"""`lamp bench` refuses what cannot be measured before it loads a model."""

import json
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lamp_bench.cli.main import app
from lamp_bench.cli.progress import goes_on
from style_learner.errors import LampError


def _refused(*arguments: str) -> LampError:
    error = CliRunner().invoke(app, ["personalization", *arguments]).exception
    assert isinstance(error, LampError), error
    return error


def _task(number: int) -> dict[str, str]:
    place = {"repo": "ada+bank", "path": "a.py", "language": "python", "prefix": "x = ", "suffix": "\n"}
    return {"kind": "task", "id": str(number), "task": "line", "target": "1 + 2", **place}


@pytest.fixture
def with_task(tmp_path: Path) -> str:
    """Write a developer with a task."""
    path = tmp_path / "bob.jsonl"
    path.write_text('{"kind": "meta", "author": "bob"}\n' + json.dumps(_task(1)) + "\n")
    return str(path)


@pytest.fixture
def corpus(tmp_path: Path) -> str:
    """Write a developer without anything."""
    path = tmp_path / "ada.jsonl"
    path.write_text('{"kind": "meta", "author": "ada"}\n')
    return str(path)


@pytest.mark.parametrize("budget", ["700", "a,b,c", "700,640,-1", "9000,640,160"])
def test_a_budget_that_cannot_be_is_refused(corpus: str, budget: str) -> None:
    """The message says what was given."""
    assert budget in str(_refused(corpus, "--budget", budget))


def test_one_developer_is_not_taken_for_two(corpus: str) -> None:
    """The same history named twice would make an interval look surer than it is."""
    assert "once" in str(_refused(corpus, corpus))


def test_a_corpus_without_a_task_is_refused(corpus: str) -> None:
    """There is nothing to foresee; else an empty table would be the answer."""
    assert "no task of this kind" in str(_refused(corpus))


def test_an_unknown_arm_is_named_with_the_known(with_task: str) -> None:
    """So are the groups."""
    assert all(name in str(_refused(with_task, "--arms", "none,worst")) for name in ("worst", "own-plain", "parts"))


def test_missing_weights_are_told_with_the_next_step(
    with_task: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command that fetches them is named, and so is a file that is not there."""
    monkeypatch.setenv("LAMP_MODELS", str(tmp_path / "none"))

    assert "lamp model pull" in str(_refused(with_task))
    assert "nowhere.gguf" in str(_refused(with_task, "--model", str(tmp_path / "nowhere.gguf")))


def test_a_server_without_an_address_is_told_with_the_next_step(
    with_task: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The setting that is missing is named."""
    monkeypatch.setenv("LAMP_HOME", str(tmp_path))
    monkeypatch.delenv("LAMP_BASE_URL", raising=False)

    assert "base_url" in str(_refused(with_task, "--backend", "openai"))


def test_whoever_breaks_off_is_told_that_it_goes_on(with_task: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that was done is lost."""

    def interrupted(coroutine: Coroutine[Any, Any, Any]) -> None:
        coroutine.close()
        raise KeyboardInterrupt

    monkeypatch.setattr("lamp_bench.cli.main.asyncio.run", interrupted)
    result = CliRunner().invoke(app, ["personalization", with_task])

    assert "goes on from there" in result.stderr


def test_what_there_is_is_shown_when_a_run_is_broken_off(capsys: pytest.CaptureFixture[str]) -> None:
    """A run of hours that nobody waits for has not been in vain; it is broken off all the same."""
    shown: list[str] = []
    with pytest.raises(KeyboardInterrupt), goes_on(lambda: shown.append("the table")):
        raise KeyboardInterrupt

    assert shown == ["the table"]
    assert "goes on from there" in capsys.readouterr().err


def test_a_corpus_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Before any model is looked for."""
    assert "nobody" in str(_refused(str(tmp_path / "nobody.jsonl.gz")))
