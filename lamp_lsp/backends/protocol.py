"""What a backend is: the one protocol behind which every model server looks alike.

One file a backend implements it; nothing outside this package knows which is in use, except by the stated
capabilities. Cancelling: the consumer stops iterating (``aclose`` or task cancellation), and the backend
stops the generation at the model, not only the reading of it.
"""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from style_learner.prompts.formats import FimFormat

NUCLEUS = 0.95
"""Probability mass that is sampled from: Holtzman et al., The Curious Case of Neural Text Degeneration
(arXiv 1904.09751), where 0.95 is nearest to human text; every backend is given the same."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the model behind a backend can do, as it says of itself."""

    fim: FimFormat | None
    """How it fills in the middle; None when it cannot."""
    chat: bool
    logprobs: bool
    """Log-probabilities of generated tokens."""
    context_length: int
    """Tokens, as configured: the same for chat and completion."""
    adapter: bool = False
    """Whether it has the developer's adapter, so that a request's ``adapter_strength`` counts."""


@dataclass(frozen=True, slots=True)
class GenerationOptions:
    """How to continue a prompt."""

    max_tokens: int
    stop: tuple[str, ...] = ()
    temperature: float = 0.0
    seed: int = 0
    answer_prefix: str = ""
    """The answer's beginning, which is there already."""
    top_logprobs: bool = False
    """Whether to tell the likeliest tokens at each place, where the backend can."""
    adapter_strength: float = 0.0
    """How much the developer's adapter takes part, 0 to 1, where the backend has it; a server with merged weights knows
    none and all. No prefix cache is shared between strengths."""
    cache_key: str = ""
    """Prompts of the same key follow one another: a server with several prefix caches keeps one for each."""
    logprobs: bool = True
    """Whether to tell log-probabilities: a server spends a softmax over its vocabulary on each token's."""


_PART_OF_A_CHARACTER = "\ufffd"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of an answer as it arrives."""

    text: str
    logprob: float | None = None
    """Sum over the tokens of this piece, natural log; None where not told, of all of them or of one."""
    tokens: int = 1
    """At least: a piece with text that the server held back is of several, and not every server says of how many."""
    top_logprobs: Mapping[str, float] = field(default_factory=dict)
    """Where asked for, the likeliest tokens at this place and their natural-log probabilities, this one among them;
    empty where not told, and for a piece of several tokens."""


def top_logprobs_beside(text: str, token: str, logprob: float, told: Iterable[tuple[str, float]]) -> dict[str, float]:
    r"""Return the likeliest tokens beside the one that came, which goes by the ``text`` that was passed on of it.

    Of ``told``, the likeliest first, the first counts of those that read alike. Empty where ``text`` is no beginning of
    the token: then something of it was held back until it was no stop; and where no others were told.

    >>> top_logprobs_beside(":", ":\n", -0.1, [(":\n", -0.1), (":", -3.0), (" x", -4.0)])
    {':': -0.1, ' x': -4.0}
    """
    found = {text: logprob}
    for other, one in told:
        if other != token:
            found.setdefault(other, one)
    return found if len(found) > 1 and text and token.startswith(text) else {}


def piece_of(text: str, token: str, logprob: float, told: Iterable[tuple[str, float]]) -> Chunk:
    r"""Return a piece of which a server told one token: the only one in it, unless text was held back before it.

    Log-probability 0 without any likeliest token, itself among them, is what a drafted token comes with: not told.

    >>> piece_of("x", "x", -0.5, []), piece_of("x", "x", 0.0, []).logprob, piece_of("\n  x", "x", -0.5, []).tokens
    (Chunk(text='x', logprob=-0.5, tokens=1, top_logprobs={}), None, 2)
    """
    others = list(told)
    if logprob == 0.0 and not others:
        return Chunk(text)
    if not token.startswith(text) or _PART_OF_A_CHARACTER in token:
        return Chunk(text, None, 2)
    return Chunk(text, logprob, 1, top_logprobs_beside(text, token, logprob, others))


@dataclass(frozen=True, slots=True)
class Timing:
    """What one finished generation took at the model; the daemon's speed estimate is fed with it."""

    read_tokens: int
    """Prompt tokens really read, without those the prefix cache still held."""
    read_s: float
    written_tokens: int
    write_s: float
    cut_short: bool = False
    """Whether the answer ended at the limit of tokens or of the context: maybe in the middle of a line."""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """Where a loaded model sits."""

    gpu_share: float | None
    """0 to 1; None where the backend does not say."""
    memory_bytes: int | None


class Backend(Protocol):
    """A model that completes text. Errors leave as ``style_learner.errors`` with the next step in words."""

    kind: str
    """``ollama``, ``embedded`` or ``openai``."""
    model: str

    async def open(self) -> Capabilities:
        """Connect or load, so that the next call does not wait for it; call once, before anything else."""
        ...

    def generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        """Continue a raw prompt; the last item is a ``Timing`` unless cancelled before."""
        ...

    def chat(self, messages: Sequence[ChatMessage], options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        """Answer a conversation, by the model's own template."""
        ...

    async def prefill(self, prompt: str, cache_key: str = "", adapter_strength: float = 0.0) -> Timing | None:
        """Read ``prompt`` into the prefix cache and generate nothing that is kept; cancellable."""
        ...

    def unread(self, prompt: str, cache_key: str = "", adapter_strength: float = 0.0) -> int:
        """Tokens of ``prompt`` that the prefix cache does not hold, as far as is known."""
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of ``text``: exact where cheap, else an estimate from what was seen; at most 1 ms for 10 kB."""
        ...

    async def loaded(self) -> Loaded:
        """Say where the model sits now."""
        ...

    async def forget(self) -> None:
        """Let go of the text that was read, here and in the server's prefix caches as far as it can be told to."""
        ...

    async def close(self) -> None:
        """Free the model and the connection."""
        ...
