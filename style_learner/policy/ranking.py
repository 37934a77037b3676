"""Several candidates for one place, in the order in which the developer would likely write them.

Three opinions are added as log-odds-like numbers: how likely the developer takes it (which includes how likely the
model found it), how it agrees with their sure habits, and how much of it they have written before.
"""

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise

from style_learner.habits.observing import observe_code
from style_learner.rules.edits import tokens
from style_learner.types import Source

HABITS_WORTH = 1.0
OWN_CODE_WORTH = 1.0
"""Full agreement weighs as much as being e times as likely to be taken: enough to decide between near equals."""
UNDECIDED = 0.5


def worth(text: str, language: str, *, probability: float, sure: Mapping[str, str], own: Iterable[str]) -> float:
    """Return how good a candidate is, to be compared with others of the same place.

    ``probability`` is that of being taken, ``sure`` the choice of each sure habit, ``own`` the developer's own code.
    """
    agrees = HABITS_WORTH * agreement(text, language, sure)
    return math.log(max(probability, 1e-9)) + agrees + OWN_CODE_WORTH * familiarity(text, own)


def agreement(text: str, language: str, sure: Mapping[str, str]) -> float:
    """Return the share of the choices in ``text`` that are the sure ones; one half where none is to be seen.

    >>> agreement("x = 'a'", "python", {"quotes": "single"}), agreement('x = "a"', "python", {"quotes": "single"})
    (1.0, 0.0)
    """
    seen = observe_code(text, language, project="", origin="", source=Source.ACCEPTED, at=0.0)
    known = [one for one in seen if one.feature in sure]
    total = sum(one.count for one in known)
    return sum(one.count for one in known if one.choice == sure[one.feature]) / total if total else UNDECIDED


def familiarity(text: str, own: Iterable[str]) -> float:
    """Return the share of neighbouring tokens in ``text`` that also are neighbours in the developer's own code.

    >>> familiarity("log.info(name)", ["log.info(name, 1)"]), familiarity("print(name)", ["log.info(name, 1)"])
    (0.6666666666666666, 0.3333333333333333)
    """
    pairs = _pairs(text)
    if not pairs:
        return UNDECIDED
    known = set[tuple[str, str]]().union(*(_pairs(code) for code in own))
    return sum(pair in known for pair in pairs) / len(pairs)


def _pairs(text: str) -> list[tuple[str, str]]:
    found = [token.text for token in tokens(text)]
    return list(pairwise(found))
