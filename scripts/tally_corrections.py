# ruff: noqa: INP001 a script, not a package
"""Tell how often what the developer writes changes a model's token, and who of the two is right.

    python scripts/tally_corrections.py ada.jsonl.gz bob.jsonl.gz [--tasks 8]

Goes along what was really written after each developer's history, as two cores would have asked. At each token the
model's choice stands beside the corrected one, by how likely the model found its own. The model's probabilities are
kept with the scores of ``lamp bench``.
"""

import argparse
import asyncio
import math
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from lamp_bench.cli.progress import Note, progress_bar
from lamp_bench.histories.corpora import Corpus, Task, read_corpus
from lamp_bench.personalization.arms import Arms, Means
from lamp_bench.personalization.developers import learned
from lamp_bench.personalization.kept import Kept, KeptTopLogprobs
from lamp_bench.personalization.model import open_model
from lamp_bench.personalization.run import chosen_tasks
from lamp_bench.personalization.variants import LAMP, TWO_CORES_READ, TWO_CORES_WRITE
from lamp_bench.scorer import ServerScorer
from lamp_lsp.backends.embedded import EmbeddedBackend
from lamp_lsp.backends.weights import weights_path
from lamp_lsp.engine.logprob_correction import SURE
from lamp_lsp.paths import lamp_paths
from style_learner.errors import LampError
from style_learner.ngrams.logprob_mixing import LogprobMixer
from style_learner.prompts.budget import fit_budget

CONTEXT_LENGTH = 4096
BOUNDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, math.exp(SURE))
BUDGET = fit_budget(
    read_tokens_per_s=TWO_CORES_READ, write_tokens_per_s=TWO_CORES_WRITE, wait_s=2, context_length=CONTEXT_LENGTH
)


@dataclass(frozen=True)
class Change:
    """A token of the model's that the developer's words would change."""

    probability: float
    """Of the model's own choice."""
    model_right: bool
    change_right: bool


def changes(mixer: LogprobMixer, tokens: Sequence[str], told: Sequence[Mapping[str, float]]) -> list[Change]:
    """Return the changes along a text, each token of which the model is given as it was really written."""
    found, written = [], ""
    for number, (token, likely) in enumerate(zip(tokens, told, strict=True)):
        following, rest = mixer.mix(written, likely), "".join(tokens[number:])
        own, best = max(likely, key=lambda text: likely[text]), following.best()
        if best != own and likely[own] < SURE:
            found.append(Change(math.exp(likely[own]), rest.startswith(own), rest.startswith(best)))
        following.foresaw(token, likely.get(token, min(likely.values())))
        written += token
    return found


async def collect(corpora: Sequence[Corpus], tasks: int, note: Note) -> AsyncIterator[list[Change]]:
    """Yield the changes at each task."""
    scorer = await ServerScorer.start(weights_path(), CONTEXT_LENGTH)
    model = await open_model(EmbeddedBackend(weights_path(), context_length=CONTEXT_LENGTH))
    kept = Kept(lamp_paths().data / "scores" / f"{model.writer.model}.top_logprobs.jsonl", KeptTopLogprobs)
    means = Means(model.fim, BUDGET, model.count_tokens, seed=0)
    for corpus in corpora:
        with learned(corpus.files, lambda: None) as own:
            arms, chosen = Arms(means, corpus, own, None), chosen_tasks(corpus, tasks, 0)
            for number, task in enumerate(chosen):
                note(corpus.developer, number, len(chosen))
                yield await _changes_at(task, arms, scorer, kept)
    await model.close()
    await scorer.close()


async def _changes_at(task: Task, arms: Arms, scorer: ServerScorer, kept: Kept[KeptTopLogprobs]) -> list[Change]:
    def text(token: int) -> str:
        return scorer.piece(token).decode("utf-8", "replace")

    prompt = arms.prompt(task, LAMP)
    if prompt is None:
        return []
    found = kept.find(prompt.text, task.target)
    if found is None:
        told = await scorer.score_top_logprobs(prompt.text, task.target)
        found = KeptTopLogprobs(tuple(one for one, _ in told), tuple(likeliest for _, likeliest in told))
        kept.keep(prompt.text, task.target, found)
    tokens = [text(token) for token in scorer.tokens(task.target)]
    told_as_text = [{text(token): one for token, one in reversed(likely)} for likely in found.top_logprobs]
    return changes(arms.mixer(task, LAMP), tokens, told_as_text)


async def main() -> None:
    """Print who is right, by how likely the model found its own choice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("histories", nargs="+", type=Path, metavar="HISTORY")
    parser.add_argument("--tasks", type=int, default=8, help="of each kind, a developer (default: 8)")
    asked = parser.parse_args()
    corpora = [read_corpus(file) for file in asked.histories]
    with progress_bar("opening the model") as note:
        at_tasks = [one async for one in collect(corpora, asked.tasks, note)]
    every = [change for each in at_tasks for change in each]
    sys.stdout.write(f"{len(at_tasks)} places, {len(every)} tokens changed\nmodel's own   changed  helps  harms\n")
    for low, high in pairwise(BOUNDS):
        here = [one for one in every if low <= one.probability < high]
        counts = Counter((one.model_right, one.change_right) for one in here)
        sys.stdout.write(
            f"{low:.1f} to {high:.2f}   {len(here):6d} {counts[False, True]:6d} {counts[True, False]:6d}\n"
        )


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except LampError as error:
        sys.exit(str(error))
