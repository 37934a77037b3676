"""Real processes in a home of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.lamp_home import LampHome, isolated_lamp

NO_MODEL = {"LAMP_BACKEND": "embedded", "LAMP_MEANING_SEARCH": "false"}
"""With an empty LAMP_MODELS: everything works but suggesting, and starts in a second."""


@pytest.fixture
def lamp_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LampHome]:
    """Give a LAMP apart from the developer's, with their model weights; in force for this process as well."""
    with isolated_lamp(tmp_path / "lamp") as home:
        for name in ("LAMP_HOME", "LAMP_CONSENT"):
            monkeypatch.setenv(name, home.environment[name])
        yield home


@pytest.fixture
def modelless_home(tmp_path: Path) -> Iterator[LampHome]:
    """Give a LAMP without a model."""
    with isolated_lamp(tmp_path / "lamp", LAMP_MODELS=str(tmp_path / "no-models"), **NO_MODEL) as home:
        yield home


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LampHome]:
    """Give a LAMP without a model that the tests of a module share."""
    folder = tmp_path_factory.mktemp("shared")
    with isolated_lamp(folder / "lamp", LAMP_MODELS=str(folder / "no-models"), **NO_MODEL) as home:
        yield home
