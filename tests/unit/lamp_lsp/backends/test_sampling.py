"""The next token: the likeliest, or one that the seed decides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamp_lsp.backends.sampling import Floats, Sampler, log_softmax

LOGITS = st.lists(st.floats(-50, 50, width=32), min_size=2, max_size=40)


@given(LOGITS)
def test_log_softmax_is_a_distribution(logits: list[float]) -> None:
    """Probabilities sum to one and keep the order of the logits."""
    values = np.array(logits, dtype=np.float32)

    logprobs = log_softmax(values)

    assert np.exp(logprobs.astype(np.float64)).sum() == pytest.approx(1.0, abs=1e-5)
    assert logprobs[values.argmax()] == logprobs.max()


@given(LOGITS)
def test_temperature_zero_takes_the_likeliest(logits: list[float]) -> None:
    """Greedy choice needs no seed."""
    logprobs = log_softmax(np.array(logits, dtype=np.float32))

    assert Sampler(0.0, seed=1).choose(logprobs) == logprobs.argmax()


def _many(seed: int, logprobs: Floats) -> list[int]:
    sampler = Sampler(1.0, seed)
    return [sampler.choose(logprobs) for _ in range(200)]


def test_a_seed_decides_and_the_tail_is_never_taken() -> None:
    """Equal seeds give equal tokens; what lies outside of the nucleus does not come up."""
    logprobs = np.log(np.array([0.6, 0.36, 0.03, 0.01], dtype=np.float32))

    assert _many(7, logprobs) == _many(7, logprobs)
    assert set(_many(7, logprobs)) == {0, 1}


def test_a_large_vocabulary_is_sampled_like_a_small_one() -> None:
    """Looking at the likeliest candidates alone does not change what is drawn."""
    small = np.log(np.array([0.5, 0.3, 0.2], dtype=np.float32))
    large = np.full(5000, -1000.0, dtype=np.float32)
    large[[4000, 17, 2500]] = small

    names = {4000: 0, 17: 1, 2500: 2}

    assert [names[token] for token in _many(3, large)] == _many(3, small)
