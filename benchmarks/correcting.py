"""What correcting costs: time to the first and to the last token of the embedded model's answers, with and without.

    python benchmarks/correcting.py [FOLDER] [--places 20] [--tokens 24]

The model goes on at places drawn from the folder's code, of which everything but the open file is known as the
developer's own. At each place the prompt is read first; then the answer is written without and with correcting, at
every other place in the other order. Ratios are of these two, so that a busy machine tells nearly the same.
"""

import argparse
import asyncio
import random
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from engine import place
from retrieval import Document, documents_in
from rich.console import Console

from lamp_lsp.backends.embedded import EmbeddedBackend
from lamp_lsp.backends.protocol import Chunk, GenerationOptions, Timing
from lamp_lsp.backends.weights import weights_path
from lamp_lsp.engine.logprob_correction import corrected
from lamp_lsp.engine.personal_ngrams import TokenOverride, cache_at
from style_learner.ngrams.logprob_mixing import LogprobMixer
from style_learner.ngrams.nested import PersonalNgrams, TokenizedText
from style_learner.ngrams.pre_tokenizer import PreTokenizer
from style_learner.prompts.budget import Budget
from style_learner.prompts.building import build_prompt
from style_learner.prompts.formats import QWEN
from style_learner.types import CursorContext

BUDGET = Budget(evidence=0, prefix=120, suffix=30, answer=24)
AIM = 1.15

Stream = AsyncGenerator[Chunk | Timing, None]


@dataclass(frozen=True)
class Heard:
    """One answer."""

    first_s: float
    last_s: float
    tokens: int

    @property
    def a_token_s(self) -> float:
        return self.last_s / self.tokens


async def heard(stream: Stream) -> Heard:
    """Listen to an answer's end, and time it."""
    answer_prefix = time.perf_counter()
    first_s, tokens = 0.0, 0
    async with aclosing(stream) as pieces:
        async for piece in pieces:
            if isinstance(piece, Chunk):
                first_s = first_s or time.perf_counter() - answer_prefix
                tokens += piece.tokens
    last_s = time.perf_counter() - answer_prefix
    return Heard(first_s or last_s, last_s, tokens)


@dataclass(frozen=True)
class Pair:
    """One place, written both ways."""

    alone: Heard
    corrected: Heard
    corrections: int


async def measure(
    backend: EmbeddedBackend, documents: Sequence[Document], places: int, tokens: int
) -> AsyncGenerator[Pair, None]:
    """Yield the times at so many places."""
    words, chance = PreTokenizer(), random.Random(0)  # noqa: S311 places, no secrets
    written = {
        one.path: TokenizedText("/project0", one.path, tuple(words.tokens(one.text)), one.path) for one in documents
    }
    own = PersonalNgrams(list(written.values()))
    options = GenerationOptions(max_tokens=tokens)
    for number in range(places):
        context, _ = place(documents, chance)
        text = build_prompt(context, (), fim=QWEN, budget=BUDGET, count_tokens=backend.count_tokens).text
        turns: list[TokenOverride] = []
        arms: list[Callable[[], Stream]] = [
            lambda text=text: backend.generate(text, options),  # type: ignore[misc]  # bound at once
            lambda text=text, context=context, turns=turns: corrected(  # type: ignore[misc]
                backend.generate, text, options, _begin(own, context, words), turns.append
            ),
        ]
        await backend.prefill(text)
        found = {index: await heard(arms[index]()) for index in ((0, 1), (1, 0))[number % 2]}
        yield Pair(found[0], found[1], len(turns))


def _begin(own: PersonalNgrams, context: CursorContext, words: PreTokenizer) -> Callable[[], LogprobMixer]:
    path = context.path.removeprefix("/project0/")
    return lambda: LogprobMixer(cache_at(own, context, words, {path}), words)


def show(pairs: Sequence[Pair], console: Console) -> None:
    """Print the ratios, and how often answers were corrected."""
    written = [one for one in pairs if one.alone.tokens and one.corrected.tokens]
    first = np.median([one.corrected.first_s / one.alone.first_s for one in written])
    last = np.median([one.corrected.last_s / one.alone.last_s for one in written])
    token = np.median([one.corrected.a_token_s / one.alone.a_token_s for one in written])
    whole = sum(one.corrected.last_s for one in pairs) / sum(one.alone.last_s for one in pairs)
    steps = sum(one.corrections for one in pairs)
    console.print(f"{len(pairs)} places, {steps / len(pairs):.2f} corrections a place")
    console.print(f"time to the first token x{first:.2f}, to the last x{last:.2f}, a token x{token:.2f} (medians)")
    verdict = "within" if whole <= AIM else "beyond"
    console.print(f"all answers together x{whole:.2f}, {verdict} the aim of {AIM:.2f}")


async def run(folder: Path, places: int, tokens: int, console: Console) -> list[Pair]:
    """Open the model, measure, and close it; tells each place as it comes."""
    pairs: list[Pair] = []
    backend = EmbeddedBackend(weights_path(), context_length=1024)
    await backend.open()
    try:
        async with aclosing(measure(backend, documents_in(folder), places, tokens)) as found:
            async for pair in found:
                pairs.append(pair)
                ratio = pair.corrected.last_s / pair.alone.last_s
                console.print(f"place {len(pairs)}: x{ratio:.2f}, {pair.corrections} corrections")
    finally:
        await backend.close()
    return pairs


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parents[1])
    parser.add_argument("--places", type=int, default=20)
    parser.add_argument("--tokens", type=int, default=24)
    arguments = parser.parse_args()
    console = Console()
    show(asyncio.run(run(arguments.folder, arguments.places, arguments.tokens, console)), console)


if __name__ == "__main__":
    main()
