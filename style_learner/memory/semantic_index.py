"""Search by meaning: vectors of snippets, exact search among them, and the job that makes them.

Vectors are optional and late: whoever asks gets what is ready, within the time it can spare, or nothing.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from itertools import islice
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from style_learner.errors import LampError

__all__ = ["Embedder", "SemanticIndex", "VectorIndex"]

Vectors = NDArray[np.float32]

_BATCH_S = 0.05
"""Time that a batch aims to take: what a query may have to wait for one that is under way."""
_LARGEST_BATCH = 128
_REST = 1.0
"""Rest after a batch, in the time it took: half of one machine's attention is the model's and the developer's."""
_QUIET_S = 1.0
"""How long the job still rests once the language model is done: the next key often comes within a second."""
_REMEMBERED_QUERIES = 64
_ELSEWHERE = -2.0
"""Below every cosine."""


class Embedder(Protocol):
    """A model that turns texts into vectors of length 1."""

    name: str
    """Names the model: vectors of different models do not compare."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 for each text."""
        ...


class VectorIndex:
    """Exact nearest neighbours by one matrix product.

    The matrix doubles when full, and a removed row's place is taken by the last row, so both cost what one row costs.
    Not thread-safe; :class:`SemanticIndex` holds its lock around each call.
    """

    def __init__(self, dimensions: int) -> None:
        self._matrix: Vectors = np.zeros((1024, dimensions), np.float32)
        self._groups = np.zeros(1024, np.int32)
        self._ids: list[str] = []
        self._rows: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, identity: str) -> bool:
        return identity in self._rows

    def put(self, identity: str, vector: Vectors, group: int = 0) -> None:
        """Add a vector or replace it; ``group`` is what :meth:`search` filters by."""
        row = self._rows.get(identity)
        if row is None:
            row = len(self._ids)
            if row == len(self._matrix):
                self._matrix = np.concatenate([self._matrix, np.zeros_like(self._matrix)])
                self._groups = np.concatenate([self._groups, np.zeros_like(self._groups)])
            self._rows[identity] = row
            self._ids.append(identity)
        self._matrix[row] = vector
        self._groups[row] = group

    def remove(self, identity: str) -> None:
        """Remove a vector; nothing happens when there is none."""
        row = self._rows.pop(identity, None)
        if row is None:
            return
        last = self._ids.pop()
        if last != identity:
            self._matrix[row] = self._matrix[len(self._ids)]
            self._groups[row] = self._groups[len(self._ids)]
            self._ids[row] = last
            self._rows[last] = row

    def get(self, identity: str) -> Vectors | None:
        row = self._rows.get(identity)
        return None if row is None else self._matrix[row].copy()

    def search(self, vector: Vectors, limit: int, group: int = 0) -> list[tuple[str, float]]:
        """Return the ids of the group's nearest ``limit`` vectors with their cosines, nearest first."""
        size = len(self._ids)
        if size == 0 or limit <= 0:
            return []
        cosines = self._matrix[:size] @ vector
        cosines[self._groups[:size] != group] = _ELSEWHERE
        nearest = np.argpartition(-cosines, min(limit, size) - 1)[:limit]
        ordered = nearest[np.argsort(-cosines[nearest], kind="stable")]
        return [(self._ids[row], float(cosines[row])) for row in ordered if cosines[row] > _ELSEWHERE]


class SemanticIndex:
    """Vectors as they become ready: one thread of its own loads the model and makes them, queries first.

    Every method returns at once, but :meth:`search`, which waits no longer than it is told.
    """

    def __init__(
        self,
        load: Callable[[], Embedder],
        *,
        on_vectors: Callable[[str, Mapping[str, bytes]], None] | None = None,
    ) -> None:
        """Prepare; nothing is loaded before :meth:`start`.

        ``on_vectors`` is called in the job's thread with the embedder's name and each batch, to be kept.
        """
        self._load = load
        self._on_vectors = on_vectors
        self._lock = threading.Lock()
        self._work = threading.Condition(self._lock)
        self._index: VectorIndex | None = None
        self._waiting: OrderedDict[str, tuple[str, int]] = OrderedDict()
        self._restored: dict[str, bytes] = {}
        self._query: tuple[str, Future[Vectors]] | None = None
        self._answers: OrderedDict[str, Future[Vectors]] = OrderedDict()
        self._groups: dict[str, int] = {}
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._held = 0
        self._quiet_until = 0.0
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

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Make no vectors of snippets inside, nor right after: somebody waits for the language model."""
        with self._lock:
            self._held += 1
        try:
            yield
        finally:
            with self._work:
                self._held -= 1
                self._quiet_until = time.monotonic() + _QUIET_S
                self._work.notify_all()

    def _may_embed(self) -> bool:
        return bool(self._waiting) and not self._held and time.monotonic() >= self._quiet_until

    def add(self, identity: str, text: str, family: str) -> None:
        """Ask for a snippet's vector, or take the restored one."""
        with self._work:
            group = self._groups.setdefault(family, len(self._groups))
            restored = self._restored.pop(identity, None)
            if restored is not None:
                self._put(identity, np.frombuffer(restored, np.float16).astype(np.float32), group)
            elif self._index is None or identity not in self._index:
                self._waiting[identity] = (text, group)
                self._work.notify_all()

    def remove(self, identity: str) -> None:
        """Forget a snippet's vector, made or waiting."""
        with self._lock:
            self._waiting.pop(identity, None)
            self._restored.pop(identity, None)
            if self._index is not None:
                self._index.remove(identity)

    def restore(self, vectors: Mapping[str, bytes]) -> None:
        """Hand in vectors that this embedder made before; call before their snippets are added."""
        with self._lock:
            self._restored.update(vectors)

    def vectors(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Return the vectors that are ready, as half-precision bytes, to be kept and restored."""
        with self._lock:
            index = self._index
            found = {identity: index.get(identity) for identity in ids} if index is not None else {}
        return {identity: _packed(vector) for identity, vector in found.items() if vector is not None}

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

    def search(self, text: str, family: str, limit: int, timeout_s: float) -> list[tuple[str, float]]:
        """Return the nearest snippets; none when the text's vector is not ready in time.

        A vector that comes late is kept for the next search of the same text.
        """
        future = self._ask(text)
        if future is None:
            return []
        try:
            vector = future.result(timeout_s)
        except (TimeoutError, CancelledError):
            return []
        with self._lock:
            group = self._groups.get(family)
            return self._index.search(vector, limit, group) if self._index is not None and group is not None else []

    def _ask(self, text: str) -> Future[Vectors] | None:
        """Return the text's vector to come; the newest query wins, as older ones are for places the cursor left."""
        with self._work:
            if self.state != "ready" or self._stopping or self._index is None or not len(self._index):
                return None
            known = self._answers.get(text)
            if known is not None:
                return known
            if self._query is not None:
                self._answers.pop(self._query[0], None)
                self._query[1].cancel()
            asked = self._answers[text] = Future()
            self._query = (text, asked)
            self._work.notify_all()
            while len(self._answers) > _REMEMBERED_QUERIES:
                self._answers.popitem(last=False)
            return asked

    def _put(self, identity: str, vector: Vectors, group: int) -> None:
        if self._index is None:
            self._index = VectorIndex(len(vector))
        self._index.put(identity, vector, group)

    def _run(self) -> None:
        try:
            embedder = self._load()
        except LampError as error:
            self._fail(str(error))
            return
        with self._lock:
            self.state = "ready"
        try:
            self._work_on(embedder)
        except Exception as error:  # noqa: BLE001 whatever a model raises, words are searched without it
            self._fail(f"Meaning search stopped ({error}). Words are searched without it; restart LAMP to try again.")

    def _fail(self, problem: str) -> None:
        with self._lock:
            self.state, self.problem = "missing", problem
            self._waiting.clear()
            if self._query is not None:
                self._query[1].cancel()

    def _work_on(self, embedder: Embedder) -> None:
        """Serve until stopped."""
        size = 1
        while True:
            with self._work:
                self._work.wait_for(
                    lambda: self._stopping or self._query or self._may_embed(), _QUIET_S if self._waiting else None
                )
                if self._stopping:
                    return
                if self._query is None and not self._may_embed():
                    continue
                query, self._query = self._query, None
                batch = {one: self._waiting[one] for one in islice(self._waiting, size)} if query is None else {}
            if query is not None:
                _answer(embedder, *query)
            else:
                took_s = self._embed(embedder, batch)
                size = _next_size(size, took_s)
                with self._work:
                    self._work.wait_for(lambda: self._stopping or self._query, took_s * _REST)

    def _embed(self, embedder: Embedder, batch: Mapping[str, tuple[str, int]]) -> float:
        started = time.perf_counter()
        made = embedder.embed([text for text, _ in batch.values()])
        took_s = time.perf_counter() - started
        kept: dict[str, bytes] = {}
        with self._lock:
            for (identity, (text, group)), vector in zip(batch.items(), made, strict=True):
                if self._waiting.get(identity) == (text, group):
                    del self._waiting[identity]
                    self._put(identity, vector, group)
                    kept[identity] = _packed(vector)
        if self._on_vectors is not None and kept:
            self._on_vectors(embedder.name, kept)
        return took_s


def _answer(embedder: Embedder, text: str, asked: Future[Vectors]) -> None:
    try:
        vector = embedder.embed([text])[0]
    except Exception:
        asked.cancel()
        raise
    asked.set_result(vector)


def _next_size(size: int, took_s: float) -> int:
    """Return the size of the next batch, so that batches take about ``_BATCH_S`` on this machine."""
    if took_s > _BATCH_S:
        return max(1, size // 2)
    return min(_LARGEST_BATCH, size * 2) if took_s < _BATCH_S / 2 else size


def _packed(vector: Vectors) -> bytes:
    return vector.astype(np.float16).tobytes()
