"""The model that is measured: what writes, and what tells how likely a given text is."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from lamp_lsp.backends.protocol import Capabilities, Chunk, GenerationOptions, Timing
from lamp_lsp.backends.token_estimate import TokenEstimate
from style_learner.errors import LampError, NotAvailable
from style_learner.prompts.formats import FimFormat

COUNTED_CHARACTERS = 500
"""Longer texts are estimated, as the engine does."""


class Writer(Protocol):
    """A backend, as far as any measurement needs it."""

    kind: str
    model: str

    async def open(self) -> Capabilities: ...

    def generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]: ...

    async def close(self) -> None: ...


class Scorer(Protocol):
    """Tells the probability of given text."""

    async def score(self, prompt: str, targets: Sequence[str]) -> list[list[float]]: ...

    async def score_top_logprobs(
        self, prompt: str, target: str
    ) -> list[tuple[float, tuple[tuple[int, float], ...]]]: ...

    def tokens(self, text: str) -> list[int]: ...

    def piece(self, token: int) -> bytes: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Measured:
    """An open model."""

    writer: Writer
    fim: FimFormat
    scorer: Scorer | None
    """None where nothing tells how likely a given text is."""
    corrects: bool
    """Whether answers can be corrected: it tells the likeliest tokens."""

    def left_out(self) -> list[str]:
        """Return a sentence for each thing that this model cannot do."""
        said = []
        if self.scorer is None:
            said.append(
                f"No bits per character (-): {self.writer.kind} does not tell how likely a given text is; "
                "the embedded model does."
            )
        if not self.corrects:
            said.append(f"Answers are not corrected: {self.writer.kind} tells no log-probabilities.")
        return said

    def count_tokens(self, text: str) -> int:
        """Return about how many tokens a text has: the same in every run, whatever was counted before."""
        if self.scorer is not None and len(text) <= COUNTED_CHARACTERS:
            return len(self.scorer.tokens(text))
        return TokenEstimate().tokens(text)

    async def close(self) -> None:
        """Close what writes, and what tells probabilities."""
        await self.writer.close()
        if self.scorer is not None:
            await self.scorer.close()


async def open_model(backend: Writer, scorer: Callable[[], Awaitable[Scorer]] | None = None) -> Measured:
    """Open a backend and see what it can do; ``scorer`` opens what tells probabilities of the same weights.

    Raises:
        NotAvailable: its model does not fill in the middle.
    """
    capabilities = await backend.open()
    if capabilities.fim is None:
        await backend.close()
        raise NotAvailable(
            f"{backend.model} cannot be measured: it does not fill in the middle; choose another model, or the "
            "embedded one."
        )
    try:
        return Measured(
            backend, capabilities.fim, await scorer() if scorer is not None else None, capabilities.logprobs
        )
    except LampError:
        await backend.close()
        raise
