"""Search by meaning: vectors of snippets, exact search among them, and the job that makes them.

Vectors are optional and late: whoever asks gets what is ready, within the time it can spare, or nothing.
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from style_learner.errors import LampError

__all__ = ["Embedder", "Meaning", "VectorIndex"]

Vectors = NDArray[np.float32]

_BATCH_S = 0.05
"""Time that a batch aims to take: what a query may have to wait for one that is under way."""
_LARGEST_BATCH = 128
_REST = 0.5
"""Share of the time a batch took that the job rests after it, so that an editor's machine stays responsive."""
_REMEMBERED_QUERIES = 64
_ELSEWHERE = -2.0
"""Below every cosine."""


class Embedder(Protocol):
    """A model that turns texts into vectors of length 1."""

    name: str
    """Names model and revision: vectors of different names do not compare."""
    dimensions: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 for each text."""
        ...


class VectorIndex:
    """Exact nearest neighbours by one matrix product.

    The matrix doubles when full, and a removed row's place is taken by the last row, so both cost what one row costs.
    Not thread-safe; :class:`Meaning` holds its lock around each call.
    """

    def __init__(self, dimensions: int) -> None:
        self._matrix: Vectors = np.zeros((1024, dimensions), np.float32)
        self._groups = np.zeros(1024, np.int32)
        self._keys: list[int] = []
        self._rows: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: int) -> bool:
        return key in self._rows

    def put(self, key: int, vector: Vectors, group: int = 0) -> None:
        """Add a vector or replace it; ``group`` is what :meth:`search` filters by."""
        row = self._rows.get(key)
        if row is None:
            row = len(self._keys)
            if row == len(self._matrix):
                self._matrix = np.concatenate([self._matrix, np.zeros_like(self._matrix)])
                self._groups = np.concatenate([self._groups, np.zeros_like(self._groups)])
            self._rows[key] = row
            self._keys.append(key)
        self._matrix[row] = vector
        self._groups[row] = group

    def remove(self, key: int) -> None:
        """Remove a vector; nothing happens when there is none."""
        row = self._rows.pop(key, None)
        if row is None:
            return
        last = self._keys.pop()
        if last != key:
            self._matrix[row] = self._matrix[len(self._keys)]
            self._groups[row] = self._groups[len(self._keys)]
            self._keys[row] = last
            self._rows[last] = row

    def get(self, key: int) -> Vectors | None:
        row = self._rows.get(key)
        return None if row is None else self._matrix[row].copy()

    def search(self, vector: Vectors, limit: int, group: int = 0) -> list[tuple[int, float]]:
        """Return the keys of the group's nearest ``limit`` vectors with their cosines, nearest first."""
        size = len(self._keys)
        if size == 0 or limit <= 0:
            return []
        cosines = self._matrix[:size] @ vector
        cosines[self._groups[:size] != group] = _ELSEWHERE
        nearest = np.argpartition(-cosines, min(limit, size) - 1)[:limit]
        ordered = nearest[np.argsort(-cosines[nearest], kind="stable")]
        return [(self._keys[row], float(cosines[row])) for row in ordered if cosines[row] > _ELSEWHERE]


class Meaning:
    """Vectors as they become ready: one thread of its own loads the model and makes them, queries first.

    Every method returns at once, but :meth:`search`, which waits no longer than it is told.
    """

    def __init__(
        self,
        load: Callable[[], Embedder],
        *,
        on_vectors: Callable[[str, Mapping[int, bytes]], None] | None = None,
    ) -> None:
        """Prepare; nothing is loaded before :meth:`start`.

        ``on_vectors`` is called in the job's thread with the embedder's name and each batch, to be kept.
        """
        self._load = load
        self._on_vectors = on_vectors
        self._lock = threading.Lock()
        self._work = threading.Condition(self._lock)
        self._index: VectorIndex | None = None
        self._waiting: OrderedDict[int, tuple[str, int]] = OrderedDict()
        self._restored: dict[int, bytes] = {}
        self._queries: deque[tuple[str, Future[Vectors]]] = deque()
        self._answers: OrderedDict[str, Future[Vectors]] = OrderedDict()
        self._groups: dict[str, int] = {}
        self._thread: threading.Thread | None = None
        self._stopping = False
        self.state = "off"
        """``off``, ``loading``, ``ready`` or ``missing``."""
        self.problem = ""
        """Why it is missing, and the next step, in words."""

    def start(self) -> None:
        """Begin to load the model and to work, in a thread of its own; call once."""
        with self._lock:
            if self._thread is not None or self._stopping:
                return
            self.state = "loading"
            self._thread = threading.Thread(target=self._run, name="lamp-meaning", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End the thread after the batch under way; what was waiting stays undone."""
        with self._work:
            self._stopping = True
            self._work.notify_all()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def add(self, key: int, text: str, family: str) -> None:
        """Ask for a snippet's vector, or take the restored one."""
        with self._work:
            group = self._groups.setdefault(family, len(self._groups))
            restored = self._restored.pop(key, None)
            if restored is not None:
                self._put(key, np.frombuffer(restored, np.float16).astype(np.float32), group)
            elif self._index is None or key not in self._index:
                self._waiting[key] = (text, group)
                self._work.notify_all()

    def remove(self, key: int) -> None:
        """Forget a snippet's vector, made or waiting."""
        with self._lock:
            self._waiting.pop(key, None)
            self._restored.pop(key, None)
            if self._index is not None:
                self._index.remove(key)

    def restore(self, vectors: Mapping[int, bytes]) -> None:
        """Hand in vectors kept from before, as ``on_vectors`` gave them; call before the snippets are added."""
        with self._lock:
            self._restored.update(vectors)

    def vectors(self, keys: Iterable[int]) -> dict[int, bytes]:
        """Return the vectors that are ready, as half-precision bytes, to be kept and restored."""
        with self._lock:
            index = self._index
            found = {key: index.get(key) for key in keys} if index is not None else {}
        return {key: _packed(vector) for key, vector in found.items() if vector is not None}

    @property
    def ready(self) -> int:
        """Number of snippets that have a vector."""
        with self._lock:
            return len(self._index) if self._index is not None else 0

    @property
    def waiting(self) -> int:
        """Number of snippets that will get one."""
        with self._lock:
            return len(self._waiting)

    def search(self, text: str, family: str, limit: int, timeout_s: float) -> list[tuple[int, float]]:
        """Return the nearest snippets; none when the text's vector is not ready in time.

        A vector that comes late is kept for the next search of the same text.
        """
        future = self._ask(text)
        if future is None:
            return []
        try:
            vector = future.result(timeout_s)
        except (TimeoutError, LampError):
            return []
        with self._lock:
            group = self._groups.get(family)
            return self._index.search(vector, limit, group) if self._index is not None and group is not None else []

    def _ask(self, text: str) -> Future[Vectors] | None:
        with self._work:
            if self.state != "ready" or self._stopping or self._index is None or not len(self._index):
                return None
            known = self._answers.get(text)
            if known is None:
                known = self._answers[text] = Future()
                self._queries.append((text, known))
                self._work.notify_all()
                while len(self._answers) > _REMEMBERED_QUERIES:
                    self._answers.popitem(last=False)
            return known

    def _put(self, key: int, vector: Vectors, group: int) -> None:
        if self._index is None:
            self._index = VectorIndex(len(vector))
        self._index.put(key, vector, group)

    def _run(self) -> None:
        try:
            embedder = self._load()
        except LampError as error:
            with self._lock:
                self.state, self.problem = "missing", str(error)
            return
        with self._lock:
            self.state = "ready"
        size = 1
        while (step := self._next(size)) is not None:
            queries, batch = step
            if queries:
                self._answer(embedder, queries)
            if batch:
                took_s = self._embed(embedder, batch)
                size = _next_size(size, took_s)
                self._rest(took_s * _REST)

    def _next(self, size: int) -> tuple[list[tuple[str, Future[Vectors]]], dict[int, tuple[str, int]]] | None:
        """Wait for work and return it: all queries, or else a batch of snippets; None to stop."""
        with self._work:
            self._work.wait_for(lambda: self._stopping or self._queries or self._waiting)
            if self._stopping:
                return None
            queries = list(self._queries)
            self._queries.clear()
            batch = {} if queries else {key: self._waiting[key] for key in list(self._waiting)[:size]}
            return queries, batch

    def _answer(self, embedder: Embedder, queries: Sequence[tuple[str, Future[Vectors]]]) -> None:
        """Answer the newest query first; older ones are for places that the cursor has left."""
        for text, future in reversed(queries):
            future.set_result(embedder.embed([text])[0])

    def _embed(self, embedder: Embedder, batch: Mapping[int, tuple[str, int]]) -> float:
        started = time.perf_counter()
        made = embedder.embed([text for text, _ in batch.values()])
        took_s = time.perf_counter() - started
        kept: dict[int, bytes] = {}
        with self._lock:
            for (key, (text, group)), vector in zip(batch.items(), made, strict=True):
                if self._waiting.get(key) == (text, group):
                    del self._waiting[key]
                    self._put(key, vector, group)
                    kept[key] = _packed(vector)
        if self._on_vectors is not None and kept:
            self._on_vectors(embedder.name, kept)
        return took_s

    def _rest(self, duration_s: float) -> None:
        """Leave the machine to others for a while; a query or the end cuts it short."""
        with self._work:
            self._work.wait_for(lambda: self._stopping or bool(self._queries), duration_s)


def _next_size(size: int, took_s: float) -> int:
    """Return the size of the next batch, so that batches take about ``_BATCH_S`` on this machine."""
    if took_s > _BATCH_S:
        return max(1, size // 2)
    return min(_LARGEST_BATCH, size * 2) if took_s < _BATCH_S / 2 else size


def _packed(vector: Vectors) -> bytes:
    return vector.astype(np.float16).tobytes()
