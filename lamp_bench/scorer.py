"""The log-probability of each token of a given text, as llama.cpp's own server tells it.

No server tells how likely a given text is, but each tells how likely what it writes is. So it is made to write the
text: by a grammar that allows one token at each place, which changes nothing of the probabilities told (they are those
of the model, before any sampling).
"""

import asyncio
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from lamp_lsp.backends.embedded import physical_cores
from lamp_lsp.backends.llama_process import ServerOrder
from lamp_lsp.backends.llama_server import LlamaServer, ServerEnded
from style_learner.errors import NotAvailable, TryAgain, WrongSetting

TOP_LOGPROBS = 20
"""Tokens told of each place, as by servers."""
READ_TOKENS = 256
"""Tokens read in one step. 512 read no faster on two cores, 64 a third slower."""
LEAST_LOGPROB = -104.0
"""The server's probabilities are 32-bit numbers; the logarithm of the least of them, in place of minus infinity."""
ANSWERS_WITHIN_S = 600.0

Likely = tuple[int, float]
"""A token and its natural-log probability."""
TokenScore = tuple[float, tuple[Likely, ...]]
"""A token's natural-log probability, and the most probable tokens in its place, the most probable first."""


class ServerScorer:
    """Reads given texts with the embedded model's weights, in a server of its own; one text at a time."""

    def __init__(self, server: LlamaServer, key: str, context_length: int) -> None:
        self._server = server
        self._context_length = context_length
        self._client = httpx.Client(
            base_url=server.at.address,
            headers={"Authorization": f"Bearer {key}"},
            timeout=ANSWERS_WITHIN_S,
            trust_env=False,
        )
        self._pieces: dict[int, bytes] = {}
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lamp-scorer")

    @classmethod
    async def start(cls, weights: Path, context_length: int) -> "ServerScorer":
        """Load ``weights``.

        Raises:
            NotAvailable: the server does not start with them.
        """
        key = secrets.token_urlsafe(32)
        order = ServerOrder(
            weights=str(weights),
            alias=weights.stem,
            api_key=key,
            context_length=context_length,
            slots=1,
            threads=physical_cores(),
            read_tokens=READ_TOKENS,
        )
        try:
            return cls(await LlamaServer.start(order), key, context_length)
        except ServerEnded as error:
            raise NotAvailable(f"The weights {weights} cannot be loaded ({error}); run `lamp model pull`.") from error

    async def score(self, prompt: str, targets: Sequence[str]) -> list[list[float]]:
        """Return the natural-log probability of each token of each target after ``prompt``.

        Prompt and target are tokenized apart, so a prompt should end at a mark or a token's edge. The prompt is
        read once for all targets, and not again by the next call that begins with it.

        Raises:
            WrongSetting: prompt and target do not fit the context.
        """
        return [[logprob for logprob, _ in await self.score_top_logprobs(prompt, target)] for target in targets]

    async def score_top_logprobs(self, prompt: str, target: str) -> list[TokenScore]:
        """Return as :meth:`score` the log-probability of each token, each with the likeliest at its place."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._score, prompt, target)

    def _score(self, prompt: str, target: str) -> list[TokenScore]:
        tokens = self.tokens(target)
        before = self._tokenize(prompt, beginning=True)
        if len(before) + len(tokens) > self._context_length:
            raise WrongSetting(
                f"A prompt of {len(before) + len(tokens)} tokens does not fit the context of {self._context_length}."
            )
        return self._written(before, tokens) if tokens else []

    def _written(self, before: Sequence[int], tokens: Sequence[int]) -> list[TokenScore]:
        """Have ``tokens`` written after ``before``."""
        answer = self._ask(
            "/completion",
            prompt=before,
            n_predict=len(tokens),
            grammar="root ::= " + " ".join(f"<[{token}]>" for token in tokens),
            temperature=0,
            n_probs=TOP_LOGPROBS,
            post_sampling_probs=False,
            cache_prompt=True,
        )
        told = answer["completion_probabilities"]
        if [one["id"] for one in told] != list(tokens):
            raise TryAgain("llama.cpp wrote another text than the one to be scored; try again.")
        return [(_logprob(one), self._read_top(one["top_logprobs"])) for one in told]

    def _read_top(self, told: Sequence[dict[str, Any]]) -> tuple[Likely, ...]:
        for one in told:
            self._pieces.setdefault(one["id"], bytes(one["bytes"]))
        return tuple((one["id"], _logprob(one)) for one in told)

    def tokens(self, text: str) -> list[int]:
        """Return the tokens of a text that stands within others."""
        return self._tokenize(text, beginning=False)

    def _tokenize(self, text: str, *, beginning: bool) -> list[int]:
        """Return the tokens of ``text``; ``beginning`` adds what the model wants at the start of one."""
        found = self._ask("/tokenize", content=text, add_special=beginning, with_pieces=True)["tokens"]
        for one in found:
            piece = one["piece"]
            self._pieces.setdefault(one["id"], piece.encode() if isinstance(piece, str) else bytes(piece))
        return [one["id"] for one in found]

    def piece(self, token: int) -> bytes:
        """Return the bytes of one token; they may be part of a character."""
        if token not in self._pieces:
            self._pieces[token] = str(self._ask("/detokenize", tokens=[token])["content"]).encode()
        return self._pieces[token]

    def _ask(self, path: str, **body: Any) -> Any:
        try:
            response = self._client.post(path, json=body)
            response.raise_for_status()
        except httpx.HTTPError as error:
            raise TryAgain(f"llama.cpp could not read the text ({error}); try again.") from error
        return response.json()

    async def close(self) -> None:
        """End the server, when what runs is done."""
        await asyncio.to_thread(self._executor.shutdown)
        self._client.close()
        await self._server.close()


def _logprob(told: dict[str, Any]) -> float:
    return max(float(told["logprob"]), LEAST_LOGPROB)
