"""What the model's prefix cache holds, as far as is known: what it holds need not be read again."""

import os
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from lamp_lsp.backends.protocol import Backend, Chunk, Timing


class PrefixCache:
    """The text that one of the model's contexts holds.

    It never says too much: while a prompt is read, only what it shares with the one before is certain; with another
    model nothing is.
    """

    def __init__(self) -> None:
        self._text = ""
        self._of: Backend | None = None

    def unread(self, prompt: str, of: Backend, count_tokens: Callable[[str], int]) -> int:
        """Return how many tokens of ``prompt`` have to be read yet."""
        return count_tokens(prompt[len(self._shared(prompt, of)) :])

    def begins(self, prompt: str, of: Backend) -> None:
        """Note that ``prompt`` is going to be read."""
        self._text, self._of = self._shared(prompt, of), of

    def holds(self, prompt: str) -> None:
        """Note that ``prompt``, which was begun, has been read."""
        self._text = prompt

    def forget(self) -> None:
        """Note that something else was read."""
        self._text = ""

    def _shared(self, prompt: str, of: Backend) -> str:
        known = self._text if of is self._of else ""
        return os.path.commonprefix([known, prompt])  # noqa: RUF071 characters are meant


async def noting(
    stream: AsyncGenerator[Chunk | Timing, None], read: Callable[[], None]
) -> AsyncGenerator[Chunk | Timing, None]:
    """Pass on ``stream``, and call ``read`` when the first piece shows that the model has read its prompt."""
    async with aclosing(stream) as pieces:
        first = True
        async for piece in pieces:
            if first:
                read()
                first = False
            yield piece
