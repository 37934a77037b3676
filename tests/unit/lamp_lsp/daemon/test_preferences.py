"""What an editor said is laid over the settings as they stand now, not as they stood when it spoke."""

from pathlib import Path

import pytest

from lamp_lsp.daemon.preferences import Preferences
from lamp_lsp.paths import lamp_paths


def test_a_pause_reaches_an_editor_that_has_settings_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own word stays, and what it said nothing of follows the file."""
    monkeypatch.setenv("LAMP_HOME", str(tmp_path))
    preferences = Preferences(lamp_paths())
    preferences.set_client("editor", {"wait_ms": 500})

    preferences.save("paused", value=True)

    assert preferences.of("editor").paused
    assert preferences.of("editor").wait_ms == 500
