"""How well the show filter foresees what developers take, on a log of what they did.

The area under the curve is the share of pairs, one taken and one not, that the filter puts in the right order (J.
Hanley and B. McNeil, *The meaning and use of the area under a ROC curve*, 1982). Its interval resamples whole
developers, since a developer's suggestions resemble one another.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lamp_bench.show_filter.fitting import fit_prior
from lamp_bench.show_filter.show_log import Shown
from style_learner.errors import WrongSetting
from style_learner.evaluation.intervals import Interval
from style_learner.policy.acceptance_features import AcceptanceFeatures
from style_learner.policy.acceptance_model import USUAL_LEAST, DisplayThreshold
from style_learner.policy.showing import Prior, ShowFilter

HIDDEN_SHARE = 0.25
RESAMPLES = 1000
SEED = 20241112
BINS = 5
"""Of equal size, on which calibration is looked at: with more, a few hundred outcomes say nothing of each."""

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hiding:
    """What hiding some of the suggestions would have done."""

    share: float
    """Of all suggestions, hidden."""
    of_hidden_rejected: float
    acceptance_before: float
    acceptance_after: float
    accepts_kept: float


@dataclass(frozen=True, slots=True)
class Showing:
    """What showing only what is worth a look, by the engine's own rule, would have done."""

    hidden: float
    """Share of all suggestions."""
    accepts_kept: float
    characters_kept: float
    """Of the accepted ones, white space at the ends left out."""
    characters_per_shown: float
    """Accepted characters, for each suggestion shown."""
    characters_per_shown_before: float
    """The same with every suggestion shown."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One way to foresee, on one log."""

    auc: Interval
    log_loss: float
    calibration_error: float
    """Mean distance of what was foreseen from what came true, over groups of equal size."""
    hiding: Hiding
    """Of the quarter least likely to be taken."""
    showing: Showing


def developers_of(shown: Sequence[Shown]) -> list[str]:
    """Return the developers in a log, each once."""
    return list(dict.fromkeys(one.developer for one in shown))


def foreseen_from_others(shown: Sequence[Shown], *, learning: bool) -> Values:
    """Return each suggestion's probability from a prior fitted on the other developers alone.

    ``learning``: the filter also learns from the developer's own outcomes, each after it was foreseen.

    Raises:
        WrongSetting: there is but one developer, or the others took none or all.
    """
    priors = {name: _prior_without(shown, name) for name in developers_of(shown)}
    return np.array(list(_foresee(shown, priors, learning=learning)))


def foreseen_as_shipped(shown: Sequence[Shown], prior: Prior, *, learning: bool) -> Values:
    """Return each suggestion's probability from ``prior``."""
    return np.array(list(_foresee(shown, dict.fromkeys(developers_of(shown), prior), learning=learning)))


def foreseen_by_logprob(shown: Sequence[Shown]) -> Values:
    """Return the probability of a token, which is all that a simpler tool has to go by; its mean where unknown."""
    logprobs = np.array([np.nan if one.offer.mean_logprob is None else one.offer.mean_logprob for one in shown])
    known = np.isfinite(logprobs)
    mean = float(logprobs[known].mean()) if known.any() else -1.0
    return np.clip(np.exp(np.where(known, logprobs, mean)), 1e-6, 1 - 1e-6)


def figures(shown: Sequence[Shown], foreseen: Values) -> Figures:
    """Return how good what was foreseen is."""
    taken = np.array([one.accepted for one in shown])
    likelihood = np.where(taken, foreseen, 1 - foreseen)
    return Figures(
        auc=_auc_interval(shown, taken, foreseen),
        log_loss=float(-np.log(np.maximum(likelihood, 1e-12)).mean()),
        calibration_error=_calibration_error(taken, foreseen),
        hiding=hiding(taken, foreseen, HIDDEN_SHARE),
        showing=showing(shown, foreseen),
    )


def area_under_curve(taken: Flags, foreseen: Values) -> float:
    """Return the share of pairs, one taken and one not, in the right order; a tie is half right.

    >>> area_under_curve(np.array([True, False, False]), np.array([0.9, 0.2, 0.9]))
    0.75
    """
    values, places, counts = np.unique(foreseen, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places] if len(values) else foreseen
    ones, zeros = int(taken.sum()), int((~taken).sum())
    if not ones or not zeros:
        return float("nan")
    return float((ranks[taken].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def hiding(taken: Flags, foreseen: Values, share: float) -> Hiding:
    """Return what hiding the ``share`` of suggestions least likely to be taken would have done."""
    count = round(share * len(taken))
    hidden = np.zeros(len(taken), dtype=bool)
    hidden[np.argsort(foreseen, kind="stable")[:count]] = True
    return Hiding(
        share=count / len(taken),
        of_hidden_rejected=float(1 - taken[hidden].mean()) if count else 0.0,
        acceptance_before=float(taken.mean()),
        acceptance_after=float(taken[~hidden].mean()),
        accepts_kept=float(taken[~hidden].sum() / max(1, taken.sum())),
    )


def showing(shown: Sequence[Shown], foreseen: Values) -> Showing:
    """Return what the engine's rule would have done, with its usual least probability and nothing explored."""
    rules = {name: DisplayThreshold() for name in developers_of(shown)}
    worth = np.empty(len(shown), dtype=bool)
    for number, (one, probability) in enumerate(zip(shown, foreseen.tolist(), strict=True)):
        rule = rules[one.developer]
        worth[number] = rule.is_worth(one.offer.text, probability, USUAL_LEAST)
        rule.shown(one.offer.text, probability, drawn=False)
    taken = np.array([len(one.offer.text.strip()) if one.accepted else 0 for one in shown])
    return Showing(
        hidden=float(1 - worth.mean()),
        accepts_kept=float((taken[worth] > 0).sum() / max(1, (taken > 0).sum())),
        characters_kept=float(taken[worth].sum() / max(1, taken.sum())),
        characters_per_shown=float(taken[worth].sum() / max(1, worth.sum())),
        characters_per_shown_before=float(taken.mean()),
    )


def decision_times_ms(shown: Sequence[Shown], prior: Prior) -> Values:
    """Return how long each decision takes, its features and the probability, with all that was seen before."""
    features, found, times = AcceptanceFeatures(), ShowFilter(prior), []
    for one in shown:
        started = time.perf_counter()
        found.probability(features.of(one.offer))
        times.append((time.perf_counter() - started) * 1000)
        features.learn(one.offer, accepted=one.accepted)
    return np.array(times)


def _prior_without(shown: Sequence[Shown], developer: str) -> Prior:
    others = [one for one in shown if one.developer != developer]
    if len({one.accepted for one in others}) < 2:  # noqa: PLR2004 taken and not taken
        raise WrongSetting(
            "The filter is measured on developers that it was not fitted on; give a log of two or more developers, "
            "with suggestions that were accepted and others that were not."
        )
    return fit_prior([one.features for one in others], [one.accepted for one in others])


def _foresee(shown: Sequence[Shown], priors: Mapping[str, Prior], *, learning: bool) -> Iterator[float]:
    filters = {name: ShowFilter(prior) for name, prior in priors.items()}
    for one in shown:
        found = filters[one.developer]
        yield found.probability(one.features)
        if learning:
            found.learn(one.features, accepted=one.accepted)


def _auc_interval(shown: Sequence[Shown], taken: Flags, foreseen: Values) -> Interval:
    names = developers_of(shown)
    members = [np.array([index for index, one in enumerate(shown) if one.developer == name]) for name in names]
    random = np.random.default_rng(SEED)
    areas = []
    for _ in range(RESAMPLES):
        rows = np.concatenate([members[pick] for pick in random.integers(0, len(names), size=len(names))])
        areas.append(area_under_curve(taken[rows], foreseen[rows]))
    low, high = np.nanpercentile(areas, [2.5, 97.5])
    return Interval(area_under_curve(taken, foreseen), float(low), float(high))


def _calibration_error(taken: Flags, foreseen: Values) -> float:
    groups = np.array_split(np.argsort(foreseen, kind="stable"), BINS)
    return float(np.mean([abs(foreseen[group].mean() - taken[group].mean()) for group in groups if len(group)]))
