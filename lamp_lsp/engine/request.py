"""One request on its way: what is asked, and what has been made ready for the model."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from lamp_lsp.engine.model import OpenModel
from lamp_lsp.engine.stages import Stages
from lamp_lsp.engine.suggestion import SuggestionRequest
from style_learner.ngrams.logprob_mixing import LogprobMixer
from style_learner.ngrams.nested import NestedCache
from style_learner.ngrams.pre_tokenizer import PreTokenizer
from style_learner.postprocessing.completion_scope import CompletionScope
from style_learner.prompts.budget import Budget
from style_learner.prompts.building import Prompt
from style_learner.types import RetrievedSnippet


@dataclass(frozen=True, slots=True)
class Correction:
    """The developer's words and marks, by which the model's answer is corrected."""

    cache: Future[NestedCache]
    pre_tokenizer: PreTokenizer

    def begin(self) -> LogprobMixer:
        """Return what weighs one answer."""
        return LogprobMixer(self.cache.result(), self.pre_tokenizer)


@dataclass(frozen=True, slots=True)
class PreparedRequest:
    """One request, ready for the model."""

    ask: SuggestionRequest
    opened: OpenModel
    stages: Stages
    strategy: str
    budget: Budget
    retrieved: Sequence[RetrievedSnippet]
    prompt: Prompt | None
    """None for a model that has to be asked in words."""
    in_full: bool
    """Whether the prompt is the full one; else that one is read ahead for the next request."""
    correction: Correction | None
    """None where the model tells too little, or nothing is known yet."""
    completion_scope: CompletionScope
    """How much is to be written."""
    adapter_strength: float = 0.0
    """How much the developer's adapter takes part."""
