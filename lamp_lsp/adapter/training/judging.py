"""Base against adapter on what was held out: the bits for what was really written, with LAMP's prompts.

On the developer's code corrected by their n-grams as well, as every answer is: what those tell already is no merit of
the adapter.
"""

import math
from collections.abc import Callable, Sequence

from lamp_lsp.adapter.training.examples import ASKED, Example, Examples
from lamp_lsp.adapter.training.network import Network, Told
from lamp_lsp.adapter.verdict import Scored
from lamp_lsp.engine.foreseen import ScoredToken, scored
from lamp_lsp.engine.personal_ngrams import cache_at, personal_ngrams
from style_learner.ngrams.logprob_mixing import LogprobMixer
from style_learner.ngrams.pre_tokenizer import PreTokenizer
from style_learner.tuning.samples import Sample
from style_learner.types import Snippet


def scored_general(
    network: Network, examples: Examples, samples: Sequence[Sample], step: Callable[[], None]
) -> list[Scored]:
    """Score places with the model's own distribution alone."""
    found = []
    for sample in samples:
        example = examples.example(sample, ASKED)
        base, adapted = (network.logprobs(example, adapted=adapted)[:-1] for adapted in (False, True))
        found.append(_scored(sample, examples, base, adapted))
        step()
    return found


def scored_own(
    network: Network,
    examples: Examples,
    samples: Sequence[Sample],
    known: Sequence[Snippet],
    step: Callable[[], None],
) -> list[Scored]:
    """Score places as they are corrected by the n-grams of what was ``known`` before."""
    pre_tokenizer = PreTokenizer()
    own = personal_ngrams(known, pre_tokenizer)
    found = []
    for sample in samples:
        example = examples.example(sample, ASKED)
        base, adapted = (
            _corrected(
                LogprobMixer(cache_at(own, sample.context, pre_tokenizer), pre_tokenizer),
                example,
                examples,
                network.told(example, adapted=adapted),
            )
            for adapted in (False, True)
        )
        found.append(_scored(sample, examples, base, adapted))
        step()
    return found


def _corrected(top_logprobs: LogprobMixer, example: Example, examples: Examples, told: Sequence[Told]) -> list[float]:
    """Return what each token costs once the n-grams have had their say; that the answer ends is not counted."""

    def text(token: int) -> str:
        return examples.piece(token).decode("utf-8", "replace")

    places = [
        ScoredToken(text(token), logprob, {text(other): one for other, one in reversed(others)})
        for token, (logprob, others) in zip(example.wanted[:-1], told, strict=False)
    ]
    return scored(top_logprobs, places, lambda word: text(examples.tokens(word)[0]))


def _scored(sample: Sample, examples: Examples, base: Sequence[float], adapted: Sequence[float]) -> Scored:
    characters = len(
        b"".join(map(examples.piece, examples.tokens(sample.wanted)[: len(base)])).decode("utf-8", "ignore")
    )
    return Scored(-sum(base) / math.log(2), -sum(adapted) / math.log(2), max(1, characters))
