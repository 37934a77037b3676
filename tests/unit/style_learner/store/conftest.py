from collections.abc import Iterator
from pathlib import Path

import pytest

from style_learner.store.store import Store
from tests.unit.style_learner.store.facts import KEY


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a place for a store."""
    return tmp_path / "data" / "lamp.duckdb"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Open an empty, encrypted store whose clock stands at 2,000 seconds."""
    opened = Store.open(path, KEY, clock=lambda: 2_000.0)
    yield opened
    opened.close()
