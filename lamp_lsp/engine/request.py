"""One request on its way: what is asked, and what has been made ready for the model."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from lamp_lsp.engine.asking import Ask
from lamp_lsp.engine.model import OpenModel
from lamp_lsp.engine.stages import Stages
from style_learner.ngrams.lexemes import Lexemes
from style_learner.ngrams.likeliest import Likeliest
from style_learner.ngrams.nested import NestedCache
from style_learner.policy.strategies import STRATEGIES
from style_learner.prompts.budget import Budget
from style_learner.prompts.building import Prompt
from style_learner.shaping.extent import Extent
from style_learner.types import Recalled


@dataclass(frozen=True, slots=True)
class Correction:
    """The developer's words and marks, by which the model's answer is corrected."""

    cache: Future[NestedCache]
    lexemes: Lexemes

    def begin(self) -> Likeliest:
        """Return what weighs one answer."""
        return Likeliest(self.cache.result(), self.lexemes)


def adapter_strength(strategy: str) -> float:
    """Return how much the developer's adapter takes part: nothing in what is made without what was learned.

    >>> adapter_strength("generic")
    0.0
    """
    return 1.0 if STRATEGIES[strategy].personal else 0.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request, ready for the model."""

    ask: Ask
    opened: OpenModel
    stages: Stages
    strategy: str
    budget: Budget
    recalled: Sequence[Recalled]
    prompt: Prompt | None
    """None for a model that has to be asked in words."""
    in_full: bool
    """Whether the prompt is the full one; else that one is read ahead for the next request."""
    correction: Correction | None
    """None where the model tells too little, or nothing is known yet."""
    extent: Extent
    """How much is to be written."""

    @property
    def adapter_strength(self) -> float:
        """How much the developer's adapter takes part."""
        return adapter_strength(self.strategy)
