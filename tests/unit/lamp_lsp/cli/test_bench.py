"""`lamp bench` refuses what cannot be measured before it loads a model."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lamp_lsp.cli.bench import app
from style_learner.errors import LampError


def _refused(*arguments: str) -> LampError:
    error = CliRunner().invoke(app, ["personalization", *arguments]).exception
    assert isinstance(error, LampError), error
    return error


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


def test_a_corpus_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Before any model is looked for."""
    assert "nobody" in str(_refused(str(tmp_path / "nobody.jsonl.gz")))
