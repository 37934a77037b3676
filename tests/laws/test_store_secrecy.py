"""Kept text is in no file as it is, and forgotten text is in no file at all."""

import subprocess
import sys
from pathlib import Path

import pytest

from style_learner.store.database import Database
from style_learner.store.forgetting import Forget
from style_learner.store.store import Store
from style_learner.types import Observation, OutcomeKind, Pin, Source
from tests.unit.style_learner.store.facts import KEY, SHOP, outcome, snippet, suggestion

ERASED, KEPT = "zanzibar", "patagonia"
DAY = 1_774_780_000.0
"""Noon-ish of a day in March 2026; what is to be kept is of another."""


def fill(store: Store, word: str, project: str, at: float) -> None:
    """Keep a word in every text that the store has room for."""
    origin = f"file:{project}/cart.py"
    store.add(
        suggestion(word, text=f"suggested {word}", before=f"before {word}", after=word, project=project, at=at),
        outcome(word, OutcomeKind.TYPED_OVER, at=at, text=f"typed {word}"),
    )
    store.replace_observations(
        origin, [Observation("quotes", "single", "python", project, Source.WRITTEN, origin, at, example=f"= '{word}'")]
    )
    store.replace_snippets(project, "cart.py", [snippet(f"def {word}(): ...", name=f"id-{word}", project=project)])
    store.set_pin(Pin("python", "quotes", f"pinned {word}", project))
    store.set_state("note", f"noted {word}", project)
    store.flush()


def found_in(folder: Path, word: str) -> list[str]:
    """Name the files that hold a word as it is."""
    return sorted(file.name for file in folder.rglob("*") if file.is_file() and word.encode() in file.read_bytes())


def test_no_file_holds_text_as_it_is(tmp_path: Path) -> None:
    """Neither the store nor its log, open or closed; without a key the same text is there to be found."""
    for name, key in (("plain", None), ("encrypted", KEY)):
        store = Store.open(tmp_path / name / "lamp.duckdb", key)
        fill(store, KEPT, SHOP, DAY)
        while_open = found_in(tmp_path / name, KEPT)
        store.close()
        after = found_in(tmp_path / name, KEPT)

        assert (while_open, after) == ((["lamp.duckdb.wal"], ["lamp.duckdb"]) if key is None else ([], []))


def test_what_does_not_fit_into_memory_is_encrypted_too(tmp_path: Path) -> None:
    """Files that a large question leaves for a moment beside the store tell nothing either."""
    for name, key in (("plain", None), ("encrypted", KEY)):
        database = Database(tmp_path / name / "lamp.duckdb", key)
        database._root.execute("SET memory_limit = '20MB'")
        words = "SELECT repeat(?, 50) || i AS word FROM range(100000) AS numbers(i)"
        database._root.execute("CREATE TEMP TABLE many AS " + words, [KEPT])

        assert bool(found_in(tmp_path / name, KEPT)) == (key is None)
        database.close()


@pytest.mark.parametrize(
    "what",
    [Forget(everything=True), Forget(project=SHOP), Forget(path=f"{SHOP}/cart.py"), Forget(day="2026-03-29")],
    ids=["everything", "project", "path", "day"],
)
@pytest.mark.parametrize("checkpointed", [False, True])
def test_forgotten_text_is_in_no_file(tmp_path: Path, what: Forget, *, checkpointed: bool) -> None:
    """The bytes go with the rows, from the file and from its log; what is to be kept stays."""
    path = tmp_path / "lamp.duckdb"
    store = Store.open(path, None, clock=lambda: DAY)
    fill(store, ERASED, SHOP, DAY)
    if checkpointed:
        store.close()
        store = Store.open(path, None, clock=lambda: 1.0)
    store._clock = lambda: 1.0
    fill(store, KEPT, "/home/ada/other", 1.0)
    if not what.everything and not what.project:
        for name in (ERASED, KEPT):
            store.withdraw_pin(Pin("python", "quotes", "", SHOP if name == ERASED else "/home/ada/other"))
            store.set_state("note", "", SHOP)
    assert found_in(tmp_path, f"def {ERASED}")

    store.forget(what)

    assert found_in(tmp_path, ERASED) == []
    assert store.counts()["snippets"] == (0 if what.everything else 1)
    store.close()
    assert found_in(tmp_path, ERASED) == []
    assert bool(found_in(tmp_path, f"def {KEPT}")) == (not what.everything)


FORGET_AND_DIE = """
import os, sys
from pathlib import Path
from style_learner.store import database
from style_learner.store.forgetting import Forget
from style_learner.store.store import Store
owner, name = (Path if sys.argv[2] == "Path" else database.Database), sys.argv[3]
store = Store.open(Path(sys.argv[1]), None)
real = getattr(owner, name)
def dying(*arguments):
    if sys.argv[4] == "after":
        real(*arguments)
    os._exit(9)
setattr(owner, name, dying)
store.forget(Forget(project=sys.argv[5]))
"""


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", ["Database._copy", "Database._swap", "Database._settle", "Path.replace"])
def test_forgetting_cut_short_is_finished_at_the_next_start(tmp_path: Path, step: str, moment: str) -> None:
    """Whenever the process dies, the store opens, what was to be kept is there and the erased bytes are not."""
    path = tmp_path / "lamp.duckdb"
    store = Store.open(path, None)
    fill(store, ERASED, SHOP, DAY)
    fill(store, KEPT, "/home/ada/other", DAY)
    store.close()

    died = subprocess.run([sys.executable, "-c", FORGET_AND_DIE, path, *step.split("."), moment, SHOP], check=False)
    store = Store.open(path, None)

    assert died.returncode == 9
    assert [one.id for one in store.suggestions()] == [KEPT]
    assert found_in(tmp_path, ERASED) == []
    store.close()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["lamp.duckdb", "lamp.duckdb.lock"]


def test_a_full_disk_while_forgetting_keeps_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows are gone at once; the store opens though there is no room, and erases the bytes when there is."""
    path = tmp_path / "lamp.duckdb"
    store = Store.open(path, None)
    fill(store, ERASED, SHOP, DAY)
    fill(store, KEPT, "/home/ada/other", DAY)

    def no_room(self: Database) -> None:
        self._root.execute("SELECT error('No space left on device')")

    with monkeypatch.context() as full:
        full.setattr(Database, "_copy", no_room)
        with pytest.raises(Exception, match="disk of the store"):
            store.forget(Forget(project=SHOP))
        assert [one.id for one in store.suggestions()] == [KEPT]
        store.close()
        Store.open(path, None).close()
    Store.open(path, None).close()

    assert found_in(tmp_path, ERASED) == []
    assert found_in(tmp_path, f"def {KEPT}") == ["lamp.duckdb"]
