"""The log-probability of each token of a given text, on one worker thread that owns the context."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lamp_bench.llama.model import LlamaModel
from lamp_bench.llama.session import Floats, Likely, LlamaSession, likeliest
from lamp_lsp.backends.embedded import physical_cores

LIKELIEST = 20
"""Tokens told of each place, as by servers."""


class LlamaScorer:
    """Reads given texts with the embedded model's weights."""

    def __init__(self, weights: Path, context_length: int) -> None:
        """Load ``weights``.

        Raises:
            NotAvailable: the extra ``bench`` is not installed, or the memory does not suffice.
            DamagedData: the weights are no model.
        """
        self._model = LlamaModel(weights)
        length = min(context_length, self._model.trained_context or context_length)
        self._session = LlamaSession(self._model, length, physical_cores())
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lamp-scorer")

    async def score(self, prompt: str, targets: Sequence[str]) -> list[list[float]]:
        """Return the natural-log probability of each token of each target after ``prompt``.

        Prompt and target are tokenized apart, so a prompt should end at a mark or a token's edge. The prompt is
        read once for all targets, and not again by the next call that begins with it.

        Raises:
            WrongSetting: prompt and target do not fit the context.
        """

        def logprob(distribution: Floats, token: int) -> float:
            return float(distribution[token])

        def work() -> list[list[float]]:
            tokens = self._model.tokenize(prompt)
            return [self._session.look_at(tokens, self.tokens(target), logprob) for target in targets]

        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    async def score_likeliest(self, prompt: str, target: str) -> list[tuple[float, tuple[Likely, ...]]]:
        """Return as :meth:`score` the log-probability of each token, each with the likeliest at its place."""

        def look(distribution: Floats, token: int) -> tuple[float, tuple[Likely, ...]]:
            return float(distribution[token]), likeliest(distribution, LIKELIEST)

        def work() -> list[tuple[float, tuple[Likely, ...]]]:
            return self._session.look_at(self._model.tokenize(prompt), self.tokens(target), look)

        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    def tokens(self, text: str) -> list[int]:
        """Return the tokens of a text that stands within others."""
        return self._model.tokenize(text, beginning=False)

    def piece(self, token: int) -> bytes:
        """Return the bytes of one token; they may be part of a character."""
        return self._model.piece(token)

    def close(self) -> None:
        """Free the model, when what runs is done."""
        self._executor.shutdown()
        self._session.close()
        self._model.close()
