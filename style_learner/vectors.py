"""Between the meaning search, which counts snippets by number, and the store, which knows them by id."""

from collections.abc import Mapping

import numpy as np

from style_learner.memory.embedding import SentenceEmbedder
from style_learner.memory.meaning import Meaning
from style_learner.store.store import Store


def keep_vectors(store: Store, embedder: str, made: Mapping[int, bytes]) -> None:
    """Keep vectors as the meaning search made them: half-precision bytes by number."""
    store.add_vectors(
        embedder, {f"{key:016x}": np.frombuffer(data, np.float16).astype(np.float32) for key, data in made.items()}
    )


def restore_vectors(store: Store, meaning: Meaning) -> None:
    """Hand kept vectors back, so that a restart does not make them again."""
    ids, matrix = store.vectors(SentenceEmbedder.name)
    halves = matrix.astype(np.float16)
    meaning.restore({int(identity, 16): row.tobytes() for identity, row in zip(ids, halves, strict=True)})
