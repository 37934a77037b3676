"""The model that is measured: what every backend lets one see of it, and what only some do."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from lamp_bench.personalization.variants import MIXED
from lamp_lsp.backends.protocol import Capabilities, Chunk, GenerationOptions, MixingBackend, Timing
from lamp_lsp.backends.token_estimate import TokenEstimate
from style_learner.errors import NotAvailable
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


@runtime_checkable
class Scorer(Protocol):
    """A backend that tells the probability of given text."""

    async def score(self, prompt: str, targets: Sequence[str]) -> list[list[float]]: ...

    async def score_likeliest(self, prompt: str, target: str) -> list[tuple[float, tuple[tuple[int, float], ...]]]: ...

    def tokens(self, text: str) -> list[int]: ...

    def piece(self, token: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Measured:
    """An open model."""

    writer: Writer
    fim: FimFormat
    scorer: Scorer | None
    """None where it does not tell how likely a given text is."""
    mixer: MixingBackend | None
    """None where nobody else takes part in the decoding."""
    corrects: bool
    """Whether answers can be corrected: it tells the likeliest tokens."""

    def arms(self, wanted: Sequence[str]) -> list[str]:
        """Return those of ``wanted`` that this model can do."""
        return [arm for arm in wanted if self.mixer is not None or arm not in MIXED]

    def left_out(self, wanted: Sequence[str]) -> list[str]:
        """Return a sentence for each thing that this model cannot do."""
        said = []
        if self.scorer is None:
            said.append(
                f"No bits per character (-): {self.writer.kind} does not tell how likely a given text is; "
                "the embedded backend does."
            )
        missing = [arm for arm in wanted if arm not in self.arms(wanted)]
        if missing:
            said.append(f"Left out: {', '.join(missing)}; only the embedded backend lets one take part in decoding.")
        if not self.corrects:
            said.append(f"Answers are not corrected: {self.writer.kind} tells no log-probabilities.")
        return said

    def tokens(self, text: str) -> list[int]:
        """Return the tokens of a text; empty where the backend keeps them to itself."""
        return self.scorer.tokens(text) if self.scorer is not None else []

    def piece(self, token: int) -> bytes:
        """Return the bytes of a token; empty where the backend keeps them to itself."""
        return self.scorer.piece(token) if self.scorer is not None else b""

    def count_tokens(self, text: str) -> int:
        """Return about how many tokens a text has: the same in every run, whatever was counted before."""
        if self.scorer is not None and len(text) <= COUNTED_CHARACTERS:
            return len(self.scorer.tokens(text))
        return TokenEstimate().tokens(text)


async def open_model(backend: Writer) -> Measured:
    """Open a backend and see what it can do.

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
    scorer = backend if isinstance(backend, Scorer) and capabilities.prompt_logprobs else None
    mixer = backend if isinstance(backend, MixingBackend) else None
    return Measured(backend, capabilities.fim, scorer, mixer, capabilities.logprobs)
