"""The nested cache for models of which only the likeliest next tokens are told, as text.

A model server tells some of them at each place, in tokens of its own. What the developer wrote is counted in words and
marks (``lexemes``) instead, and what is counted for a word goes to the tokens that agree with it.
"""

import math
from collections.abc import Collection, Mapping

import numpy as np

from style_learner.ngrams.experts import FixedShare
from style_learner.ngrams.lexemes import Lexemes
from style_learner.ngrams.nested import NestedCache

__all__ = ["Likeliest"]

NEVER = -30.0
"""Natural logarithm of the probability of a word that the model does not name."""
LEAST = 1e-13


class Likeliest:
    """Follows one answer: the model alone and with the cache, weighted by how well each foresaw it."""

    def __init__(self, cache: NestedCache, vocabulary: Lexemes) -> None:
        self._cache = cache
        self._vocabulary = vocabulary
        self._experts = FixedShare(2)

    def mix(self, written: str, logprobs: Mapping[str, float]) -> "Next":
        """Return the tokens that may come after ``written``, the answer so far: the model's and the cache's.

        ``logprobs`` are the natural-log probabilities of the model's likeliest tokens.
        """
        alone = {text: math.exp(logprob) for text, logprob in logprobs.items()}
        mixed, left = dict(alone), 1.0
        for step in self._cache.after(self._vocabulary.tokens(written)).steps:
            left *= 1 - step.weight
            mixed = {text: (1 - step.weight) * probability for text, probability in mixed.items()}
            for token, share in zip(step.tokens.tolist(), step.shares.tolist(), strict=True):
                word = self._vocabulary.piece(token).decode("utf-8", "ignore")
                for text, part in agreeing(word, alone).items():
                    mixed[text] = mixed.get(text, 0.0) + step.weight * share * part
        return Next(self._experts, {text: (logprobs.get(text), found) for text, found in mixed.items()}, left)


class Next:
    """What may come next in an answer."""

    def __init__(self, experts: FixedShare, both: Mapping[str, tuple[float | None, float]], left: float) -> None:
        """Take each token's log-probability by the model alone, where told, and its probability with the cache.

        ``left`` is the share of the model in the latter.
        """
        self._experts = experts
        self._left = math.log(max(left, LEAST))
        self._both = {
            text: (NEVER if alone is None else alone, math.log(max(found, LEAST)))
            for text, (alone, found) in both.items()
        }
        self.named = frozenset(text for text, (alone, _) in both.items() if alone is None)
        """Those that the cache alone names."""
        columns = np.array(list(self._both.values())).reshape(-1, 2).T
        self.logprobs: dict[str, float] = dict(zip(self._both, experts.mix([*columns]).tolist(), strict=True))
        """Natural-log probabilities, mixed."""

    def came(self, text: str) -> None:
        """Learn which of them came."""
        if text in self._both:
            self._experts.saw(self._both[text])

    def foresaw(self, text: str, alone: float, begun: Collection[str] = ()) -> float:
        """Return the log-probability of a token that came, and learn that it did: of any, not only those told.

        ``alone`` is the model's own; ``begun`` are those of ``named`` that begin with this token.
        """
        both = self._both.get(text, (alone, alone + self._left))
        more = sum(math.exp(self._both[one][1]) for one in begun if one != text)
        both = (both[0], math.log(math.exp(both[1]) + more))
        found = float(self._experts.mix([np.array(one) for one in both]))
        self._experts.saw(both)
        return found


def agreeing(word: str, alone: Mapping[str, float]) -> dict[str, float]:
    """Return the tokens that agree with a word that comes next, and what each gets of it.

    Those that begin with the word, by how likely they are; else the longest that it begins with; else the word itself.

    >>> agreeing("get", {"get": 0.2, "get_all": 0.6, "g": 0.1})
    {'get': 0.25, 'get_all': 0.75}
    >>> agreeing("getter", {"get": 0.2, "g": 0.1}), agreeing(" x", {" ": 0.9, "y": 0.1})
    ({'get': 1.0}, {' x': 1.0})
    """
    longer = {text: probability for text, probability in alone.items() if text.startswith(word)}
    total = sum(longer.values())
    if total > 0:
        return {text: probability / total for text, probability in longer.items()}
    begun = [text for text in alone if text and word.startswith(text) and (text.strip() or not word.strip())]
    return {max(begun, key=len, default=word): 1.0}
