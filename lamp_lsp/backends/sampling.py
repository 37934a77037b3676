"""The next token, chosen from its distribution."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

NUCLEUS = 0.95
"""Probability mass that is sampled from: Holtzman et al., The Curious Case of Neural Text Degeneration
(arXiv 1904.09751), where 0.95 is nearest to human text; every backend is given the same."""

CANDIDATES = 1000
"""Sorting a vocabulary of 150,000 takes longer than reading a token; the nucleus lies in far fewer."""


class Mix(Protocol):
    """Makes one distribution of several for each next token, e.g. with what this developer wrote before."""

    def __call__(self, written: Sequence[int], logprobs: Sequence[Floats], /) -> Floats:
        """Return natural-log probabilities over the vocabulary, after the tokens ``written`` since the prompt.

        ``logprobs`` are the model's own: after the prompt, then after what stands beside it. Must not keep them.
        """
        ...


def log_softmax(logits: Floats) -> Floats:
    """Return natural-log probabilities of the last axis.

    >>> [round(float(value), 3) for value in log_softmax(np.array([0.0, 0.0], dtype=np.float32))]
    [-0.693, -0.693]
    """
    shifted: Floats = logits - logits.max(axis=-1, keepdims=True)
    total: Floats = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    result: Floats = shifted - total
    return result


class Sampler:
    """Greedy at temperature zero, else seeded sampling from the nucleus."""

    def __init__(self, temperature: float, seed: int) -> None:
        self._temperature = temperature
        self._random = np.random.default_rng(seed)

    def choose(self, logprobs: Floats) -> int:
        """Return the next token."""
        if self._temperature <= 0.0:
            return int(logprobs.argmax())
        probabilities = np.exp(log_softmax(logprobs / np.float32(self._temperature))).astype(np.float64)
        likely = np.argpartition(probabilities, -CANDIDATES)[-CANDIDATES:] if len(probabilities) > CANDIDATES else None
        order = np.argsort(-probabilities) if likely is None else likely[np.argsort(-probabilities[likely])]
        mass = np.cumsum(probabilities[order])
        kept = order[: int(np.searchsorted(mass, NUCLEUS)) + 1]
        weights = probabilities[kept] / probabilities[kept].sum()
        return int(self._random.choice(kept, p=weights))
