"""A folder that is learned from again, after files were removed from it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from style_learner.learner import Learner
from style_learner.store.store import Store

OLD = "def invoice(order):\n    return legacy_invoice(order, mode='zeta')\n"
KEPT = "def keep(order):\n    return modern_keeping(order, mode='eta')\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give a store of its own."""
    found = Store.open(tmp_path / "lamp.duckdb", None)
    yield found
    found.close()


def _learn(store: Store, folder: Path) -> list[str]:
    learner = Learner()
    learner.open(store, meaning_search=False)
    learner.writer.learn_folder(folder.as_posix(), lambda *_: None, everything_is_mine=True)
    store.flush()
    return sorted(snippet.path for snippet in store.snippets())


def test_a_removed_file_is_forgotten(store: Store, tmp_path: Path) -> None:
    """Its code would come back in suggestions that nobody wants any more."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/old.py").write_text(OLD)
    (tmp_path / "shop/keep.py").write_text(KEPT)
    before = _learn(store, tmp_path / "shop")
    (tmp_path / "shop/old.py").unlink()

    assert before == ["keep.py", "old.py"]
    assert _learn(store, tmp_path / "shop") == ["keep.py"]


def test_a_file_that_is_ignored_from_now_on_is_forgotten(store: Store, tmp_path: Path) -> None:
    """Who writes it into an ignore file means what was learned from it as well."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/old.py").write_text(OLD)
    (tmp_path / "shop/keep.py").write_text(KEPT)
    _learn(store, tmp_path / "shop")
    (tmp_path / "shop/.lampignore").write_text("old.py\n")

    assert _learn(store, tmp_path / "shop") == ["keep.py"]


@pytest.mark.parametrize(
    ("gone", "left"), [("lib/old.py", ["lib/keep.py"]), ("lib", []), ("li", ["lib/keep.py", "lib/old.py"])]
)
def test_what_an_editor_removed_is_forgotten_at_once(store: Store, gone: str, left: list[str]) -> None:
    """A file, or all below a folder, in memory and in the store alike; nothing whose name only begins so."""
    learner = Learner()
    learner.open(store, meaning_search=False)
    for name, text in (("lib/old.py", OLD), ("lib/keep.py", KEPT)):
        learner.writer.learn_document(f"/home/ada/shop/{name}", "python", text, "/home/ada/shop", saved=True)

    learner.writer.removed(f"/home/ada/shop/{gone}", "/home/ada/shop")

    assert sorted(snippet.path for snippet in store.snippets()) == left
    assert sorted(snippet.path for snippet in learner.advice.own_code()) == left
    assert all("old.py" not in one.origin for one in store.observations()) == ("lib/old.py" not in left)
