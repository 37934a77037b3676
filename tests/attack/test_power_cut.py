"""A machine that loses its power in the middle of a write: what was acknowledged is there, or the copy and a sentence.

DuckDB writes its log before it acknowledges, so a cut leaves the log short, or with a last part that never arrived.
Each state that the disk may be in then is made from a real store's files, and opened.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from style_learner.errors import LampError
from style_learner.store.store import Store
from tests.unit.style_learner.store.facts import KEY, outcome, suggestion

FACTS = 6
BLOCK = 4_096
"""What a disk writes whole or not at all, at the most."""


@dataclass(frozen=True)
class Disk:
    """A store's files as they were when the power went, and where the log ended after each acknowledgement."""

    folder: Path
    ends: tuple[int, ...]

    @property
    def log(self) -> bytes:
        return (self.folder / "lamp.duckdb.wal").read_bytes()

    def after(self, log: bytes, folder: Path) -> Path:
        """Put the files into ``folder`` with this log, and return the store's."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        shutil.copy(self.folder / "lamp.duckdb", folder)
        (folder / "lamp.duckdb.wal").write_bytes(log)
        return folder / "lamp.duckdb"


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    """Take a copy of a store's files while it is in use, with one acknowledged outcome after the other in its log."""
    folder = tmp_path_factory.mktemp("power")
    path, log = folder / "lamp.duckdb", folder / "lamp.duckdb.wal"
    store, ends = Store.open(path, KEY), []
    for number in range(FACTS):
        store.add(suggestion(str(number)), outcome(str(number)))
        store.flush()
        ends.append(log.stat().st_size)
    copy = folder / "copy"
    copy.mkdir()
    for file in (path, log):
        shutil.copy(file, copy)
    store.close()
    return Disk(copy, tuple(ends))


def opened(path: Path) -> list[str] | str:
    """Return whose outcomes are kept, or what is said when the store cannot be opened."""
    try:
        store = Store.open(path, KEY)
    except LampError as error:
        return str(error)
    kept = [one.suggestion_id for one in store.outcomes()]
    store.close()
    return kept


def test_the_last_write_cut_at_every_byte_costs_nothing_that_was_acknowledged(disk: Disk, tmp_path: Path) -> None:
    """Wherever the last write ends, all before it is there."""
    last, end = disk.ends[-2], disk.ends[-1]
    acknowledged = [str(number) for number in range(FACTS - 1)]
    every = max(1, (end - last) // 60)
    for cut in (*range(last, end, every), end - 1):
        assert opened(disk.after(disk.log[:cut], tmp_path / "cut")) == acknowledged, cut


@given(data=st.data())
@settings(max_examples=25)
def test_a_last_write_that_arrived_in_part_is_told_or_harmless(
    disk: Disk, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Blocks of the last write that hold zeros or something older cost that write alone, or a sentence says what to do.

    When the store cannot be opened its files are as they were, to be brought back or looked at.
    """
    last, end = disk.ends[-2], disk.ends[-1]
    start = data.draw(st.integers(last, end - 1))
    length = data.draw(st.integers(1, min(BLOCK, end - start)))
    filler = data.draw(st.sampled_from([b"\0", b"\xff"])) * length
    log = disk.log[:start] + filler + disk.log[start + length :]
    path = disk.after(log, tmp_path_factory.mktemp("torn") / "store")
    found = opened(path)

    if isinstance(found, str):
        assert "nothing in it was changed" in found or "Restart LAMP" in found
        assert path.with_name("lamp.duckdb.wal").read_bytes() == log
    else:
        assert found[: FACTS - 1] == [str(number) for number in range(FACTS - 1)]


def test_a_start_cut_short_leaves_no_store_that_cannot_be_opened(disk: Disk, tmp_path: Path) -> None:
    """A fresh file that was not put in the store's place yet is none of it."""
    path = disk.after(disk.log, tmp_path / "start")
    path.with_name("lamp.duckdb.new").write_bytes(b"\0" * 5_000)
    path.with_name("lamp.duckdb.new.wal").write_bytes(b"x")

    assert opened(path) == [str(number) for number in range(FACTS)]
