"""One answer, from the model's stream to what is worth showing of it: for engine and measurement alike."""

import math
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

from lamp_lsp.backends.protocol import Chunk, Timing
from style_learner.shaping.finish import Shaped, Shaper

Draft = Callable[[str, float | None], None]
"""Told what may be shown of an answer while it arrives, and the mean log-probability so far."""


@dataclass(slots=True)
class Written:
    """What the model wrote, as far as it was listened to."""

    tokens: int = 0
    logprob: float = 0.0
    """Sum over the tokens, natural log; not a number where one came without."""
    timing: Timing | None = None
    """None where the writing was ended before the model was done."""

    @property
    def mean_logprob(self) -> float | None:
        """None where a token came without one."""
        return None if not self.tokens or math.isnan(self.logprob) else self.logprob / self.tokens


async def listen(stream: AsyncGenerator[Chunk | Timing, None], shaper: Shaper, draft: Draft | None = None) -> Written:
    """Feed an answer to ``shaper`` until that has enough, or the model is done."""
    written = Written()
    async with aclosing(stream) as pieces:
        async for piece in pieces:
            if isinstance(piece, Timing):
                written.timing = piece
                break
            written.logprob += piece.logprob if piece.logprob is not None else math.nan
            written.tokens += piece.tokens
            if shaper.feed(piece.text):
                break
            if draft is not None:
                draft(shaper.draft(), written.mean_logprob)
    return written


def finish(shaper: Shaper, written: Written, max_tokens: int) -> Shaped:
    """Return what is worth showing; an answer that the limit of tokens ended was cut short."""
    return shaper.result(cut_short=written.timing is not None and written.tokens >= max_tokens)
