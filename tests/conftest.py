"""What tests of every kind begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from style_learner.learner import Learner
from style_learner.store.store import Store


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    """Give a learner on a store of its own."""
    found = Learner()
    found.open(Store.open(tmp_path / "lamp.duckdb", None), meaning_search=False)
    yield found
    found.close()
