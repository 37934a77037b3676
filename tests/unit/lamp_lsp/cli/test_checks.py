"""What the doctor says of the model, and of Ollama."""

import pytest

from lamp_lsp.api.messages import BackendStatus, SpeedMessage, StatusResponse
from lamp_lsp.backends.ollama_server import InstalledModel
from lamp_lsp.cli.checks import model, ollama
from lamp_lsp.cli.models_here import OllamaFound
from lamp_lsp.settings import Settings

SPEED = SpeedMessage(read_tokens_per_s=20.0, write_tokens_per_s=5.0, measured=True)


def status(slow: str) -> StatusResponse:
    """Give a daemon whose model is ready, and slow for this reason."""
    backend = BackendStatus(
        kind="ollama", model="m", state="ready", why="", fills_in_the_middle=True, speed=SPEED, slow=slow
    )
    return StatusResponse(
        pid=1, port=1, version="0", backend=backend, consent="yes", paused=False, embedder="off", store="ready"
    )


def test_a_slow_model_is_a_warning_with_the_next_step() -> None:
    """The doctor repeats the daemon's own words; a model that keeps up is no matter."""
    found = {
        slow: next(check for check in model(status(slow), None, Settings()) if check.name == "speed")
        for slow in ("", "Choose a smaller one.")
    }

    assert [check.state for check in found.values()] == ["ok", "warn"]
    assert found["Choose a smaller one."].next_step == "Choose a smaller one."


CODER = InstalledModel("qwen2.5-coder:7b", 1, ("completion", "insert"))
CHAT = InstalledModel("llama3.2:3b", 1, ("completion", "tools"))
REMOTE = InstalledModel("gpt-oss:120b-cloud", 0, is_remote=True)


@pytest.mark.parametrize(
    ("version", "models", "state", "found", "next_step"),
    [
        ("0.34.2", (CODER,), "ok", "tried with LAMP: qwen2.5-coder:7b", ""),
        ("0.40.0", (CODER,), "ok", "newer than 0.34.2", ""),
        ("0.30.0", (CODER,), "warn", "miscounts prompts", "Update Ollama"),
        ("0.5.4", (CODER,), "warn", "older than 0.24", "Update Ollama"),
        ("0.0.0", (CODER,), "ok", "says no number", ""),
        ("0.34.2", (CHAT,), "warn", "llama3.2:3b (does not say that it fills in the middle)", "lamp setup"),
        ("0.34.2", (CODER, REMOTE), "ok", "gpt-oss:120b-cloud (runs in Ollama's cloud", ""),
        ("0.34.2", (), "warn", "no model yet", "lamp setup"),
    ],
)
def test_ollama_is_named_with_its_version_and_the_one_thing_to_change(
    version: str, models: tuple[InstalledModel, ...], state: str, found: str, next_step: str
) -> None:
    """What it can do for LAMP and what it cannot; a version with a known fault is told before anything else."""
    check = ollama(OllamaFound("http://127.0.0.1:11434", version, models), None)

    assert check.state == state
    assert version in check.found
    assert found in check.found
    assert (next_step in check.next_step) if next_step else not check.next_step
