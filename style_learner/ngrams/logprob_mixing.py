"""The nested cache for models of which only the likeliest next tokens are told, as text.

A model server tells some of them at each place, in tokens of its own. What the developer wrote is counted in words and
marks (``pre_tokenizer``) instead. What is counted for a word goes to the tokens told that begin with it; where there
are none, the word stands beside the tokens, and whoever takes a token that it begins with is on the way to it.
"""

import math
from collections.abc import Collection, Mapping

import numpy as np

from style_learner.ngrams.experts import FixedShare
from style_learner.ngrams.nested import NestedCache
from style_learner.ngrams.pre_tokenizer import PreTokenizer, first_pre_token

__all__ = ["LogprobMixer"]

NEVER = -30.0
"""Natural logarithm of the probability of a word that the model does not name."""
LEAST = 1e-13
SHORTEST_BEGINNING = 3
"""Characters of a token that is on the way to a word: less begins too many."""


class LogprobMixer:
    """Follows one answer: the model alone and with the cache, weighted by how well each foresaw it."""

    def __init__(self, cache: NestedCache, vocabulary: PreTokenizer) -> None:
        self._cache = cache
        self._vocabulary = vocabulary
        self._experts = FixedShare(2)

    def mix(self, written: str, logprobs: Mapping[str, float]) -> "Next":
        """Return what may come after ``written``, the answer so far: the model's tokens and the cache's words.

        ``logprobs`` are the natural-log probabilities of the model's likeliest tokens.
        """
        alone = {text: math.exp(logprob) for text, logprob in logprobs.items()}
        told, named, left = dict(alone), dict[str, float](), 1.0
        agree: dict[str, dict[str, float]] = {}
        for step in self._cache.after(self._vocabulary.tokens(written)).steps:
            left *= 1 - step.weight
            told = {text: (1 - step.weight) * probability for text, probability in told.items()}
            named = {text: (1 - step.weight) * probability for text, probability in named.items()}
            for token, share in zip(step.tokens.tolist(), step.shares.tolist(), strict=True):
                word = self._vocabulary.piece(token).decode("utf-8", "ignore")
                if word not in agree:
                    agree[word] = agreeing(word, alone)
                for text, part in agree[word].items():
                    told[text] += step.weight * share * part
                if not agree[word]:
                    named[word] = named.get(word, 0.0) + step.weight * share
        return Next(self._experts, logprobs, told, named, left)


class Next:
    """What may come next in an answer."""

    def __init__(
        self,
        experts: FixedShare,
        alone: Mapping[str, float],
        told: Mapping[str, float],
        named: Mapping[str, float],
        left: float,
    ) -> None:
        """Take the log-probabilities of the tokens told, their probabilities with the cache, and those of other words.

        ``left`` is the share of the model beside the cache.
        """
        self._experts = experts
        self._told = {text: (alone[text], math.log(max(found, LEAST))) for text, found in told.items()}
        self.named = named
        """Words that the cache alone names, and their probabilities with it."""
        self._left = math.log(max(left, LEAST))

    def best(self) -> str:
        """Return the likeliest token or word; words count for what they begin with."""
        ways = {text: self._with(both, self._on_the_way(text)) for text, both in self._told.items()}
        ways |= {word: (NEVER, math.log(max(found, LEAST))) for word, found in self.named.items()}
        columns = np.array(list(ways.values())).T
        logprobs = dict(zip(ways, self._experts.mix([*columns]).tolist(), strict=True))
        best = max(logprobs, key=lambda text: logprobs[text])
        words = self._on_the_way(best)
        whole = max(words, key=lambda word: logprobs[word], default=best)
        return whole if math.exp(logprobs[whole] - logprobs[best]) > 1 / 2 else best

    def foresaw(self, text: str, alone: float, begun: Collection[str] = ()) -> float:
        """Return the log-probability of a token that came, and learn that it did: of any, not only those told.

        ``alone`` is the model's own, natural logarithm; ``begun`` are those of ``named`` that begin with this token.
        """
        both = self._with(self._told.get(text, (alone, alone + self._left)), begun)
        found = float(self._experts.mix([np.array(one) for one in both]))
        self._experts.saw(both)
        return found

    def came(self, text: str) -> float:
        """Return the log-probability of a token told, or of a word named, that came, and learn that it did.

        Of a named word the model is taken to have said what it told of its beginning, else as little as of any told.
        """
        if text in self._told:
            return self.foresaw(text, self._told[text][0], self._on_the_way(text))
        told = {one: alone for one, (alone, _) in self._told.items()}
        begun = [alone for one, alone in told.items() if text.startswith(one)]
        return self.foresaw(text, max(begun, default=min(told.values(), default=NEVER)), [text])

    def _on_the_way(self, text: str) -> list[str]:
        if text in self.named or len(text.strip()) < SHORTEST_BEGINNING:
            return []
        return [word for word in self.named if word.startswith(text)]

    def _with(self, both: tuple[float, float], words: Collection[str]) -> tuple[float, float]:
        alone, cached = both
        return alone, math.log(math.exp(cached) + sum(self.named[word] for word in words))


def agreeing(word: str, alone: Mapping[str, float]) -> dict[str, float]:
    r"""Return the tokens told that agree with a word that comes next, and the share of it that each gets.

    Those whose first word it is, by how likely they are; of an indentation else the longest that it begins with.

    >>> agreeing(" i", {" i": 0.2, " i,": 0.2, " item": 0.6})
    {' i': 0.5, ' i,': 0.5}
    >>> agreeing("\n    ", {"\n": 0.2, "x": 0.1}), agreeing("getter", {"get": 0.2})
    ({'\n': 1.0}, {})
    """
    first = {
        text: probability
        for text, probability in alone.items()
        if text.startswith(word) and first_pre_token(text) == word
    }
    total = sum(first.values())
    if total > 0:
        return {text: probability / total for text, probability in first.items()}
    begun = [] if word.strip() else [text for text in alone if text and word.startswith(text)]
    return {max(begun, key=len): 1.0} if begun else {}
