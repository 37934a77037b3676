"""From weighed evidence to a distribution over choices, and to how sure its leader is.

Dirichlet-multinomial throughout; docs/learning.md derives it with an example.
"""

from collections.abc import Iterable, Mapping
from math import lgamma

import numpy as np
import numpy.typing as npt

BASE_STRENGTH = 1.0
"""Pseudo-counts of ignorance, in all and shared evenly: Perks' prior, whose strength doesn't grow with the choices."""

Counts = Mapping[str, float]


def effective_count(sightings: float, correlation: float) -> float:
    """Return how many independent sightings ``sightings`` in one origin are worth: Kish's effective sample size.

    n / (1 + (n - 1) * rho): one file repeats itself, so it is worth at most 1 / rho (L. Kish, Survey Sampling,
    1965, section 5.4, the design effect of a cluster).

    >>> [round(effective_count(n, 0.2), 2) for n in (1.0, 5.0, 1000.0)]
    [1.0, 2.78, 4.98]
    """
    return sightings / (1 + (sightings - 1) * correlation) if sightings > 1 else sightings


def ignorance(choices: Iterable[str]) -> dict[str, float]:
    """Return the pseudo-counts of somebody of whom nothing is known.

    >>> ignorance(["single", "double"])
    {'single': 0.5, 'double': 0.5}
    """
    names = list(choices)
    return {name: BASE_STRENGTH / len(names) for name in names}


def posterior(prior: Counts, counts: Counts) -> dict[str, float]:
    """Return the pseudo-counts after ``counts`` were seen: Dirichlet priors are conjugate, so they add.

    >>> posterior({"single": 0.5, "double": 0.5}, {"double": 3.0})
    {'single': 0.5, 'double': 3.5}
    """
    return {choice: prior.get(choice, 0.0) + counts.get(choice, 0.0) for choice in {**prior, **counts}}


def shrink(wider: Counts, strength: float) -> dict[str, float]:
    """Return the wider scope's posterior as the prior of a narrower one, worth at most ``strength`` sightings.

    Its mean is the wider posterior's mean, after D. MacKay and L. Peto, A hierarchical Dirichlet language model, 1995.

    >>> shrink({"single": 2.0, "double": 6.0}, 4.0)
    {'single': 1.0, 'double': 3.0}
    """
    total = sum(wider.values())
    scale = min(1.0, strength / total) if total else 0.0
    return {choice: count * scale for choice, count in wider.items()}


def mean(pseudo_counts: Counts) -> dict[str, float]:
    """Return the expected share of each choice.

    >>> mean({"single": 1.0, "double": 3.0})
    {'single': 0.25, 'double': 0.75}
    """
    total = sum(pseudo_counts.values())
    return {choice: count / total for choice, count in pseudo_counts.items()}


def leader_confidence(pseudo_counts: Counts) -> float:
    """Return the posterior probability that the leading choice is truly the most frequent one.

    A Dirichlet vector is a set of independent gamma variables, scaled; so this is the integral, over the leader's
    density, of the product of the others' distribution functions, taken in the logarithm on a fixed grid.

    >>> round(leader_confidence({"single": 0.5, "double": 3.5}), 3)
    0.967
    """
    shapes = sorted((max(count, _LEAST_SHAPE) for count in pseudo_counts.values()), reverse=True)
    if len(shapes) < 2:  # noqa: PLR2004 - a single choice has no rival
        return 1.0
    grid = _grid(shapes[0])
    below = np.ones_like(grid)
    for shape in shapes[1:]:
        density = _log_gamma_density(grid, shape)
        below *= np.minimum(np.cumsum(density) - density / 2, 1.0)
    return float(min(1.0, np.sum(_log_gamma_density(grid, shapes[0]) * below)))


_LEAST_SHAPE = 1e-2
"""Below this a choice is as good as never made, and its density would need a grid of its own."""


def _grid(largest_shape: float) -> npt.NDArray[np.float64]:
    """Return logarithms from where the flattest density has nothing left to beyond the largest shape's tail."""
    step = min(0.05, 0.25 / largest_shape**0.5)
    return np.arange(-40.0, np.log(largest_shape + 12 * largest_shape**0.5 + 30), step)


def _log_gamma_density(grid: npt.NDArray[np.float64], shape: float) -> npt.NDArray[np.float64]:
    """Return each grid cell's mass of a gamma variable's logarithm; the first cell holds all that lies below."""
    mass: npt.NDArray[np.float64] = np.exp(shape * grid - np.exp(grid) - lgamma(shape)) * (grid[1] - grid[0])
    mass[0] += max(0.0, 1.0 - float(mass.sum()))
    return mass
