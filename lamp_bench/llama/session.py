"""One llama.cpp context: what was read once is not read again.

Synchronous and for one thread at a time. ``_held`` mirrors what the context's memory holds, position by
position, and is changed only together with it, so that a failed call leaves both in step.
"""

import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from lamp_bench.llama.library import last_complaint, llama_cpp
from lamp_bench.llama.model import LlamaModel
from style_learner.errors import NotAvailable, TryAgain, WrongSetting

READ_TOKENS = 256
"""Tokens read in one call. 512 read no faster on two cores, 64 a third slower."""

SCORED_TOKENS = 64
"""Distributions kept in one call: each takes a vocabulary of floats, 0.6 MB for 150,000 tokens."""

Floats = npt.NDArray[np.float32]
Likely = tuple[int, float]
"""A token and its natural-log probability."""
Seen = TypeVar("Seen")

_SEQUENCE = 0
_TO_THE_END = -1


class LlamaSession:
    """Reads with one context of a model."""

    def __init__(self, model: LlamaModel, context_length: int, threads: int) -> None:
        """Make a context of ``context_length`` tokens.

        Raises:
            NotAvailable: the memory does not suffice.

        """
        self._llama = llama_cpp()
        self._model = model
        self.handle = self._llama.llama_init_from_model(model.handle, self._parameters(context_length, threads))
        if not self.handle:
            raise NotAvailable(
                f"There is not enough memory for a context of {context_length} tokens "
                f"({last_complaint() or 'no reason given'})."
            )
        self.context_length = int(self._llama.llama_n_ctx(self.handle))
        self._memory = self._llama.llama_get_memory(self.handle)
        self._batch = self._llama.llama_batch_init(READ_TOKENS, 0, 1)
        self._held: list[int] = []

    def _parameters(self, context_length: int, threads: int) -> Any:
        parameters = self._llama.llama_context_default_params()
        parameters.n_ctx = context_length
        parameters.n_batch = parameters.n_ubatch = READ_TOKENS
        parameters.n_outputs_max = SCORED_TOKENS
        parameters.n_threads = parameters.n_threads_batch = threads
        return parameters

    def read(self, tokens: Sequence[int]) -> int:
        """Bring ``tokens`` into memory and return how many really had to be read.

        The last token is always read, since the distribution after it is wanted.

        Raises:
            WrongSetting: more tokens than the context holds.

        """
        self._check_room(tokens)
        kept = self._forget_after(min(len(os.path.commonprefix([self._held, list(tokens)])), len(tokens) - 1))  # noqa: RUF071 lists
        for start in range(kept, len(tokens), READ_TOKENS):
            end = min(start + READ_TOKENS, len(tokens))
            self._decode(tokens[start:end], wanted=int(end == len(tokens)))
        return len(tokens) - kept

    def look_at(self, prompt: Sequence[int], target: Sequence[int], look: Callable[[Floats, int], Seen]) -> list[Seen]:
        """Return what ``look`` makes of the distribution before each token of ``target``, and of that token."""
        self._check_room([*prompt, *target])
        self.read(prompt)
        seen = [look(self._distribution(), target[0])] if target else []
        for start in range(0, len(target) - 1, SCORED_TOKENS):
            chunk = target[start : min(start + SCORED_TOKENS, len(target) - 1)]
            self._decode(chunk, wanted=len(chunk))
            following = target[start + 1 : start + 1 + len(chunk)]
            seen += [look(self._distribution(row), token) for row, token in enumerate(following)]
        return seen

    def close(self) -> None:
        """Free the context."""
        if self.handle:
            self._llama.llama_batch_free(self._batch)
            self._llama.llama_free(self.handle)
            self.handle = None

    def _check_room(self, tokens: Sequence[int]) -> None:
        if not tokens:
            raise WrongSetting("An empty prompt cannot be continued; give at least one character.")
        if len(tokens) > self.context_length:
            raise WrongSetting(f"A prompt of {len(tokens)} tokens does not fit the context of {self.context_length}.")

    def _forget_after(self, position: int) -> int:
        """Drop what is held from ``position`` on and return what is left: nothing where memory only drops whole."""
        if position < len(self._held) and not self._llama.llama_memory_seq_rm(
            self._memory, _SEQUENCE, position, _TO_THE_END
        ):
            self._forget_all()
            return 0
        del self._held[position:]
        return len(self._held)

    def _forget_all(self) -> None:
        self._llama.llama_memory_clear(self._memory, False)  # noqa: FBT003 - a C function
        self._held.clear()

    def _decode(self, tokens: Sequence[int], wanted: int) -> None:
        """Append ``tokens`` to memory, keeping the distributions after the last ``wanted`` of them."""
        self._fill_batch(tokens, wanted)
        status = self._llama.llama_decode(self.handle, self._batch)
        if status != 0:
            self._forget_all()
            raise TryAgain(
                f"llama.cpp could not read the prompt (status {status}: {last_complaint() or 'no reason given'})."
            )
        self._held.extend(tokens)

    def _fill_batch(self, tokens: Sequence[int], wanted: int) -> None:
        batch, position = self._batch, len(self._held)
        batch.n_tokens = len(tokens)
        for index, token in enumerate(tokens):
            batch.token[index] = token
            batch.pos[index] = position + index
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = _SEQUENCE
            batch.logits[index] = index >= len(tokens) - wanted

    def _distribution(self, row: int = -1) -> Floats:
        """Return log-probabilities after the batch's token ``row`` (-1: the last)."""
        logits = self._llama.llama_get_logits_ith(self.handle, row)
        if not logits:
            raise TryAgain("llama.cpp gave no distribution for the next token; try again.")
        return log_softmax(np.ctypeslib.as_array(logits, shape=(self._model.vocabulary_size,)))


def log_softmax(logits: Floats) -> Floats:
    """Return natural-log probabilities of the last axis.

    >>> [round(float(value), 3) for value in log_softmax(np.array([0.0, 0.0], dtype=np.float32))]
    [-0.693, -0.693]
    """
    shifted: Floats = logits - logits.max(axis=-1, keepdims=True)
    total: Floats = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    result: Floats = shifted - total
    return result


def likeliest(logprobs: Floats, among: int) -> tuple[Likely, ...]:
    """Return the ``among`` likeliest tokens, the likeliest first.

    >>> likeliest(np.array([-3.0, -0.5, -1.0], dtype=np.float32), 2)
    ((1, -0.5), (2, -1.0))
    """
    found = np.argpartition(logprobs, -among)[-among:] if len(logprobs) > among else np.arange(len(logprobs))
    ordered = found[np.argsort(-logprobs[found], kind="stable")]
    return tuple((int(token), float(logprobs[token])) for token in ordered)
