"""What simpler tools put beside the cursor: the baselines that LAMP has to beat.

BM25 after Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), with the usual constants.
"""

import heapq
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile
from pathlib import PurePosixPath

from lamp_bench.histories.corpora import CorpusFile

CHUNK_LINES = 20
TOP = 8
"""Chunks brought to a prompt, which takes as many of them as fit: the published figures are of four."""
QUERY_LINES = 20
"""Lines before the cursor that are searched with."""
K1, B = 1.2, 0.75
_WORD = re.compile(r"\w+")


def chunks_of(file: CorpusFile) -> list[CorpusFile]:
    """Cut a file into pieces of ``CHUNK_LINES`` lines; blank pieces are left out."""
    lines = file.text.splitlines(keepends=True)
    pieces = ("".join(lines[start : start + CHUNK_LINES]) for start in range(0, len(lines), CHUNK_LINES))
    return [CorpusFile(file.repository, file.path, piece) for piece in pieces if piece.strip()]


class WordSearch:
    """BM25 over chunks of code, words as written."""

    def __init__(self, chunks: Iterable[CorpusFile]) -> None:
        self._chunks = tuple(chunks)
        self._lengths: list[int] = []
        self._postings: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, chunk in enumerate(self._chunks):
            counts = Counter(_WORD.findall(chunk.text))
            self._lengths.append(sum(counts.values()))
            for word, count in counts.items():
                self._postings[word].append((number, count))
        self._mean_length = sum(self._lengths) / max(len(self._lengths), 1) or 1.0

    def search(self, text: str, wanted: Callable[[CorpusFile], bool], top: int = TOP) -> list[CorpusFile]:
        """Return the ``top`` best of the wanted chunks, the best first."""
        scores: defaultdict[int, float] = defaultdict(float)
        for word in set(_WORD.findall(text)):
            found = self._postings.get(word, ())
            rarity = math.log(1 + (len(self._chunks) - len(found) + 0.5) / (len(found) + 0.5))
            for number, count in found:
                length = K1 * (1 - B + B * self._lengths[number] / self._mean_length)
                scores[number] += rarity * count * (K1 + 1) / (count + length)
        ordered = sorted(scores, key=lambda number: (-scores[number], number))
        best: list[CorpusFile] = []
        for number in ordered:
            if len(best) == top:
                break
            if wanted(self._chunks[number]):
                best.append(self._chunks[number])
        return best


def query_of(prefix: str) -> str:
    """Return what is searched with: the last lines before the cursor."""
    return "\n".join(prefix.split("\n")[-QUERY_LINES:])


def neighbours(files: Sequence[CorpusFile], path: str, *, chance: random.Random) -> list[CorpusFile]:
    """Return a chunk of each of the files nearest to ``path``, the nearest first.

    A corpus does not say which files were open. Files of the same folder and kind stand for them, and a chunk drawn
    from each for where the developer had been looking, as llama.vim keeps one on entering a file.
    """
    here = PurePosixPath(path)
    others = [file for file in files if file.path != path and PurePosixPath(file.path).suffix == here.suffix]
    nearest = heapq.nsmallest(TOP, others, key=lambda file: (_distance(here, PurePosixPath(file.path)), file.path))
    return [chance.choice(pieces) for file in nearest if (pieces := chunks_of(file))]


def _distance(one: PurePosixPath, other: PurePosixPath) -> int:
    """Return how many folders lie between two files.

    >>> _distance(PurePosixPath("a/b/c.py"), PurePosixPath("a/d.py"))
    1
    """
    ours, theirs = one.parent.parts, other.parent.parts
    shared = list(takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))
    return len(ours) + len(theirs) - 2 * len(shared)
