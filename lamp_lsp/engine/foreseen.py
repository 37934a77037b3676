"""How well a text that was really written is foreseen where the model's answers are corrected."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from lamp_lsp.engine.logprob_correction import SURE
from style_learner.ngrams.logprob_mixing import LogprobMixer

ALIKE = 0.01
"""Log-probabilities that differ by less are of one token: they are kept rounded."""


@dataclass(frozen=True, slots=True)
class ScoredToken:
    """A token of a text that was really written, as a model foresaw it."""

    text: str
    logprob: float
    top_logprobs: Mapping[str, float]


def scored(mixer: LogprobMixer, places: Iterable[ScoredToken], first: Callable[[str], str]) -> list[float]:
    """Return the log-probability of each token of a text where the model's answers are corrected.

    ``first`` returns the first of the model's tokens in a word. What is foreseen adds up to one at most: a word that
    the cache alone names is counted for the token that it begins with, and where the model is sure it is left alone.
    """
    found, written = [], ""
    for place in places:
        if max(place.top_logprobs.values()) >= SURE:
            found.append(place.logprob)
        else:
            following = mixer.mix(written, place.top_logprobs)
            told = place.top_logprobs.get(place.text, place.logprob)
            # Another token that reads alike, as parts of a character do, is none of those told.
            text = place.text if abs(told - place.logprob) < ALIKE else ""
            begun = [word for word in following.named if text and first(word) == text]
            found.append(following.foresaw(text, place.logprob, begun))
        written += place.text
    return found
