"""Fit the show filter's prior: logistic regression with a ridge.

``scripts/fit_show_filter.py`` writes what LAMP reads with it, and the measurement fits one for each developer.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from style_learner.policy.showing import Prior

RIDGE = 100.0
"""Many weak features on few outcomes: so strong that each says little and together they say most."""
STEPS = 25
"""Of Newton's method, which needs fewer than ten."""


def fit_prior(features: Sequence[Mapping[str, float]], accepted: Sequence[bool], *, fitted_on: str = "") -> Prior:
    """Return the prior whose weights explain best which of the suggestions, given by their features, were accepted."""
    names = tuple(features[0])
    raw = np.array([[one[name] for name in names] for one in features])
    known = np.isfinite(raw)
    counts = np.maximum(1, known.sum(axis=0))
    means = np.where(known, raw, 0.0).sum(axis=0) / counts
    scales = np.sqrt(np.where(known, (raw - means) ** 2, 0.0).sum(axis=0) / counts) + 1e-9
    unfitted = Prior(names, tuple(means.tolist()), tuple(scales.tolist()), (0.0,) * (len(names) + 1))
    rows = np.array([unfitted.standardized(one) for one in features])
    weights = _newton(rows, np.array(accepted, dtype=float))
    return Prior(names, _short(means), _short(scales), _short(weights), fitted_on)


def _newton(rows: np.ndarray, accepted: np.ndarray) -> np.ndarray:
    weights = np.zeros(rows.shape[1])
    ridge = np.full(rows.shape[1], RIDGE)
    ridge[0] = 0.0  # the constant is not held back
    for _ in range(STEPS):
        expected = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (expected - accepted) + ridge * weights
        curvature = (rows * (expected * (1 - expected))[:, None]).T @ rows + np.diag(ridge)
        weights -= np.linalg.solve(curvature, slope)
    return weights


def _short(values: np.ndarray) -> tuple[float, ...]:
    return tuple(float(f"{value:.6g}") for value in values)
