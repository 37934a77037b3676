"""What tests of every kind begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from style_learner.learner import Learner
from style_learner.store.store import Store
from style_learner.syntax.parsing import GRAMMARS, load

settings.register_profile(
    "lamp",
    parent=settings(),  # of the machine or of CI, as Hypothesis has them
    deadline=None,  # clocks report, they fail nothing
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("lamp")


@pytest.fixture(scope="session", autouse=True)
def _grammars() -> None:
    """Have every grammar at once, as a daemon has them a moment after its first file was opened."""
    for language in GRAMMARS:
        load(language)


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    """Give a learner on a store of its own."""
    found = Learner()
    found.open(Store.open(tmp_path / "lamp.duckdb", None), meaning_search=False)
    yield found
    found.close()
