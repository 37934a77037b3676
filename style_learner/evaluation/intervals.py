"""Intervals of a mean and of a difference, by the bootstrap; of a share, by Wilson's formula.

Percentile bootstrap after Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2000
"""Enough for the second digit of a 95 % interval."""
Z95 = 1.96
"""Standard deviations within which 95 % of a normal distribution lie."""
SEED = 20241112
"""Fixed, so that the same data give the same interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval."""

    estimate: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def mean_interval(values: Sequence[float]) -> Interval:
    """Return the mean of ``values`` (one or more) with its interval.

    >>> mean_interval([1.0, 1.0, 1.0])
    Interval(estimate=1.0, low=1.0, high=1.0)
    """
    sample = np.asarray(values, dtype=float)
    return _interval(float(sample.mean()), _means(sample, _generator()))


def share_interval(successes: int, total: int) -> Interval:
    """Return a share of ``total`` (one or more) with its 95 % interval.

    Wilson, Probable Inference, the Law of Succession, and Statistical Inference (1927): unlike the bootstrap's, it says
    of none in one that much more than none is possible.

    >>> round(share_interval(0, 1).high, 2)
    0.79
    """
    share, spread = successes / total, Z95 * Z95 / total
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 / (1 + spread) * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    return Interval(share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))


def difference_interval(groups: Sequence[Sequence[float]], others: Sequence[Sequence[float]]) -> Interval:
    """Return how much larger the mean of all values in ``groups`` is than in ``others``; the two are independent.

    Values of one group (one or more) are alike, as they came of one draw; so whole groups are resampled.

    >>> difference_interval([[2.0], [2.0, 2.0]], [[1.0], [1.0]]).clear
    True
    """
    random = _generator()
    (one, resampled_one), (two, resampled_two) = (_grouped_means(each, random) for each in (groups, others))
    return _interval(one - two, resampled_one - resampled_two)


def paired_difference_interval(values: Sequence[float], others: Sequence[float]) -> Interval:
    """Return how much larger ``values`` are than ``others`` in the mean, where both were taken on the same cases.

    >>> paired_difference_interval([2.0, 12.0], [1.0, 11.0])
    Interval(estimate=1.0, low=1.0, high=1.0)
    """
    return mean_interval(list(np.asarray(values, dtype=float) - np.asarray(others, dtype=float)))


def ratio_interval(values: Sequence[float], sizes: Sequence[float]) -> Interval:
    """Return the sum of ``values`` by the sum of their cases' ``sizes``; whole cases are resampled.

    >>> ratio_interval([1.0, 2.0], [2, 4]).estimate
    0.5
    """
    above, below = np.asarray(values, dtype=float), np.asarray(sizes, dtype=float)
    picks = _generator().integers(0, len(above), size=(RESAMPLES, len(above)))
    return _interval(float(above.sum() / below.sum()), above[picks].sum(axis=1) / below[picks].sum(axis=1))


def change_interval(values: Sequence[float], others: Sequence[float]) -> Interval:
    """Return by what share the sum of ``values`` exceeds that of ``others``, taken on the same cases.

    >>> change_interval([0.9, 1.8], [1.0, 2.0]).estimate
    -0.1
    """
    ratio = ratio_interval(values, others)
    return Interval(*(round(share - 1, 12) for share in (ratio.estimate, ratio.low, ratio.high)))


def rate_change_interval(
    values: Sequence[float], sizes: Sequence[float], other_values: Sequence[float], other_sizes: Sequence[float]
) -> Interval | None:
    """Return by what share the rate ``values`` by ``sizes`` exceeds the others' rate, all taken on the same cases.

    None where a rate to compare with is missing or zero.

    >>> rate_change_interval([3.0, 3.0], [1, 1], [2.0, 2.0], [1, 1]).estimate
    0.5
    """
    columns = [np.asarray(column, dtype=float) for column in (values, sizes, other_values, other_sizes)]
    above, size, below, other_size = (float(column.sum()) for column in columns)
    if not (size and below and other_size):
        return None
    picks = _generator().integers(0, len(values), size=(RESAMPLES, len(values)))
    above_drawn, sizes_drawn, below_drawn, others_drawn = (column[picks].sum(axis=1) for column in columns)
    usable = (sizes_drawn > 0) & (below_drawn > 0) & (others_drawn > 0)
    if not usable.any():
        return None
    rates = above_drawn[usable] / sizes_drawn[usable]
    other_rates = below_drawn[usable] / others_drawn[usable]
    return _interval(round(above / size / (below / other_size) - 1, 12), rates / other_rates - 1)


def _grouped_means(groups: Sequence[Sequence[float]], random: np.random.Generator) -> tuple[float, np.ndarray]:
    sums = np.asarray([sum(group) for group in groups], dtype=float)
    sizes = np.asarray([len(group) for group in groups], dtype=float)
    picks = random.integers(0, len(groups), size=(RESAMPLES, len(groups)))
    return float(sums.sum() / sizes.sum()), sums[picks].sum(axis=1) / sizes[picks].sum(axis=1)


def _means(sample: np.ndarray, random: np.random.Generator) -> np.ndarray:
    picks = random.integers(0, len(sample), size=(RESAMPLES, len(sample)))
    means: np.ndarray = sample[picks].mean(axis=1)
    return means


def _interval(estimate: float, resampled: np.ndarray) -> Interval:
    low, high = np.percentile(resampled, [2.5, 97.5])
    return Interval(estimate, float(low), float(high))


def _generator() -> np.random.Generator:
    return np.random.default_rng(SEED)
