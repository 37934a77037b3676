"""What a measurement is of: corpus files, the developer's own folders, or both."""

import asyncio
import gzip
import json
from pathlib import Path

import pytest

from lamp_bench.cli.mine import read_histories
from lamp_bench.histories.corpora import Corpus
from lamp_bench.histories.mine import DEVELOPER, FEWEST_COMMITS
from lamp_bench.personalization.run import Keeping, Plan, run
from style_learner.errors import WrongSetting
from style_learner.prompts.budget import Budget
from tests.unit.lamp_bench.corpus import CountingModel, opened
from tests.unit.style_learner.sources.conftest import History


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with just enough history."""
    history = History(tmp_path_factory.mktemp("code") / "bank")
    for number in range(FEWEST_COMMITS):
        functions = (
            f"def entries_{one}(ledger):\n    return ledger.entries(page={one})\n" for one in range(number + 1)
        )
        history.commit(ledger_py="\n\n".join(functions))
    return history.folder


@pytest.fixture
def ada(tmp_path: Path) -> Path:
    """Return a corpus file."""
    file = tmp_path / "ada.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps({"kind": "meta", "author": "ada"}).encode()))
    return file


def _developers(corpora: list[Corpus]) -> list[str]:
    return [corpus.developer for corpus in corpora]


def test_folders_are_the_developer_and_files_are_others(folder: Path, ada: Path) -> None:
    """So that there is somebody to compare with."""
    assert _developers(read_histories([folder, ada], mine=True)) == [DEVELOPER, "ada"]
    assert _developers(read_histories([ada], mine=False)) == ["ada"]


def test_without_a_folder_it_is_the_current_one(folder: Path, ada: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One stands in one's code and asks."""
    monkeypatch.chdir(folder)

    assert _developers(read_histories([], mine=True)) == [DEVELOPER]
    assert _developers(read_histories([ada], mine=True)) == [DEVELOPER, "ada"]


def test_nothing_named_is_said_with_what_to_do() -> None:
    """The way that needs no file is the one to name."""
    with pytest.raises(WrongSetting, match="--mine"):
        read_histories([], mine=False)


def test_a_folder_is_no_corpus(folder: Path) -> None:
    """Nobody's own code is measured unasked."""
    with pytest.raises(WrongSetting, match="no corpus"):
        read_histories([folder], mine=False)


def test_alone_there_is_nobody_to_compare_with(folder: Path, tmp_path: Path) -> None:
    """The arm of another developer is left out, the rest is measured."""
    corpora = read_histories([folder], mine=True)
    plan = Plan(corpora, ("none", "other", "lamp"), tasks=1, budget=Budget(700, 640, 160, 64), seed=0)

    async def measured() -> list[str]:
        keeping = Keeping.of(tmp_path, "scores", answers=False)
        scores = run(plan, await opened(CountingModel()), keeping, lambda *_: None)
        return [score.arm async for score in scores]

    assert asyncio.run(measured()) == ["none", "lamp"] * 2
