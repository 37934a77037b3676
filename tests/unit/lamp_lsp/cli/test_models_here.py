"""The model that setup proposes."""

from pathlib import Path

import pytest

from lamp_lsp.backends.hardware import Gpu, Hardware
from lamp_lsp.backends.ollama_server import InstalledModel
from lamp_lsp.cli import models_here
from lamp_lsp.cli.models_here import OllamaFound, proposal
from lamp_lsp.settings import Settings

LAPTOP = Hardware((), 16_000_000_000, 4)
WORKSTATION = Hardware((Gpu("a large one", 24_000_000_000),), 64_000_000_000, 16)
NO_OLLAMA = OllamaFound("http://127.0.0.1:11434", problem="No Ollama answers.")
EMPTY_OLLAMA = OllamaFound("http://127.0.0.1:11434", "0.24.0")


@pytest.fixture
def no_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No weights are here, but what would run them is."""
    monkeypatch.setattr(models_here, "weights_path", lambda: tmp_path / "none.gguf")
    monkeypatch.setattr(models_here, "weights_ready", lambda _file=None: False)
    monkeypatch.setattr(models_here, "find_spec", lambda _: object())


@pytest.mark.usefixtures("no_weights")
def test_without_ollama_the_embedded_model_is_proposed() -> None:
    """A machine without Ollama can still complete."""
    assert proposal(Settings(), NO_OLLAMA, LAPTOP).get == "embedded"


def test_an_ollama_without_models_gets_one_that_fits() -> None:
    """More memory, a larger model; never one that a processor alone is too slow for."""
    small = proposal(Settings(), EMPTY_OLLAMA, LAPTOP)
    large = proposal(Settings(), EMPTY_OLLAMA, WORKSTATION)

    assert small.get == large.get == "ollama"
    assert small.download_bytes < 1_200_000_000 < large.download_bytes < 24_000_000_000


def test_what_is_there_is_not_pulled_again() -> None:
    """A model that fills in the middle is enough."""
    has_one = OllamaFound("here", "0.24.0", (InstalledModel("qwen2.5-coder:1.5b", 986_000_000, ("insert",)),))

    assert proposal(Settings(), has_one, LAPTOP).get == "nothing"


def test_a_model_that_only_chats_is_not_enough() -> None:
    """One that cannot fill in the middle leaves something to propose."""
    chats = OllamaFound("here", "0.24.0", (InstalledModel("chatty:7b", 4_000_000_000, ("completion",)),))

    assert proposal(Settings(), chats, LAPTOP).get == "ollama"


def test_the_settings_have_the_first_word() -> None:
    """A model named in the settings is the one that is got."""
    asked = proposal(Settings(model="starcoder2:3b"), EMPTY_OLLAMA, LAPTOP)

    assert (asked.get, asked.model) == ("ollama", "starcoder2:3b")


def test_where_nothing_can_run_a_model_the_next_step_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither Ollama nor the extra: both ways out are named."""
    monkeypatch.setattr(models_here, "find_spec", lambda _: None)
    found = proposal(Settings(), NO_OLLAMA, LAPTOP)

    assert found.get == "impossible"
    assert "ollama.com" in found.words
    assert "[embedded]" in found.words
