"""Time of each stage of retrieval as memory grows: 1,000, 10,000 and 100,000 snippets.

    python benchmarks/retrieval.py [FOLDER] [--sizes 1000,10000,100000] [--queries 200]

FOLDER holds source files, or corpora (``*.jsonl.gz`` with ``file`` lines); without it this repository's own files
are taken. Copies with a third of their names changed make up the numbers, so that the vocabulary grows as it does
in life. Vectors are drawn at random: exact search takes the same time whatever they mean.
"""

import argparse
import gzip
import json
import random
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from style_learner.memory.cutting import cut
from style_learner.memory.query import retrieval_query
from style_learner.memory.retrieval import Memory
from style_learner.memory.semantic_index import SemanticIndex
from style_learner.types import CursorContext

LANGUAGES = {
    ".py": "python", ".ipynb": "python", ".js": "javascript", ".ts": "typescript", ".tsx": "typescriptreact",
    ".go": "go", ".rs": "rust", ".java": "java", ".c": "c", ".h": "c", ".cpp": "cpp",
}  # fmt: skip
WINDOW_CHARACTERS = (2200, 560)
"""About 640 tokens before the cursor and 160 after it."""
DIMENSIONS = 384
TAKE_IN = "take in all"
_NAME = re.compile(r"[^\W\d]\w{4,}")

Times = dict[str, list[float]]
"""Milliseconds by stage."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text to remember."""

    path: str
    language: str
    text: str


class RandomEmbedder:
    """Gives every text some vector, at once."""

    name = "random"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.random.default_rng(len(texts[0])).standard_normal((len(texts), DIMENSIONS), np.float32)
        lengths = np.sqrt((vectors**2).sum(axis=1, keepdims=True))
        unit: NDArray[np.float32] = vectors / lengths
        return unit


def documents_in(folder: Path) -> list[Document]:
    """Return the source files of a folder, or of the corpora in it."""
    corpora = sorted(folder.glob("*.jsonl.gz"))
    found = [one for corpus in corpora for one in _corpus(corpus)] if corpora else list(_files(folder))
    if not found:
        raise SystemExit(f"{folder} holds no source files; name a folder that does.")
    return found


def _corpus(path: Path) -> Iterator[Document]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            language = LANGUAGES.get(Path(entry.get("path", "")).suffix)
            if entry.get("kind") == "file" and language:
                yield Document(f"{entry['repo']}/{entry['path']}", language, entry["text"])


def _files(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        skipped = any(part.startswith(".") or part == "node_modules" for part in parts)
        if not skipped and path.suffix in LANGUAGES and path.is_file():
            text = path.read_text("utf-8", "replace")
            yield Document("/".join(parts), LANGUAGES[path.suffix], text)


def renamed(text: str, copy: int) -> str:
    """Return ``text`` with a third of its longer names changed, others for each copy."""
    if copy == 0:
        return text

    def name(match: re.Match[str]) -> str:
        word = match[0]
        return f"{word}_{copy}" if (sum(map(ord, word)) + copy) % 3 == 0 else word

    return _NAME.sub(name, text)


@contextmanager
def timed(times: Times, stage: str) -> Iterator[None]:
    """Add the time that the block takes."""
    started = time.perf_counter()
    yield
    times.setdefault(stage, []).append((time.perf_counter() - started) * 1000)


def fill(memory: Memory, documents: Sequence[Document], size: int, times: Times) -> None:
    """Take in copies of the documents until memory holds ``size`` snippets."""
    copy = 0
    with timed(times, TAKE_IN), memory.bulk():
        while len(memory) < size:
            for document in documents:
                if len(memory) >= size:
                    break
                text = renamed(document.text, copy)
                memory.replace_document(f"/project{copy}", document.path, document.language, text, at=0.0)
            copy += 1


def measure(documents: Sequence[Document], size: int, recalls: int) -> Times:
    """Return the times of each stage at one size of memory."""
    times: Times = {}
    meaning = SemanticIndex(RandomEmbedder)
    memory = Memory(meaning)
    fill(memory, documents, size, times)
    meaning.start()
    while meaning.waiting:
        time.sleep(0.1)
    chance = random.Random(size)  # noqa: S311 places to measure at, no secrets
    for _ in range(recalls):
        _measure_place(memory, meaning, chance.choice(documents), chance, times)
    meaning.stop()
    return times


def _measure_place(
    memory: Memory, meaning: SemanticIndex, document: Document, chance: random.Random, times: Times
) -> None:
    cursor = chance.randrange(len(document.text) + 1)
    prefix, suffix = document.text[:cursor], document.text[cursor:]
    context = CursorContext(f"/project0/{document.path}", document.language, prefix, suffix, "/project0")
    window = (prefix[-WINDOW_CHARACTERS[0] :], suffix[: WINDOW_CHARACTERS[1]])
    with timed(times, "read the place"):
        place = retrieval_query(context, window)
    with timed(times, "search words"):
        memory._words.search(place.weights, place.family, 60)  # noqa: SLF001 the stages are what is measured
    with timed(times, "search meaning"):
        meaning.search(place.text, place.family, 60, 1.0)
    with timed(times, "retrieval, vector ready"):
        memory.retrieve(context, limit=8, now=0.0, window=window, meaning_timeout_s=1.0)
    with timed(times, "cut the document"):
        cut(document.text, document.language, project="/project0", path=document.path, at=0.0)
    with timed(times, "replace the document"):
        changed = f"{prefix}\nchanged = {cursor}\n{suffix}"
        memory.replace_document("/project0", document.path, document.language, changed, at=0.0)
    with timed(times, "replace it back"):
        memory.replace_document("/project0", document.path, document.language, document.text, at=0.0)


def show(results: dict[int, Times], console: Console) -> None:
    """Print median and 95th percentile of each stage, and how they grow from size to size."""
    sizes = sorted(results)
    table = Table(title="Retrieval, milliseconds: median / 95th percentile (ratio of medians to the size before)")
    table.add_column("stage")
    for size in sizes:
        table.add_column(f"{size:,} snippets", justify="right")
    for stage in (stage for stage in results[sizes[0]] if stage != TAKE_IN):
        row, before = [], None
        for size in sizes:
            middle, late = np.percentile(results[size][stage], [50, 95])
            ratio = f" (x{middle / before:.1f})" if before else ""
            row.append(f"{middle:.2f} / {late:.2f}{ratio}")
            before = middle
        table.add_row(stage, *row)
    console.print(table)
    for size in sizes:
        (total,) = results[size][TAKE_IN]
        console.print(f"{size:,} snippets were taken in within {total / 1000:.1f} s: {total / size:.2f} ms each")
    console.print(f"Resident at the end: {psutil.Process().memory_info().rss / 2**20:,.0f} MiB")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parents[1])
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--queries", type=int, default=200)
    arguments = parser.parse_args()
    documents = documents_in(arguments.folder)
    sizes = [int(size) for size in arguments.sizes.split(",")]
    show({size: measure(documents, size, arguments.recalls) for size in sizes}, Console())


if __name__ == "__main__":
    main()
