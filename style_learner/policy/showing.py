"""Whether a suggestion will likely be taken: a logistic regression that goes on learning.

It begins with weights fitted on other developers' outcomes (``show_filter.json``) and learns from each outcome of this
one by assumed-density filtering: the weights are normal, an outcome moves their mean, and the covariance says how far
(D. Spiegelhalter and S. Lauritzen, *Sequential updating of conditional probabilities on directed graphical
structures*, 1990). What makes developers differ is mostly how often they accept at all, so that weight moves easiest.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]

BOUND = 3.0
"""Standard deviations beyond which a sign is taken for noise."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known of developers in general."""

    names: tuple[str, ...]
    """The features, in order."""
    means: tuple[float, ...]
    """Usual value of each sign; stands in where the sign is not known."""
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    """The first is the constant's, then one a sign."""
    fitted_on: str = ""
    """Digest of the log that it was fitted on."""

    def to_json(self) -> str:
        """Return the text of ``show_filter.json``."""
        lines = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in asdict(self).items()]
        return "{\n" + ",\n".join(lines) + "\n}\n"

    @classmethod
    def from_json(cls, text: str) -> "Prior":
        """Read what :meth:`to_json` wrote."""
        read: dict[str, Any] = json.loads(text)
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in read.items()
        }
        return cls(**values)

    def standardized(self, features: Mapping[str, float]) -> Vector:
        """Return a one for the constant, then the features in standard deviations from their usual values."""
        raw = np.array([features[name] for name in self.names])
        deviations = np.nan_to_num((raw - np.array(self.means)) / np.array(self.scales), nan=0.0)
        return np.concatenate([[1.0], np.clip(deviations, -BOUND, BOUND)])


@cache
def shipped_prior() -> Prior:
    """Return the prior that LAMP comes with."""
    return Prior.from_json(files("style_learner.policy").joinpath("show_filter.json").read_text(encoding="utf-8"))


class ShowFilter:
    """The probability that a suggestion will be taken, from its features."""

    CONSTANT_VARIANCE = 0.05
    SIGN_VARIANCE = 0.005
    """How far one developer's weights lie from the prior's; chosen by the log-likelihood of outcomes foreseen one by
    one, leaving one developer out."""
    WIDENING = 0.02
    """Share of the way back to that variance after each outcome, so that a change of mind is followed for ever."""

    def __init__(self, prior: Prior) -> None:
        self._prior = prior
        self._weights: Vector = np.array(prior.weights)
        self._first = np.diag([self.CONSTANT_VARIANCE] + [self.SIGN_VARIANCE] * len(prior.names))
        self._covariance = self._first.copy()
        self.outcomes = 0
        """Learned from so far."""

    def probability(self, features: Mapping[str, float]) -> float:
        """Return how likely the developer takes it.

        The uncertainty of the weights draws it towards one half (D. MacKay, *The evidence framework applied to
        classification networks*, 1992).
        """
        found = self._prior.standardized(features)
        return _moderated(float(found @ self._weights), float(found @ self._covariance @ found))

    def learn(self, features: Mapping[str, float], *, accepted: bool) -> float:
        """Move the weights by one outcome; return how likely it was that the developer takes it, as foreseen before."""
        found = self._prior.standardized(features)
        value, reach = float(found @ self._weights), self._covariance @ found
        spread, expected = float(found @ reach), _sigmoid(value)
        certainty = expected * (1 - expected)
        narrowed = self._covariance - np.outer(reach, reach) * (certainty / (1 + certainty * spread))
        # New arrays, so that a thread that asks meanwhile sees one state or the other.
        self._weights = self._weights + narrowed @ found * (float(accepted) - expected)
        self._covariance = narrowed + self.WIDENING * (self._first - narrowed)
        self.outcomes += 1
        return _moderated(value, spread)


def _moderated(value: float, spread: float) -> float:
    return _sigmoid(value / math.sqrt(1 + math.pi * spread / 8))


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, value))))
