import pytest

from style_learner.errors import DamagedData
from style_learner.store import migrations
from style_learner.store.migrations import MIGRATIONS, migrate


def test_only_what_is_missing_is_run_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store at schema 1 gets the second and third step, and the new number."""
    steps = [lambda execute, number=number: execute(f"step {number}") for number in (1, 2, 3)]
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)
    done: list[str] = []

    assert migrate(1, done.append) == 3

    assert done[:2] == ["step 2", "step 3"]
    assert "'3'" in done[-1]


def test_a_present_store_is_left_alone() -> None:
    """Opening changes nothing when nothing is to be done."""
    done: list[str] = []

    assert migrate(len(MIGRATIONS), done.append) == len(MIGRATIONS)

    assert done == []


def test_a_newer_store_is_refused_before_anything_is_done() -> None:
    """What an older LAMP does not understand it does not touch."""
    done: list[str] = []

    with pytest.raises(DamagedData, match="newer LAMP"):
        migrate(len(MIGRATIONS) + 1, done.append)

    assert done == []
