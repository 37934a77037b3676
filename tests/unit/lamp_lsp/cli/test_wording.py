"""What people are told of the model's place and speed."""

import pytest

from lamp_lsp.api.messages import BackendStatus, BudgetMessage, SpeedMessage
from lamp_lsp.cli import wording


def backend(kind: str = "ollama", gpu_share: float | None = None) -> BackendStatus:
    """Return a backend that is ready."""
    return BackendStatus(
        kind=kind,
        model="coder",
        state="ready",
        why="",
        gpu_share=gpu_share,
        speed=SpeedMessage(read_tokens_per_s=110.4, write_tokens_per_s=25.2, measured=True),
        budget=BudgetMessage(evidence=90, prefix=60, suffix=20, answer=30),
    )


@pytest.mark.parametrize(
    ("kind", "share", "part"),
    [("ollama", 0.4, "smaller model"), ("ollama", 0.0, "restart"), ("embedded", 0.0, "xllamacpp")],
)
def test_a_model_beside_the_gpu_gets_advice(kind: str, share: float, part: str) -> None:
    """Where there is a GPU and the model is not wholly on it, the next step is said."""
    assert part in wording.gpu_advice(backend(kind, share), gpu_found=True)


@pytest.mark.parametrize("share", [None, 0.999, 1.0])
def test_a_model_on_the_gpu_gets_none(share: float | None) -> None:
    """Nothing is to be done where all is well or nothing is known."""
    assert wording.gpu_advice(backend(gpu_share=share), gpu_found=True) == ""


def test_a_machine_without_gpu_gets_none() -> None:
    """Nobody is told to use a GPU that they do not have."""
    assert wording.gpu_advice(backend(gpu_share=0.0), gpu_found=False) == ""


def test_speed_and_budget_are_said_in_tokens() -> None:
    """Both numbers of the speed, and all four of the budget with the waiting time."""
    assert wording.speed(backend()) == "reads 110 and writes 25 tokens/s (measured)"
    assert all(number in wording.budget(backend(), 2000) for number in ("2000", "90", "60", "20", "30"))
