from collections.abc import Iterator
from pathlib import Path

import pytest

from style_learner.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a place for a store."""
    return tmp_path / "data" / "lamp.duckdb"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Open an empty store at 2,000 seconds; not encrypted, which spares a test 0.1 s."""
    opened = Store.open(path, None, clock=lambda: 2_000.0)
    yield opened
    opened.close()
