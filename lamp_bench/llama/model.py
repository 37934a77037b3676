"""Loaded weights and their vocabulary: text to tokens and back."""

import ctypes
from pathlib import Path

from lamp_bench.llama.library import last_complaint, llama_cpp
from style_learner.errors import DamagedData

_ALL_LAYERS = -1


class LlamaModel:
    """A GGUF file in memory."""

    def __init__(self, weights: Path) -> None:
        """Load ``weights``; takes about a second a gigabyte.

        Raises:
            NotAvailable: llama_cpp is not installed.
            DamagedData: there is no such file, or it is no model.

        """
        self._llama = llama_cpp()
        parameters = self._llama.llama_model_default_params()
        # On a CPU with AMX the repacked buffers crash in ggml_backend_amx_mul_mat; without them the speed is the same.
        parameters.use_extra_bufts = False
        parameters.n_gpu_layers = _ALL_LAYERS if self._llama.llama_supports_gpu_offload() else 0
        last_complaint()
        self.handle = self._llama.llama_model_load_from_file(str(weights).encode(), parameters)
        if not self.handle:
            raise DamagedData(
                f"The model's weights {weights} cannot be loaded ({last_complaint() or 'no reason given'}); "
                "run `lamp model pull` to fetch them."
            )
        self._vocabulary = self._llama.llama_model_get_vocab(self.handle)
        self.vocabulary_size: int = self._llama.llama_vocab_n_tokens(self._vocabulary)

    @property
    def trained_context(self) -> int:
        return int(self._llama.llama_model_n_ctx_train(self.handle))

    def tokenize(self, text: str, *, beginning: bool = True) -> list[int]:
        """Return the tokens of ``text``, marks as the special tokens they name.

        ``beginning`` adds what the model wants at the start of a text, if it wants anything.
        """
        data = text.encode("utf-8", "surrogatepass")
        room = len(data) + 2
        buffer = (self._llama.llama_token * room)()
        count = self._llama.llama_tokenize(self._vocabulary, data, len(data), buffer, room, beginning, True)  # noqa: FBT003 - a C function
        return list(buffer[:count])

    def piece(self, token: int) -> bytes:
        """Return the bytes of one token; they may be part of a character."""
        size = 64
        while True:
            buffer = ctypes.create_string_buffer(size)
            written = self._llama.llama_token_to_piece(self._vocabulary, token, buffer, size, 0, True)  # noqa: FBT003
            if written >= 0:
                return buffer.raw[:written]
            size = -written

    def close(self) -> None:
        """Free the weights; sessions over them must be closed before."""
        if self.handle:
            self._llama.llama_model_free(self.handle)
            self.handle = None
