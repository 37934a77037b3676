"""One llama.cpp context: what was read once is not read again.

Synchronous and for one thread at a time. ``_held`` mirrors what the context's memory holds, position by
position, and is changed only together with it, so that an aborted or failed call leaves both in step.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from lamp_lsp.backends.llama_library import Cancel, last_complaint, llama_cpp
from lamp_lsp.backends.llama_model import LlamaModel
from lamp_lsp.backends.sampling import Floats, Sampler, log_softmax
from style_learner.errors import NotAvailable, TryAgain, WrongSetting

READ_TOKENS = 256
"""Tokens read in one call. 512 read no faster on two cores, 64 a third slower; an aborted call loses at most these."""

SCORED_TOKENS = 64
"""Distributions kept in one call: each takes a vocabulary of floats, 0.6 MB for 150,000 tokens."""

Mixed = Callable[[list[int], Floats], Floats]
Likely = tuple[int, float]
"""A token and its natural-log probability."""
Seen = TypeVar("Seen")

_SEQUENCE = 0
_TO_THE_END = -1
_ABORTED = 2


class Cancelled(Exception):
    """The work was called off; what had been read until then is kept."""


@dataclass(frozen=True, slots=True)
class Written:
    """One token of an answer."""

    token: int
    piece: bytes
    logprob: float
    """Natural log, of the distribution after any mixing and before temperature."""
    likeliest: tuple[Likely, ...] = ()
    """The likeliest tokens at its place, where asked for."""


class LlamaSession:
    """Reads, writes and scores with one context of a model."""

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
                f"({last_complaint() or 'no reason given'}); set a smaller context_length."
            )
        self.context_length = int(self._llama.llama_n_ctx(self.handle))
        self._memory = self._llama.llama_get_memory(self.handle)
        self._batch = self._llama.llama_batch_init(READ_TOKENS, 0, 1)
        self._held: list[int] = []
        self._cancel: Cancel | None = None

    def _parameters(self, context_length: int, threads: int) -> Any:
        parameters = self._llama.llama_context_default_params()
        parameters.n_ctx = context_length
        parameters.n_batch = parameters.n_ubatch = READ_TOKENS
        parameters.n_outputs_max = SCORED_TOKENS
        parameters.n_threads = parameters.n_threads_batch = threads
        return parameters

    def read(self, tokens: Sequence[int], cancel: Cancel) -> int:
        """Bring ``tokens`` into memory and return how many really had to be read.

        The last token is always read, since the distribution after it is wanted.

        Raises:
            Cancelled: ``cancel`` was set; whole chunks read so far stay.
            WrongSetting: more tokens than the context holds.

        """
        self._check_room(tokens)
        kept = self._forget_after(min(common_prefix(self._held, tokens), len(tokens) - 1))
        for start in range(kept, len(tokens), READ_TOKENS):
            end = min(start + READ_TOKENS, len(tokens))
            self._decode(tokens[start:end], wanted=int(end == len(tokens)), cancel=cancel)
        return len(tokens) - kept

    def write(
        self,
        prompt: Sequence[int],
        limit: int,
        sampler: Sampler,
        cancel: Cancel,
        mixed: Mixed | None = None,
        among: int = 0,
    ) -> Iterator[Written]:
        """Continue ``prompt``, which ``read`` has just brought into memory, by at most ``limit`` tokens.

        ``mixed`` makes each next token's distribution of the tokens written so far and the model's own; of ``among``
        tokens, the likeliest at each place, the probability is told. Ends early where the model ends its answer, and
        where the context is full.
        """
        written: list[int] = []
        for left in range(self.room(prompt, limit), 0, -1):
            logprobs = self._distribution()
            if mixed is not None:
                logprobs = mixed(written, logprobs)
            token = sampler.choose(logprobs)
            if self._model.ends_answer(token):
                return
            told = likeliest(logprobs, among) if among else ()
            yield Written(token, self._model.piece(token), float(logprobs[token]), told)
            written.append(token)
            if left > 1:
                self._decode([token], wanted=1, cancel=cancel)

    def room(self, prompt: Sequence[int], limit: int) -> int:
        """Return how many tokens of ``limit`` fit behind ``prompt``."""
        return min(limit, self.context_length - len(prompt))

    def after(self, tokens: Sequence[int], cancel: Cancel) -> Floats:
        """Return the next token's distribution after ``tokens``; what was read before is not read again."""
        self.read(tokens, cancel)
        return self._distribution()

    def score(self, prompt: Sequence[int], targets: Sequence[Sequence[int]], cancel: Cancel) -> list[list[float]]:
        """Return the log-probability of each token of each target after ``prompt``, which is read once."""

        def logprob(distribution: Floats, token: int) -> float:
            return float(distribution[token])

        return [self.look_at(prompt, target, cancel, logprob) for target in targets]

    def look_at(
        self, prompt: Sequence[int], target: Sequence[int], cancel: Cancel, look: Callable[[Floats, int], Seen]
    ) -> list[Seen]:
        """Return what ``look`` makes of the distribution before each token of ``target``, and of that token."""
        self._check_room([*prompt, *target])
        after_prompt = self.after(prompt, cancel)
        seen = [look(after_prompt, target[0])] if target else []
        for start in range(0, len(target) - 1, SCORED_TOKENS):
            chunk = target[start : min(start + SCORED_TOKENS, len(target) - 1)]
            self._decode(chunk, wanted=len(chunk), cancel=cancel)
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
            raise WrongSetting(
                f"A prompt of {len(tokens)} tokens does not fit the context of {self.context_length}; "
                "set a larger context_length."
            )

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

    def _decode(self, tokens: Sequence[int], wanted: int, cancel: Cancel) -> None:
        """Append ``tokens`` to memory, keeping the distributions after the last ``wanted`` of them."""
        self._heed(cancel)
        self._fill_batch(tokens, wanted)
        status = self._llama.llama_decode(self.handle, self._batch)
        if status == 0:
            self._held.extend(tokens)
            return
        if status == _ABORTED or cancel.is_set:
            self._llama.llama_memory_seq_rm(self._memory, _SEQUENCE, len(self._held), _TO_THE_END)
            raise Cancelled
        self._forget_all()
        raise TryAgain(
            f"llama.cpp could not read the prompt (status {status}: {last_complaint() or 'no reason given'}); "
            "try again, and set a smaller context_length if it recurs."
        )

    def _heed(self, cancel: Cancel) -> None:
        if cancel.is_set:
            raise Cancelled
        if self._cancel is not cancel:
            cancel.watch(self.handle)
            self._cancel = cancel

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


def likeliest(logprobs: Floats, among: int) -> tuple[Likely, ...]:
    """Return the ``among`` likeliest tokens, the likeliest first.

    >>> likeliest(np.array([-3.0, -0.5, -1.0], dtype=np.float32), 2)
    ((1, -0.5), (2, -1.0))
    """
    found = np.argpartition(logprobs, -among)[-among:] if len(logprobs) > among else np.arange(len(logprobs))
    ordered = found[np.argsort(-logprobs[found], kind="stable")]
    return tuple((int(token), float(logprobs[token])) for token in ordered)


def common_prefix(left: Sequence[int], right: Sequence[int]) -> int:
    """Return how many leading tokens the two share.

    >>> common_prefix([1, 2, 3], [1, 2, 4, 5])
    2
    """
    for index, (a, b) in enumerate(zip(left, right, strict=False)):
        if a != b:
            return index
    return min(len(left), len(right))


class Stopwatch:
    """Seconds since the last look."""

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def lap(self) -> float:
        """Return the seconds since the last lap and begin the next."""
        now = time.perf_counter()
        seconds, self._since = now - self._since, now
        return seconds
