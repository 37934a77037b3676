"""One answer, from the model's stream to what is worth showing of it: for engine and measurement alike."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

from lamp_lsp.backends.protocol import Chunk, Timing
from style_learner.postprocessing.finish import Postprocessed, Postprocessor

Draft = Callable[[str, float | None], None]
"""Told what may be shown of an answer while it arrives, and how likely its beginning is."""

BEGINNING = 5
"""Tokens of the first line by which an answer is judged: what is read first decides, and what comes later is sure of
itself, as lines follow one another (docs/learning.md, "Showing")."""


@dataclass(slots=True)
class GeneratedAnswer:
    """What the model wrote, as far as it was listened to."""

    begun: int = 0
    """Tokens of the beginning of which the log-probability was told."""
    logprob: float = 0.0
    """Sum over those, natural log."""
    timing: Timing | None = None
    """None where the writing was ended before the model was done."""

    _heard: int = 0
    """Tokens of the beginning, told or not."""
    _text: str = ""

    @property
    def mean_logprob(self) -> float | None:
        """Of a token of the beginning; None where nothing was told of any."""
        return self.logprob / self.begun if self.begun else None

    def hear(self, piece: Chunk) -> None:
        """Take note of a piece of the answer."""
        if self._heard < BEGINNING and "\n" not in self._text.lstrip():
            self._heard += piece.tokens
            self._text += piece.text
            if piece.logprob is not None:
                self.begun += piece.tokens
                self.logprob += piece.logprob


async def listen(
    stream: AsyncGenerator[Chunk | Timing, None], postprocessor: Postprocessor, draft: Draft | None = None
) -> GeneratedAnswer:
    """Feed an answer to ``postprocessor`` until that has enough, or the model is done."""
    written = GeneratedAnswer()
    async with aclosing(stream) as pieces:
        async for piece in pieces:
            if isinstance(piece, Timing):
                written.timing = piece
                break
            written.hear(piece)
            if postprocessor.feed(piece.text):
                break
            if draft is not None:
                draft(postprocessor.draft(), written.mean_logprob)
    return written


def finish(postprocessor: Postprocessor, written: GeneratedAnswer) -> Postprocessed:
    """Return what is worth showing."""
    return postprocessor.result(cut_short=written.timing is not None and written.timing.cut_short)
