import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from style_learner.errors import NotAvailable
from style_learner.memory.semantic_index import Embedder, SemanticIndex, VectorIndex


class Letters:
    """Embeds a text as its counts of letters; waits for ``gate`` and fails on ``!``."""

    name = "letters"

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.gate.wait()
        if any("!" in text for text in texts):
            raise RuntimeError("no such letter")
        self.embedded += texts
        counts = np.array([[text.count(chr(97 + i)) for i in range(26)] for text in texts], np.float32)
        lengths = np.sqrt((counts**2).sum(axis=1, keepdims=True))
        vectors: NDArray[np.float32] = counts / np.maximum(lengths, np.float32(1e-9))
        return vectors


@contextmanager
def _running(
    load: Callable[[], Embedder], on_vectors: Callable[[str, Mapping[str, bytes]], None] | None = None
) -> Iterator[SemanticIndex]:
    meaning = SemanticIndex(load, on_vectors=on_vectors)
    meaning.start()
    try:
        yield meaning
    finally:
        meaning.stop()


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def _nearest(meaning: SemanticIndex, text: str, timeout_s: float = 5.0) -> list[str]:
    return [identity for identity, _ in meaning.search(text, "python", 3, timeout_s)]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 3), st.booleans()), max_size=60))
def test_the_index_agrees_with_a_dictionary(steps: list[tuple[str, int, bool]]) -> None:
    """After any puts and removals, search finds exactly what a dictionary of the same steps holds."""
    index, held = VectorIndex(4), dict[str, int]()
    for identity, axis, add in steps:
        if add:
            index.put(identity, np.eye(4, dtype=np.float32)[axis])
            held[identity] = axis
        else:
            index.remove(identity)
            held.pop(identity, None)

    for axis in range(4):
        found = index.search(np.eye(4, dtype=np.float32)[axis], 10)
        assert {one for one, cosine in found if cosine > 0.5} == {one for one in held if held[one] == axis}
        assert {one for one, _ in found} == set(held)


def test_the_index_grows() -> None:
    """More vectors than were first made room for are all found."""
    index = VectorIndex(2)
    for number in range(3000):
        index.put(str(number), np.array([1, number], np.float32) / np.float32(np.hypot(1, number)))

    assert len(index) == 3000
    assert index.search(np.array([1, 0], np.float32), 1)[0][0] == "0"


def test_groups_do_not_mix() -> None:
    """A search sees its own group alone, even when others are nearer."""
    index = VectorIndex(2)
    index.put("near", np.array([1, 0], np.float32), group=1)
    index.put("far", np.array([0, 1], np.float32), group=2)

    assert [one for one, _ in index.search(np.array([1, 0], np.float32), 5, group=2)] == ["far"]


def test_what_is_alike_is_found() -> None:
    """Vectors are made behind, and the nearest snippet comes first."""
    with _running(Letters) as meaning:
        meaning.add("1", "aaab", "python")
        meaning.add("2", "zzzb", "python")
        _until(lambda: meaning.ready == 2)

        assert _nearest(meaning, "aa") == ["1", "2"]


def test_nobody_waits_for_a_vector() -> None:
    """A query whose vector is late finds nothing now, and something when asked again."""
    letters = Letters()
    with _running(lambda: letters) as meaning:
        meaning.add("1", "aa", "python")
        _until(lambda: meaning.ready == 1)
        letters.gate.clear()

        assert _nearest(meaning, "a", timeout_s=0.01) == []

        letters.gate.set()
        assert _nearest(meaning, "a") == ["1"]


def test_a_removed_snippet_is_not_found() -> None:
    """Neither a vector made nor one on its way outlives its snippet."""
    letters = Letters()
    with _running(lambda: letters) as meaning:
        for identity in "123":
            meaning.add(identity, "aa", "python")
        _until(lambda: meaning.ready == 3)
        letters.gate.clear()
        meaning.add("4", "aa", "python")
        meaning.remove("1")
        meaning.remove("4")
        letters.gate.set()

        assert set(_nearest(meaning, "a")) == {"2", "3"}


def test_kept_vectors_are_not_made_again() -> None:
    """What was handed out comes back after a restart and finds the same."""
    kept: dict[str, bytes] = {}
    with _running(Letters, lambda _, vectors: kept.update(vectors)) as meaning:
        meaning.add("1", "ab", "python")
        _until(lambda: len(kept) == 1)
        assert meaning.vectors(["1", "9"]) == kept

    letters = Letters()
    with _running(lambda: letters) as meaning:
        meaning.restore(kept)
        meaning.add("1", "ab", "python")
        _until(lambda: meaning.state == "ready")

        assert _nearest(meaning, "b") == ["1"]
        assert letters.embedded == ["b"]


def test_a_missing_model_is_said_and_does_no_harm() -> None:
    """Without a model nothing is found, and the reason stands there for a person."""

    def load() -> Embedder:
        raise NotAvailable("Not installed. Install it.")

    with _running(load) as meaning:
        meaning.add("1", "aa", "python")
        _until(lambda: meaning.state == "missing")

        assert _nearest(meaning, "a") == []
        assert meaning.problem == "Not installed. Install it."


@pytest.mark.parametrize("asked", [True, False])
def test_a_failing_model_is_said_and_does_no_harm(*, asked: bool) -> None:
    """A model that raises ends meaning search alone; whoever waits for it is let go."""
    with _running(Letters) as meaning:
        meaning.add("1", "aa", "python")
        _until(lambda: meaning.ready == 1)
        if asked:
            assert _nearest(meaning, "!") == []
        else:
            meaning.add("2", "!", "python")

        _until(lambda: meaning.state == "missing")
        assert "no such letter" in meaning.problem
        assert _nearest(meaning, "a") == []
