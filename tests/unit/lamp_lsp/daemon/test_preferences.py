"""What an editor said is laid over the settings as they stand now, not as they stood when it spoke."""

from pathlib import Path

import pytest

from lamp_lsp.daemon.preferences import Preferences
from lamp_lsp.paths import lamp_paths


@pytest.fixture
def preferences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Preferences:
    """Give those of an empty folder."""
    monkeypatch.setenv("LAMP_HOME", str(tmp_path))
    return Preferences(lamp_paths())


def test_a_pause_reaches_an_editor_that_has_settings_of_its_own(preferences: Preferences) -> None:
    """Its own word stays, and what it said nothing of follows the file."""
    preferences.set_client("editor-1", {"latency_budget_ms": 500})

    preferences.save("paused", value=True)

    assert preferences.of("editor-1").paused
    assert preferences.of("editor-1").latency_budget_ms == 500


def test_the_newest_word_on_the_model_holds_until_it_is_taken_back(preferences: Preferences) -> None:
    """It holds for every editor; without it, the word before is in force again."""
    preferences.set_client("vim-1", {"model": "small"})
    preferences.set_client("code-1", {"model": "large"})
    assert preferences.of("vim-2").model == "large"

    preferences.set_client("code-1", {})
    assert preferences.current.model == "small"
    preferences.set_client("vim-1", {"max_lines": 3})
    assert preferences.current.model == ""


def test_a_program_has_one_word_on_the_model(preferences: Preferences) -> None:
    """A window that is gone without a farewell does not outvote its successor."""
    preferences.set_client("code-1", {"base_url": "http://127.0.0.1:9", "max_lines": 3})

    preferences.set_client("code-2", {})

    assert preferences.current.base_url == ""
    assert preferences.of("code-1").max_lines == 3


def test_what_is_chosen_for_good_is_the_newest_word(preferences: Preferences) -> None:
    """A model that was chosen by hand is used, whatever an editor's settings named at its start."""
    preferences.set_client("code-1", {"model": "large"})

    preferences.save("model", "small")

    assert preferences.current.model == "small"


def test_whether_to_learn_and_to_rest_is_one_word_for_all(preferences: Preferences) -> None:
    """There is one memory: an editor that says no, or rests, says it for every editor; the newest word holds."""
    preferences.save("consent", "yes")
    preferences.set_client("code-1", {"consent": "no", "paused": True})

    assert (preferences.current.consent, preferences.current.paused) == ("no", True)
    assert preferences.of("vim-1").paused

    preferences.save("paused", value=False)

    assert not preferences.current.paused
    assert not preferences.of("code-1").paused
