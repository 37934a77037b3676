# ruff: noqa: INP001 a script, not a package
"""Fit the weights of the nested cache on what developers wrote later, and say what they are worth.

    python scripts/fit_nested_cache.py ada.jsonl.gz bob.jsonl.gz [--tasks 8]

Prints, for each developer, the change in bits that the cache makes beside the bare prompt: with the weights that LAMP
comes with, and with weights fitted on all the others. Then those fitted on all, to be copied into
``style_learner/ngrams/nested.py``. The model's own probabilities are kept with the scores of ``lamp bench``.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from lamp_bench.cli.progress import Note, progress_bar
from lamp_bench.histories.corpora import Corpus, read_corpus
from lamp_bench.personalization.arms import Means
from lamp_bench.personalization.developers import context_of, learned
from lamp_bench.personalization.kept import Kept, KeptScore
from lamp_bench.personalization.model import open_model
from lamp_bench.personalization.run import chosen_tasks
from lamp_bench.scorer import ServerScorer
from lamp_bench.token_tail import TokenTail
from lamp_lsp.backends.embedded import EmbeddedBackend
from lamp_lsp.backends.weights import weights_path
from lamp_lsp.engine.personal_ngrams import personal_ngrams
from lamp_lsp.paths import lamp_paths
from style_learner.errors import LampError
from style_learner.ngrams.experts import FixedShare
from style_learner.ngrams.nested import (
    DOUBT_IN_VARIETY,
    TRUST,
    TRUST_IN_COUNT,
    TRUST_IN_RUN,
    NestedCache,
    PersonalNgrams,
)
from style_learner.ngrams.suffixes import DEPTH
from style_learner.ngrams.token_healing import Vocabulary
from style_learner.prompts.budget import Budget
from style_learner.types import CursorContext

SCOPES = len(TRUST)
STEPS = SCOPES * DEPTH
SCOPE_OF, RUN_OF = np.repeat(np.arange(SCOPES), DEPTH), np.tile(np.arange(DEPTH), SCOPES)
SHIPPED = np.array([*TRUST, *TRUST_IN_RUN, *TRUST_IN_COUNT, *DOUBT_IN_VARIETY])
PARTS = np.cumsum([len(TRUST), len(TRUST_IN_RUN), len(TRUST_IN_COUNT)])
RIDGE = 1e-3
"""Pull towards the shipped weights, in nats a token: one constant may move between scope and run for nothing."""
BUDGET = Budget(evidence=0, prefix=640, suffix=160, answer=64)
CONTEXT_LENGTH = 2048

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """What model and cache said of each token of one task, a row each."""

    developer: str
    alone: Floats
    """The model's log-probability."""
    shares: Floats
    """Of each step, how much of what followed was this token."""
    counts: Floats
    """Of each step, the logarithm of how much followed; not a number where nothing did."""
    kinds: Floats
    """Of each step, the logarithm of how many different tokens followed."""


def mixed(told: Told, weights: Floats) -> Floats:
    """Return the log-probability of each token with the cache, as ``nested`` computes it."""
    trust, run, count, variety = np.split(weights, PARTS)
    known = ~np.isnan(told.counts)
    logit = trust[SCOPE_OF] + run[RUN_OF] + count[SCOPE_OF] * told.counts - variety[SCOPE_OF] * told.kinds
    weight = np.where(known, 1 / (1 + np.exp(-np.where(known, logit, 0.0))), 0.0)
    probability = np.exp(told.alone)
    for step in range(STEPS):
        probability = weight[:, step] * told.shares[:, step] + (1 - weight[:, step]) * probability
    return np.log(np.maximum(probability, np.finfo(float).tiny))


def fit(tasks: Sequence[Told]) -> Floats:
    """Return the weights under which the tokens of ``tasks`` are likeliest."""
    every = Told(
        "",
        np.concatenate([one.alone for one in tasks]),
        *(np.concatenate([getattr(one, name) for one in tasks]) for name in ("shares", "counts", "kinds")),
    )

    def loss(weights: Floats) -> float:
        return float(-mixed(every, weights).mean() + RIDGE * ((weights - SHIPPED) ** 2).sum())

    return np.asarray(minimize(loss, SHIPPED, method="L-BFGS-B").x)


def change(tasks: Sequence[Told], weights: Floats) -> float:
    """Return the change in bits, as a share, where model and cache are mixed as in decoding."""
    alone = sum(float(one.alone.sum()) for one in tasks)
    both = sum(sum(FixedShare.of([one.alone.tolist(), mixed(one, weights).tolist()])) for one in tasks)
    return both / alone - 1


def told_of(developer: str, cache: NestedCache, tokens: Sequence[int], alone: Sequence[float]) -> Told:
    """Look up each token of a text in the cache."""
    shape = (len(tokens), STEPS)
    shares, counts, kinds = np.zeros(shape), np.full(shape, np.nan), np.zeros(shape)
    for row, token in enumerate(tokens):
        for step in cache.after(tokens[:row]).steps:
            column = step.scope * DEPTH + step.length
            shares[row, column] = step.shares[step.tokens == token].sum()
            counts[row, column], kinds[row, column] = np.log(step.count), np.log(len(step.tokens))
    return Told(developer, np.array(alone), shares, counts, kinds)


async def collect(corpora: Sequence[Corpus], tasks: int, note: Note) -> AsyncIterator[Told]:
    """Yield what model and cache say of each task."""
    scorer = await ServerScorer.start(weights_path(), CONTEXT_LENGTH)
    model = await open_model(EmbeddedBackend(weights_path(), context_length=CONTEXT_LENGTH))
    kept = Kept(lamp_paths().data / "scores" / f"{model.writer.model}.tokens.jsonl", KeptScore)
    means = Means(model.fim, BUDGET, model.count_tokens, seed=0)
    for corpus in corpora:
        with learned(corpus.files, lambda: None) as own:
            written, chosen = personal_ngrams(own.advice.own_code(), scorer), chosen_tasks(corpus, tasks, 0)
            for number, task in enumerate(chosen):
                note(corpus.developer, number, len(chosen))
                prompt = means.bare(context_of(task))
                found = kept.find(prompt.text, task.target)
                if found is None:
                    (logprobs,) = await scorer.score(prompt.text, [task.target])
                    found = KeptScore(tuple(round(one, 5) for one in logprobs), 0.0)
                    kept.keep(prompt.text, task.target, found)
                cache = cache_in_tokens(written, context_of(task), scorer)
                yield told_of(corpus.developer, cache, scorer.tokens(task.target), found.logprobs)
    await model.close()
    await scorer.close()


def cache_in_tokens(written: PersonalNgrams, context: CursorContext, vocabulary: Vocabulary) -> NestedCache:
    """Return the nested cache for a place, in the model's own tokens."""
    before, after = vocabulary.tokens(context.prefix), vocabulary.tokens(context.suffix)
    return written.at(context.project, before, after, TokenTail(context.prefix, vocabulary))


async def main() -> None:
    """Print what the weights are worth, and those fitted anew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("histories", nargs="+", type=Path, metavar="HISTORY")
    parser.add_argument("--tasks", type=int, default=8, help="of each kind, a developer (default: 8)")
    asked = parser.parse_args()
    corpora = [read_corpus(file) for file in asked.histories]
    with progress_bar("opening the model") as note:
        tasks = [one async for one in collect(corpora, asked.tasks, note)]
    write = sys.stdout.write
    write(f"{len(tasks)} tasks, {sum(len(one.alone) for one in tasks)} tokens; bits against the bare prompt alone\n")
    for developer in dict.fromkeys(one.developer for one in tasks):
        own, others = ([one for one in tasks if (one.developer == developer) is whose] for whose in (True, False))
        fitted = f"  fitted on the others {change(own, fit(others)):+.1%}" if others else ""
        write(f"{developer:16s} as shipped {change(own, SHIPPED):+.1%}{fitted}\n")
    write(f"{'all':16s} as shipped {change(tasks, SHIPPED):+.1%}\n")
    names = ("TRUST", "TRUST_IN_RUN", "TRUST_IN_COUNT", "DOUBT_IN_VARIETY")
    for name, values in zip(names, np.split(fit(tasks), PARTS), strict=True):
        write(f"{name} = ({', '.join(f'{value:.2f}' for value in values)})\n")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except LampError as error:
        sys.exit(str(error))
