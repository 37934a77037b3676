"""What log-probabilities and correcting cost on real Ollama servers, side by side in one run.

    python benchmarks/ollama_server.py MODEL ADDRESS [ADDRESS ...] [--folder FOLDER] [--places 12] [--tokens 24]

At each place of the folder's Python files every server answers in every way, in a new order each time and from a prompt
that it has read already; what is corrected goes by the other files. Medians over places. MODEL has to be there on every
server; two versions of Ollama on two ports can be compared.
"""

import argparse
import asyncio
import random
import statistics
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from lamp_lsp.backends.ollama import OllamaBackend
from lamp_lsp.backends.ollama_server import OllamaServer
from lamp_lsp.backends.protocol import Chunk, GenerationOptions, Timing
from lamp_lsp.engine.logprob_correction import corrected
from lamp_lsp.engine.personal_ngrams import TokenOverride, cache_at, personal_ngrams
from style_learner.ngrams.logprob_mixing import LogprobMixer
from style_learner.ngrams.pre_tokenizer import PreTokenizer
from style_learner.prompts.formats import QWEN
from style_learner.types import CursorContext, Snippet

PREFIX_CHARACTERS, SUFFIX_CHARACTERS = 1_600, 400
SNIPPET_LINES = 30
WINDOW = 2_048
GOAL = 1.15
"""What correcting may cost, as a multiple of the same answer uncorrected."""
PLAIN, CORRECTED = "a log-probability each", "corrected"

Stream = AsyncGenerator[Chunk | Timing, None]


@dataclass(frozen=True, slots=True)
class Took:
    """One answer."""

    first_s: float
    last_s: float
    tokens: int
    corrections: int


@dataclass(frozen=True, slots=True)
class History:
    """Files of a developer, and places in them."""

    snippets: tuple[Snippet, ...]
    places: tuple[CursorContext, ...]


def history_in(folder: Path, count: int) -> History:
    """Draw places from a folder's files; what stands around each is all that the model sees of it."""
    files = [path for path in sorted(folder.rglob("*.py")) if path.stat().st_size > 2 * PREFIX_CHARACTERS]
    draw = random.Random(7)  # noqa: S311 places, not secrets
    draw.shuffle(files)
    places = tuple(_place(path, folder, draw) for path in files[:count])
    return History(tuple(snippet for path in files[count:] for snippet in _snippets(path, folder)), places)


def _place(path: Path, folder: Path, draw: random.Random) -> CursorContext:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = draw.randrange(len(lines) // 3, 2 * len(lines) // 3)
    line = lines[at]
    begun = line[: len(line) - len(line.lstrip()) + 3].rstrip("\n")
    before, after = "".join(lines[:at]) + begun, "\n" + "".join(lines[at + 1 :])
    return CursorContext(str(path), "python", before[-PREFIX_CHARACTERS:], after[:SUFFIX_CHARACTERS], str(folder))


def _snippets(path: Path, folder: Path) -> list[Snippet]:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    parts = ["".join(lines[at : at + SNIPPET_LINES]) for at in range(0, len(lines), SNIPPET_LINES)]
    name = str(path.relative_to(folder))
    return [
        Snippet(
            f"{hash((name, at)) & (1 << 63) - 1:016x}", str(folder), name, "python", text, at, "function", name, 0.0
        )
        for at, text in enumerate(parts)
    ]


class Ways:
    """The ways in which an answer can be asked for."""

    def __init__(self, history: History, tokens: int) -> None:
        self._words = PreTokenizer()
        self._own = personal_ngrams(history.snippets, self._words)
        self._tokens = tokens
        self.names = ("no log-probabilities", PLAIN, "the 20 likeliest each", CORRECTED)

    def stream(
        self, way: str, backend: OllamaBackend, prompt: str, place: CursorContext, turn: Callable[[TokenOverride], None]
    ) -> Stream:
        """Begin to answer."""
        options = GenerationOptions(self._tokens, stop=("\n\n\n",), logprobs=way != self.names[0])
        if way != CORRECTED:
            top_logprobs = GenerationOptions(self._tokens, stop=options.stop, top_logprobs=True)
            return backend.generate(prompt, top_logprobs if way == self.names[2] else options)
        cache = cache_at(self._own, place, self._words)
        return corrected(backend.generate, prompt, options, lambda: LogprobMixer(cache, self._words), turn)


async def took(begin: Callable[[Callable[[TokenOverride], None]], Stream]) -> Took:
    """Time one answer."""
    turns: list[TokenOverride] = []
    begun = time.perf_counter()
    first, tokens = 0.0, 0
    async with aclosing(begin(turns.append)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Chunk):
                first = first or time.perf_counter() - begun
                tokens += piece.tokens
    return Took(first, time.perf_counter() - begun, tokens, len(turns))


Found = dict[tuple[str, str], list[Took]]
"""Answers by server and way."""


async def measure(model: str, addresses: Sequence[str], history: History, tokens: int) -> Found:
    """Answer at every place, by every server, in every way."""
    ways, draw = Ways(history, tokens), random.Random(11)  # noqa: S311 an order, no secret
    servers = [OllamaServer(address) for address in addresses]
    backends = {
        f"{await server.version()} at {server.address}": OllamaBackend(model, server, WINDOW) for server in servers
    }
    for backend in backends.values():
        await backend.open()
    found: Found = defaultdict(list)
    for place in history.places:
        prompt = f"{QWEN.prefix}{place.prefix}{QWEN.suffix}{place.suffix}{QWEN.middle}"
        cells = [(name, way) for name in backends for way in ways.names]
        draw.shuffle(cells)
        for name, way in cells:
            await backends[name].prefill(prompt)
            found[name, way].append(await took(partial(ways.stream, way, backends[name], prompt, place)))
    for backend in backends.values():
        await backend.close()
    return found


def table(found: Found) -> Table:
    """Lay the medians out; the last column is the time for each token, against the answer that is told plainly."""
    out = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("server", "way", "first", "last", "tokens", "corrections", "for each token"):
        out.add_column(title, justify="left" if title in {"server", "way"} else "right")
    for (name, way), answers in found.items():
        plain = _for_each_token(found[name, PLAIN])
        out.add_row(
            name,
            way,
            f"{1000 * statistics.median(one.first_s for one in answers):.0f} ms",
            f"{1000 * statistics.median(one.last_s for one in answers):.0f} ms",
            str(sum(one.tokens for one in answers)),
            str(sum(one.corrections for one in answers)),
            f"{_for_each_token(answers) / plain:.2f} x",
        )
    return out


def _for_each_token(answers: Sequence[Took]) -> float:
    return sum(one.last_s for one in answers) / max(1, sum(one.tokens for one in answers))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("addresses", nargs="+")
    parser.add_argument("--folder", type=Path, default=Path(__file__).parents[1] / "lamp_lsp")
    parser.add_argument("--places", type=int, default=12)
    parser.add_argument("--tokens", type=int, default=24)
    asked = parser.parse_args()
    history = history_in(asked.folder, asked.places)
    found = asyncio.run(measure(asked.model, asked.addresses, history, asked.tokens))
    ordered = {key: found[key] for key in sorted(found)}
    console = Console()
    console.print(table(ordered))
    for name in sorted({name for name, _ in ordered}):
        cost = _for_each_token(ordered[name, CORRECTED]) / _for_each_token(ordered[name, PLAIN])
        console.print(f"{name}: correcting costs {cost:.2f} times (goal: at most {GOAL})", highlight=False)


if __name__ == "__main__":
    main()
