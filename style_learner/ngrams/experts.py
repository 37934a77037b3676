"""Several distributions for the same next token, weighted by how well each foresaw the ones before.

Herbster and Warmuth, Tracking the Best Expert (1998): after each token the weights are multiplied by the probability
that each gave it, and a share of all weight is spread evenly again, so that another may be best further on. Over a
whole text the mixture needs at most log2 of the number of experts bits more than the best of them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["FixedShare"]

Floats = NDArray[np.floating]

SHARE = 0.05
"""Weight that is spread evenly after each token: code changes its kind every few lines."""


class FixedShare:
    """Mixes ``count`` distributions of natural-log probabilities."""

    def __init__(self, count: int) -> None:
        self._weights = np.full(count, 1 / count)

    def mix(self, logprobs: Sequence[Floats]) -> Floats:
        """Return the mixture; each element is one expert's distribution, or its log-probability of one token.

        >>> bool(FixedShare(2).mix([np.log([0.5]), np.log([0.1])])[0].round(4) == np.log(0.3).round(4))
        True
        """
        mixed = np.zeros_like(logprobs[0], dtype=np.float64)
        for weight, one in zip(self._weights, logprobs, strict=True):
            mixed += weight * np.exp(one)
        result: Floats = np.log(np.maximum(mixed, np.finfo(np.float64).tiny))
        return result

    def saw(self, logprobs: Sequence[float]) -> None:
        """Learn what each expert's log-probability of the token was that came."""
        likelihood = self._weights * np.exp(np.asarray(logprobs) - max(logprobs))
        self._weights = (1 - SHARE) * likelihood / likelihood.sum() + SHARE / len(self._weights)

    @classmethod
    def of(cls, experts: Sequence[Sequence[float]]) -> list[float]:
        """Return the mixture's log-probability of each token of a text, from each expert's.

        >>> [round(one, 2) for one in FixedShare.of([[-1.0, -1.0], [-9.0, -9.0]])]
        [-1.69, -1.03]
        """
        mixture, found = cls(len(experts)), []
        for column in zip(*experts, strict=True):
            found.append(float(mixture.mix([np.asarray(one) for one in column])))
            mixture.saw(column)
        return found
