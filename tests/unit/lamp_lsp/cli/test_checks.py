"""What the doctor says of the model."""

from lamp_lsp.api.messages import BackendStatus, SpeedMessage, StatusResponse
from lamp_lsp.cli.checks import model
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
