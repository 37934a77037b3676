"""Time of each stage of a request, with a model that answers at once: what LAMP itself takes of a suggestion.

    python benchmarks/engine.py [FOLDER] [--sizes 1000,10000,100000] [--requests 100]

The engine, the learner and the store are the real ones; memory is filled as by ``retrieval.py``. Every request comes
from a new place, so that nothing retrieved before can serve, and every answer is accepted, so that the profile has just
changed when the next request comes. Vectors are drawn at random; making the query's own is left out. Processor
time, of all threads, is the figure to compare on a machine that others use too.
"""

import argparse
import asyncio
import logging
import random
import tempfile
import time
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np
import structlog
from retrieval import Document, RandomEmbedder, Times, documents_in, renamed, timed
from rich.console import Console
from rich.table import Table

from lamp_lsp.backends.protocol import Capabilities, ChatMessage, Chunk, GenerationOptions, Loaded, Timing
from lamp_lsp.engine.engine import Engine
from lamp_lsp.engine.model import Model, OpenModel
from lamp_lsp.engine.suggestion import SuggestionRequest
from lamp_lsp.settings import Settings
from style_learner import learner as learning
from style_learner.learner import Learner
from style_learner.prompts.formats import QWEN
from style_learner.store.store import Store
from style_learner.types import CursorContext, Outcome, OutcomeKind

PREFIX_CHARACTERS, SUFFIX_CHARACTERS = 16_000, 4_000
"""What the language server sends of a document."""
LEARNED_WHOLE = 150
"""Documents whose habits and libraries are learned too; the evidence for these is bounded, unlike the snippets."""
PIECE_CHARACTERS = 4
"""About one token."""
OWN_SHARE = "own share that is waited for"
"""All but the handling of the answer as it streams, which goes on while a real model writes the next token."""
WHOLE = "all of it"
PROCESSOR = "all of it, processor time"
REUSED = "the same place again, typed along"
STORED = "outcome safe on disk (off the path)"
STREAMED = "answer as it streams"
STAGES = (
    "gate",
    "reuse",
    "retrieval",
    "prompt",
    STREAMED,
    "postprocess",
    "choose",
    OWN_SHARE,
    WHOLE,
    PROCESSOR,
    REUSED,
    STORED,
)
AIM_MS = 30.0


class ReadyBackend:
    """A model that answers at once with what it was told to."""

    kind = "embedded"
    model = "ready"

    def __init__(self) -> None:
        self.answer = ""

    async def open(self) -> Capabilities:
        return Capabilities(fim=QWEN, chat=False, logprobs=True, context_length=8192)

    async def generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        del prompt
        for start in range(0, min(len(self.answer), options.max_tokens * PIECE_CHARACTERS), PIECE_CHARACTERS):
            yield Chunk(self.answer[start : start + PIECE_CHARACTERS], logprob=-0.1)
        yield fast()

    async def chat(
        self, messages: Sequence[ChatMessage], options: GenerationOptions
    ) -> AsyncGenerator[Chunk | Timing, None]:
        del messages, options
        yield fast()

    def unread(self, prompt: str, cache_key: str = "", adapter_strength: float = 0.0) -> int:
        del prompt, cache_key, adapter_strength
        return 0

    async def prefill(self, prompt: str, cache_key: str = "", adapter_strength: float = 0.0) -> Timing | None:
        del prompt, cache_key, adapter_strength
        return None

    def count_tokens(self, text: str) -> int:
        return len(text) // PIECE_CHARACTERS + 1

    async def forget(self) -> None:
        """Nothing was read."""

    async def loaded(self) -> Loaded:
        return Loaded(gpu_share=1.0, memory_bytes=None)

    async def close(self) -> None:
        """Hold nothing."""


def fast() -> Timing:
    """Return a GPU's timing, which gives prompts the most room and so the engine the most work."""
    return Timing(read_tokens=8000, read_s=1.0, written_tokens=100, write_s=0.5)


def fill(learner: Learner, documents: Sequence[Document], size: int) -> None:
    """Learn the documents, then remember renamed copies of them until memory holds ``size`` snippets."""
    memory = learner.advice._snapshot.state.memory  # noqa: SLF001 only the snippets are wanted of the copies
    with memory.bulk():
        for document in documents[:LEARNED_WHOLE]:
            if len(memory) < size:
                path = f"/project0/{document.path}"
                learner.writer.learn_document(path, document.language, document.text, "/project0", saved=True)
        copy = 0
        while len(memory) < size:
            for document in documents:
                if len(memory) >= size:
                    break
                text = renamed(document.text, copy)
                memory.replace_document(f"/project{copy}", document.path, document.language, text, at=0.0)
            copy += 1


def open_learner(folder: Path) -> Learner:
    """Return a learner with a store of its own and random vectors."""
    learner = Learner()
    random_vectors = patch.multiple(
        learning, installed=lambda: True, load_embedder=RandomEmbedder, keep_vectors=lambda *_: None
    )
    with random_vectors:
        learner.open(Store.open(folder / "lamp.duckdb", "a benchmark's key"), meaning_search=True)
        learner.start_meaning()
    return learner


async def measure(documents: Sequence[Document], size: int, requests: int) -> Times:
    """Return the times of each stage at one size of memory."""
    times: Times = {stage: [] for stage in STAGES}
    settings, backend, chance = Settings(holdout_share=0.0), ReadyBackend(), random.Random(size)  # noqa: S311 places, no secrets
    with tempfile.TemporaryDirectory() as folder:
        learner = open_learner(Path(folder))
        with patch.object(learning, "keep_vectors", lambda *_: None):
            fill(learner, documents, size)
            await vectors_made(learner)
        model = Model(lambda: settings)
        model.opened = OpenModel(backend, await backend.open())
        model.speed.add(fast())
        engine = Engine(model, learner)
        for _ in range(requests):
            await _measure_request(engine, learner, backend, place(documents, chance), settings, times)
        await engine.close()
        learner.close()
    return times


async def vectors_made(learner: Learner) -> None:
    """Wait until every snippet has its vector."""
    meaning = learner._meaning  # noqa: SLF001 no request ever waits for this
    while meaning is not None and meaning.waiting:  # noqa: ASYNC110 a thread's work, which signals nothing
        await asyncio.sleep(0.1)


def place(documents: Sequence[Document], chance: random.Random) -> tuple[CursorContext, str]:
    """Return a place at the beginning of a written line, with the eight lines that follow as the model's answer."""
    document = chance.choice(documents)
    lines = document.text.splitlines(keepends=True)
    written = [number for number, line in enumerate(lines) if line.strip()]
    number = chance.choice(written or [0])
    indentation = lines[number][: len(lines[number]) - len(lines[number].lstrip())] if lines else ""
    prefix = "".join(lines[:number]) + indentation
    answer = "".join(lines[number : number + 8])[len(indentation) :]
    suffix = "\n" + "".join(lines[number + 8 :])
    context = CursorContext(
        f"/project0/{document.path}",
        document.language,
        prefix[-PREFIX_CHARACTERS:],
        suffix[:SUFFIX_CHARACTERS],
        "/project0",
    )
    return context, answer


async def _measure_request(
    engine: Engine,
    learner: Learner,
    backend: ReadyBackend,
    where: tuple[CursorContext, str],
    settings: Settings,
    times: Times,
) -> None:
    context, backend.answer = where
    ask = SuggestionRequest(context, client="benchmark", settings=settings)
    started, processor_started = time.perf_counter(), time.process_time()
    reply = await engine.suggest(ask)
    own_ms, processor_ms = (time.perf_counter() - started) * 1000, (time.process_time() - processor_started) * 1000
    if not reply.items:
        return
    times[WHOLE].append(own_ms)
    times[OWN_SHARE].append(own_ms - reply.stages_ms["generate"])
    times[PROCESSOR].append(processor_ms)
    spent = {**reply.stages_ms, STREAMED: reply.stages_ms["generate"]}
    for stage in STAGES:
        if stage in spent:
            times[stage].append(spent[stage])
    with timed(times, REUSED):
        await engine.suggest(ask)
    offered = reply.items[0]
    taken = Outcome(offered.suggestion_id, OutcomeKind.ACCEPTED, time.time(), characters=len(offered.text))
    with timed(times, STORED):
        learner.writer.follow([taken], [])


def show(results: dict[int, Times], console: Console) -> None:
    """Print median and 95th percentile of each stage, and how they grow."""
    sizes = sorted(results)
    table = Table(
        title="Stages of a request, milliseconds: median / 95th percentile (ratio of these to the first size)"
    )
    table.add_column("stage")
    for size in sizes:
        table.add_column(f"{size:,} snippets", justify="right")
    for stage in STAGES:
        table.add_row(stage, *_cells([results[size][stage] for size in sizes]))
    console.print(table)
    for size in sizes:
        late = float(np.percentile(results[size][OWN_SHARE], 95))
        verdict = "within" if late <= AIM_MS else "beyond"
        console.print(
            f"{size:,} snippets: {late:.1f} ms at the 95th percentile of {len(results[size][OWN_SHARE])} "
            f"suggestions, {verdict} the aim of {AIM_MS:.0f} ms"
        )


def _cells(columns: Sequence[Sequence[float]]) -> list[str]:
    """Return one stage's cells, size by size; a stage that no request came to has dashes."""
    cells: list[str] = []
    first: tuple[float, float] | None = None
    for values in columns:
        if not values:
            cells.append("-")
            continue
        middle, late = (float(value) for value in np.percentile(values, [50, 95]))
        ratio = f" (x{middle / first[0]:.1f} / x{late / first[1]:.1f})" if first and min(first) > 0 else ""
        first = first or (middle, late)
        cells.append(f"{middle:.2f} / {late:.2f}{ratio}")
    return cells


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parents[1])
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--requests", type=int, default=100)
    arguments = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    documents = documents_in(arguments.folder)
    sizes = [int(size) for size in arguments.sizes.split(",")]
    show({size: asyncio.run(measure(documents, size, arguments.requests)) for size in sizes}, Console())


if __name__ == "__main__":
    main()
