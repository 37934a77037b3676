"""What the daemon says of itself."""

import pytest

from lamp_lsp.backends.speed import Speed
from lamp_lsp.daemon.routes.control import _slow
from style_learner.prompts.budget import fit_budget


@pytest.mark.parametrize(
    ("read_tokens_per_s", "measured", "slow"),
    [(20.0, True, True), (20.0, False, False), (1000.0, True, False)],
    ids=["slow", "not measured", "fast"],
)
def test_a_slow_model_is_told_with_the_next_step(read_tokens_per_s: float, measured: bool, slow: bool) -> None:  # noqa: FBT001
    """Only what was measured is told, and only where not even the shortest prompt fits the wait."""
    budget = fit_budget(read_tokens_per_s=read_tokens_per_s, write_tokens_per_s=20.0, wait_s=2.0, context_length=4096)

    words = _slow(Speed(read_tokens_per_s, 20.0, measured), budget, 2000)

    assert bool(words) == slow
    assert not slow or ("20 tokens a second" in words and "lamp model list" in words)
