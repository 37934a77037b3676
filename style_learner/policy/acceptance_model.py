"""How likely this developer takes a suggestion, learned from what became of the earlier ones.

All of it follows from the kept suggestions and outcomes, in the order in which the outcomes came: it is never stored.
"""

from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from style_learner.policy.acceptance_features import AcceptanceFeatures, Offer
from style_learner.policy.showing import Prior, ShowFilter, shipped_prior
from style_learner.types import Outcome, OutcomeKind, Suggestion

FEWEST_OUTCOMES = 20
"""Before so many nothing is hidden: the prior is of other developers and another model, and has to find its feet."""
LEAST_EXPECTED_CHARACTERS = 2.0
"""Characters that showing a text has to be expected to save: whoever looks at one could type so many meanwhile."""
EXPLORED_SHARE = 0.1
"""Of the texts that would be hidden, shown all the same, so that the filter finds out where it errs."""
LEAST_LIKELY = 0.1
"""Share of the offers that are hidden as the least likely ones, however likely they are, below one half."""
COMPARED = 60
"""Offers among which these are the least likely: those shown last."""
FEWEST_COMPARED = 15
"""Before so many no offer is known to be among the least likely."""
USUAL_LEAST = 0.2
"""The setting `min_accept_probability`, where nobody changed it (a test keeps them alike)."""
DECIDED = 1_000
"""Suggestions remembered as decided, so that accepting one piece by piece counts once."""
ANCHOR_CHARACTERS = 80

_TAKEN = frozenset({OutcomeKind.ACCEPTED, OutcomeKind.ACCEPTED_PART})
_LEFT = frozenset({OutcomeKind.REJECTED, OutcomeKind.TYPED_OVER, OutcomeKind.IGNORED})


@dataclass(frozen=True, slots=True)
class _Last:
    """The suggestion whose outcome came last."""

    place: tuple[str, str]
    """Project and path."""
    before: str
    """Lines up to the cursor, with what was taken."""


class DisplayThreshold:
    """Says which offers are worth showing, against those that were shown before."""

    def __init__(self) -> None:
        self._foreseen: tuple[tuple[float, float], ...] = ()
        """Of the offers shown last, how likely each was taken, and how many offers it stands for."""

    def is_worth(self, text: str, probability: float, least: float) -> bool:
        """Say whether a text is likely enough to be taken, and long enough to be worth a look if it is.

        >>> worth = DisplayThreshold()
        >>> worth.is_worth("total", 0.4, least=0.2), worth.is_worth(")", 0.5, least=0.2)
        (True, False)
        >>> for number in range(20):
        ...     worth.shown("total", 0.45 + number / 40, drawn=False)
        >>> worth.is_worth("total", 0.4, least=0.2)
        False
        """
        saves = probability * len(text.strip()) >= LEAST_EXPECTED_CHARACTERS
        return saves and probability >= max(least, _least_likely(self._foreseen))

    def shown(self, text: str, probability: float, *, drawn: bool) -> None:
        """Take note of an offer that was shown; ``drawn`` to be explored, it stands for the hidden ones like it.

        (D. Horvitz and D. Thompson, *A generalization of sampling without replacement from a finite universe*, 1952.)
        """
        explored = drawn and not self.is_worth(text, probability, USUAL_LEAST)
        one = (probability, 1 / EXPLORED_SHARE if explored else 1.0)
        # A new tuple, so that a thread that asks meanwhile sees one state or the other.
        self._foreseen = (*self._foreseen, one)[-COMPARED:]


class AcceptanceModel:
    """Foresees whether the developer takes a suggestion; one thread at a time learns, others may ask meanwhile."""

    def __init__(self, prior: Prior | None = None) -> None:
        self._filter = ShowFilter(prior or shipped_prior())
        self._features = AcceptanceFeatures()
        self._worth = DisplayThreshold()
        self._last: _Last | None = None
        self._decided: OrderedDict[str, None] = OrderedDict()

    @property
    def outcomes(self) -> int:
        """Learned from so far."""
        return self._filter.outcomes

    def learn(self, suggestion: Suggestion, outcome: Outcome) -> None:
        """Learn the first that became of a suggestion; that it was shown says nothing yet."""
        if outcome.kind not in _TAKEN | _LEFT or suggestion.id in self._decided:
            return
        self._decided[suggestion.id] = None
        while len(self._decided) > DECIDED:
            self._decided.popitem(last=False)
        accepted, offer = outcome.kind in _TAKEN, self._offer(suggestion)
        drawn = self.outcomes >= FEWEST_OUTCOMES and _explored(suggestion)
        foreseen = self._filter.learn(self._features.of(offer), accepted=accepted)
        self._worth.shown(suggestion.text, foreseen, drawn=drawn)
        self._features.learn(offer, accepted=accepted)
        taken = suggestion.text[: outcome.characters or None] if accepted else ""
        self._last = _Last((suggestion.project, suggestion.path), suggestion.before + taken)

    def probability(self, suggestion: Suggestion) -> float:
        """Return how likely ``suggestion`` is taken when it is shown."""
        return self._filter.probability(self._features.of(self._offer(suggestion)))

    def is_unlikely(self, suggestion: Suggestion, least: float) -> bool:
        """Say whether a suggestion is to be hidden: not worth showing by what was learned, nor one of the explored."""
        if self.outcomes < FEWEST_OUTCOMES or self._worth.is_worth(
            suggestion.text, self.probability(suggestion), least
        ):
            return False
        return not _explored(suggestion)

    def _offer(self, suggestion: Suggestion) -> Offer:
        last, typed = self._last, None
        if last is not None and last.place == (suggestion.project, suggestion.path):
            typed = typed_since(last.before, suggestion.before)
        return Offer(suggestion.text, suggestion.mean_logprob, typed)


@lru_cache(maxsize=4)  # the offers change with an outcome, and are asked for at every draft
def _least_likely(foreseen: tuple[tuple[float, float], ...]) -> float:
    """Return the probability below which the least likely offers lie; never above one half."""
    if len(foreseen) < FEWEST_COMPARED:
        return 0.0
    probabilities, weights = np.array(sorted(foreseen)).T
    reached = np.cumsum(weights) >= LEAST_LIKELY * weights.sum()
    return min(0.5, float(probabilities[reached.argmax()]))


def typed_since(earlier: str, now: str) -> float | None:
    r"""Return how many characters longer the text before the cursor has become; None: the cursor is elsewhere.

    Both are the last lines before the cursor. What was typed is found behind the last line end that both share.

    >>> typed_since("a = 1\nb", "a = 1\nb = 2\n")
    5.0
    >>> typed_since("a = 1\nb = 2", "a = 1\nb")
    -4.0
    """
    ends = [len(earlier), *(place + 1 for place in range(len(earlier) - 1, -1, -1) if earlier[place] == "\n")]
    for end in ends:
        anchor = earlier[max(0, end - ANCHOR_CHARACTERS) : end]
        found = now.rfind(anchor) if anchor.strip() else -1
        if found >= 0:
            return float(len(now) - found - len(anchor) - (len(earlier) - end))
    return None


def _explored(suggestion: Suggestion) -> bool:
    """Draw by place and text, so that a text does not come and go while one types there."""
    drawn = f"{suggestion.project}\0{suggestion.path}\0{suggestion.text.strip()}"
    digest = blake2b(drawn.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64 < EXPLORED_SHARE
