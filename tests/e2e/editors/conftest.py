"""Real editors and a LAMP of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lamp_lsp.paths import lamp_paths
from tests.e2e.editors.lsp_process import stop_daemon


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Name a LAMP of the test's own, with the weights that are there; its daemon leaves with the test."""
    home = tmp_path / "lamp"
    values = {
        "LAMP_HOME": str(home),
        "LAMP_CONSENT": "yes",
        "LAMP_BACKEND": "embedded",
        "LAMP_MODELS": str(lamp_paths().cache),
    }
    yield values
    stop_daemon(values)
