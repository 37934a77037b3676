"""Loaded weights and their vocabulary: text to tokens and back, marks, chat template.

Everything here is fixed once loaded, so any thread may call it while another decodes.
"""

import ctypes
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from lamp_lsp.backends.llama_library import ChatFormatter, chat_formatter, last_complaint, llama_cpp
from lamp_lsp.backends.protocol import ChatMessage
from style_learner.errors import DamagedData, NotAvailable
from style_learner.prompts.formats import FimFormat, family_in_vocabulary

_ALL_LAYERS = -1
_MAGIC = b"GGUF"


class LlamaModel:
    """A GGUF file in memory."""

    def __init__(self, weights: Path) -> None:
        """Load ``weights``; takes about a second a gigabyte.

        Raises:
            NotAvailable: no such file, or llama_cpp is not installed.
            DamagedData: the file is cut short or no model.

        """
        _check_magic(weights)
        self._llama = llama_cpp()
        parameters = self._llama.llama_model_default_params()
        # On a CPU with AMX the repacked buffers crash in ggml_backend_amx_mul_mat; without them the speed is the same.
        parameters.use_extra_bufts = False
        parameters.n_gpu_layers = _ALL_LAYERS if self.on_gpu else 0
        last_complaint()
        self.handle = self._llama.llama_model_load_from_file(str(weights).encode(), parameters)
        if not self.handle:
            raise DamagedData(
                f"The model's weights {weights} cannot be loaded ({last_complaint() or 'no reason given'}); "
                "delete the file and run `lamp model pull` to fetch it again."
            )
        self._vocabulary = self._llama.llama_model_get_vocab(self.handle)
        self.vocabulary_size: int = self._llama.llama_vocab_n_tokens(self._vocabulary)

    @property
    def on_gpu(self) -> bool:
        """Whether this build of llama.cpp puts layers on a GPU."""
        return bool(self._llama.llama_supports_gpu_offload())

    @property
    def trained_context(self) -> int:
        return int(self._llama.llama_model_n_ctx_train(self.handle))

    @property
    def size_bytes(self) -> int:
        return int(self._llama.llama_model_size(self.handle))

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

    def ends_answer(self, token: int) -> bool:
        """Tell whether ``token`` ends a text; a control token is never part of one."""
        llama = self._llama
        return bool(
            llama.llama_vocab_is_eog(self._vocabulary, token) or llama.llama_vocab_is_control(self._vocabulary, token)
        )

    @cached_property
    def fim(self) -> FimFormat | None:
        """How this model fills in the middle, by the special tokens of its vocabulary."""
        return family_in_vocabulary(lambda mark: len(self.tokenize(mark, beginning=False)) == 1)

    @cached_property
    def _chat_template(self) -> str:
        template = self._llama.llama_model_chat_template(self.handle, None)
        return template.decode("utf-8", "replace") if template else ""

    @property
    def chats(self) -> bool:
        """Whether the weights carry a chat template."""
        return bool(self._chat_template)

    def chat_prompt(self, messages: Sequence[ChatMessage]) -> str:
        """Lay out a conversation as the model's own template does, ready for its answer."""
        if not self.chats:
            raise NotAvailable("This model has no chat template; choose an instruct model with `lamp model use`.")
        return self._chat_formatter([{"role": message.role, "content": message.content} for message in messages])

    @cached_property
    def _chat_formatter(self) -> ChatFormatter:
        end = self._llama.llama_vocab_eos(self._vocabulary)
        return chat_formatter(self._chat_template, self.piece(end).decode("utf-8", "replace") if end >= 0 else "")

    def close(self) -> None:
        """Free the weights; sessions over them must be closed before."""
        if self.handle:
            self._llama.llama_model_free(self.handle)
            self.handle = None


def _check_magic(weights: Path) -> None:
    if not weights.is_file():
        raise NotAvailable(f"There are no weights at {weights}; run `lamp model pull` to fetch them.")
    with weights.open("rb") as file:
        magic = file.read(len(_MAGIC))
    if magic != _MAGIC:
        raise DamagedData(
            f"{weights} is no GGUF model (it begins with {magic!r}); "
            "delete the file and run `lamp model pull` to fetch it again."
        )
