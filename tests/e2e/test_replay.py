"""A developer's later code typed again through the real language server, with the real model."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lamp_bench.replay.editor import editor
from lamp_bench.replay.home import Means, lamp_at
from lamp_bench.replay.passages import Passage
from lamp_bench.replay.typing import Typed, type_passage
from tests.e2e.lamp_home import LampHome

DAY = datetime(2023, 11, 14, 9, tzinfo=UTC).timestamp()
MEANS = Means("embedded", "", 512)
HISTORY = "".join(
    f"def open_{name}(path):\n    ledger = Ledger.load(path)\n    ledger.verify()\n    return ledger\n\n\n"
    for name in ("bank", "shop", "club")
)
WRITTEN = "def open_school(path):\n    ledger = Ledger.load(path)\n    ledger.verify()\n    return ledger"
PASSAGE = Passage("p", "ada+bank", "school.py", "python", HISTORY, WRITTEN, "\n", asks=(27, 58))


def write_corpus(file: Path) -> Path:
    """Write a developer who opens ledgers, and does so again."""
    entries: list[dict[str, Any]] = [
        {"kind": "meta", "author": "ada"},
        {"kind": "file", "repo": "ada+bank", "path": "ledgers.py", "text": HISTORY},
        {"kind": "task", "id": "t", "repo": "ada+bank", "path": "ledgers.py", "language": "python", "task": "block"}
        | {"prefix": HISTORY, "target": WRITTEN, "suffix": "\n", "date": "2025-01-01"},
    ]
    file.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    return file


async def _typed_twice(home: Path, project: Path) -> tuple[Typed, dict[str, Any], Typed, dict[str, Any]]:
    """Type a passage while the daemon is told of it and then while it is not; with all that is kept after each."""
    async with lamp_at(home, MEANS, DAY) as daemon:
        async with editor([project], frozen=False, now=DAY) as window:
            learning = await type_passage(window, PASSAGE, project / "school.py")
        told = await daemon.get("/v1/export")
        async with editor([project], frozen=True, now=DAY + 7200) as window:
            frozen = await type_passage(window, PASSAGE, project / "other.py")
        return learning, told, frozen, await daemon.get("/v1/export")


@pytest.mark.model
def test_what_was_done_is_told_on_the_developers_clock(tmp_path: Path) -> None:
    """Suggestions are taken, and looked at again ten minutes later, the daemon's clock being the developer's.

    Frozen, nothing is added but what was offered.
    """
    project = tmp_path / "bank"
    project.mkdir()
    learning, told, frozen, after = asyncio.run(_typed_twice(tmp_path / "home", project))

    taken = [step for step in learning.steps if step.act != "left"]
    kept = [each for each in told["suggestions"] if each["outcomes"]]
    assert taken
    assert len(kept) == sum(step.shown for step in learning.steps)
    outcomes = [outcome for each in kept for outcome in each["outcomes"]]
    looks = [look for each in kept for look in each["retentions"]]
    assert {one["time"][:10] for one in (*outcomes, *told["suggestions"])} == {"2023-11-14"}
    assert {look["after_s"] for look in looks} == {30, 120, 300, 600}
    assert sum(step.shown for step in frozen.steps)
    assert [each for each in after["suggestions"] if each["outcomes"]] == kept


@pytest.mark.model
def test_both_runs_are_counted(lamp_home: LampHome, tmp_path: Path) -> None:
    """The same is typed learning and frozen; what is kept in the end holds no code."""
    corpus = write_corpus(tmp_path / "ada.jsonl")
    whole = lamp_home.ask("bench", "replay", str(corpus), "--fast", "--window", "512", "--json")["together"]["all"]

    assert whole["learning"]["shown"] > 0
    assert whole["frozen"]["keys"] == whole["learning"]["keys"]
    [run] = (lamp_home.folder / "replay" / "ada").iterdir()
    assert [file.name for file in run.iterdir()] == ["typed.jsonl"]
    assert "ledger" not in (run / "typed.jsonl").read_text()


def test_without_a_model_nothing_is_replayed(modelless_home: LampHome, tmp_path: Path) -> None:
    """One sentence says what is missing."""
    done = modelless_home.run("bench", "replay", str(write_corpus(tmp_path / "ada.jsonl")))

    assert done.returncode == 1
    assert "lamp model pull" in done.stderr
    assert "Traceback" not in done.stderr
