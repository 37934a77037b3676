"""Between the meaning search, which packs vectors in half precision, and the store, which keeps single precision."""

from collections.abc import Mapping

import numpy as np

from style_learner.memory.embedding import SentenceEmbedder
from style_learner.memory.semantic_index import SemanticIndex
from style_learner.store.store import Store


def keep_vectors(store: Store, embedder: str, made: Mapping[str, bytes]) -> None:
    """Keep vectors as the meaning search made them: half-precision bytes by snippet id."""
    store.add_vectors(embedder, {key: np.frombuffer(data, np.float16).astype(np.float32) for key, data in made.items()})


def restore_vectors(store: Store, meaning: SemanticIndex) -> None:
    """Hand kept vectors back, so that a restart does not make them again."""
    ids, matrix = store.vectors(SentenceEmbedder.name)
    halves = matrix.astype(np.float16)
    meaning.restore({identity: row.tobytes() for identity, row in zip(ids, halves, strict=True)})
