"""What a replay goes on from, and what it begins anew."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from lamp_bench.histories.corpora import CorpusFile
from lamp_bench.replay import course
from lamp_bench.replay.course import RUNS, Plan, replay
from lamp_bench.replay.home import Means, write_files
from lamp_bench.replay.journal import Journal, run_name
from lamp_bench.replay.typing import Typed
from style_learner.errors import DamagedData, NotAvailable, WrongSetting

PLAN = Plan(suggestions=100, seed=0, means=Means("embedded", "", 1024))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Write a developer with one line to type."""
    task = {"kind": "task", "id": "t", "repo": "ada+bank", "path": "a.py", "language": "python", "task": "line"}
    text = {"prefix": "x = 1\n", "target": "y = x + 1", "suffix": "\n", "date": "2025-01-01"}
    file = tmp_path / "ada.jsonl"
    file.write_text('{"kind": "meta", "author": "ada"}\n' + json.dumps({**task, **text}) + "\n")
    return file


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Give the homes that were opened; none has a model."""
    homes: list[Path] = []

    @asynccontextmanager
    async def lamp_at(folder: Path, _means: Means, _now: float) -> AsyncIterator[None]:
        homes.append(folder)
        if homes:
            raise NotAvailable("There is no model; get one.")
        yield

    monkeypatch.setattr(course, "lamp_at", lamp_at)
    return homes


def test_what_was_done_is_not_done_again(corpus: Path, tmp_path: Path, opened: list[Path]) -> None:
    """When both runs are in the journal, they are the answer, and no LAMP is opened."""
    journal = Journal(tmp_path / "ada" / run_name(corpus, PLAN.seed, PLAN.means, PLAN.fast))
    for number, run in enumerate(RUNS):
        journal.keep(run, Typed("t", number, ()))
    found = asyncio.run(replay(corpus, PLAN, tmp_path, lambda *_: None))

    assert (found.learning, found.frozen) == ((Typed("t", 0, ()),), (Typed("t", 1, ()),))
    assert opened == []


def test_without_stores_to_go_on_from_it_begins_anew(corpus: Path, tmp_path: Path, opened: list[Path]) -> None:
    """Half a run whose stores are gone is forgotten: the history is learned first."""
    folder = tmp_path / "ada" / run_name(corpus, PLAN.seed, PLAN.means, PLAN.fast)
    Journal(folder).keep("learning", Typed("t", 1, ()))
    with pytest.raises(NotAvailable):
        asyncio.run(replay(corpus, PLAN, tmp_path, lambda *_: None))

    assert opened == [folder / "learned"]
    assert not Journal(folder).of("learning")


def test_nothing_to_type_is_said(tmp_path: Path) -> None:
    """A history without later code is named."""
    (tmp_path / "bob.jsonl").write_text('{"kind": "meta", "author": "bob"}\n')

    with pytest.raises(WrongSetting, match="bob"):
        asyncio.run(replay(tmp_path / "bob.jsonl", PLAN, tmp_path, lambda *_: None))


def test_a_history_stays_in_its_folder(tmp_path: Path) -> None:
    """A path that leads out of its repository is refused."""
    with pytest.raises(DamagedData):
        write_files([CorpusFile("ada+bank", "../../../a.py", "x = 1\n")], tmp_path / "code")

    assert not list(tmp_path.rglob("a.py"))
