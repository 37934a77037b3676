"""How the tokens before a place read when more is to follow them.

The text before a cursor ends in a token that it does not have once it goes on: words and marks go on. To look up where
the developer came this way before, the text is read both ways: as it stands, and without its last token, of which the
next one has to begin with (token healing: S. Lundberg, *The Art of Prompt Design: Prompt Boundaries and Token Healing*,
2023).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from style_learner.ngrams.suffixes import END

__all__ = ["Reading", "Tail", "Vocabulary"]

TAIL_CHARACTERS = 240
"""Read anew for each token: some lines, more than the longest run that is looked up."""


class Vocabulary(Protocol):
    """Numbers for the pieces of a text."""

    def tokens(self, text: str) -> list[int]:
        """Return the tokens of a text that stands within others."""
        ...

    def piece(self, token: int) -> bytes:
        """Return the bytes of one token; they may be part of a character."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what stands before a place."""

    run: tuple[int, ...]
    """The last tokens."""
    begun: bytes = b""
    """What stands there already of the token that comes next."""


class Tail(ABC):
    """The end of the text before a cursor, in the tokens of a vocabulary."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        end = text[-TAIL_CHARACTERS:]
        # From a line's beginning, if one is near: cut within a line, the first tokens are others.
        self._text = end[end.find("\n", 0, TAIL_CHARACTERS // 2) + 1 :] if len(text) > len(end) else end
        self._vocabulary = vocabulary
        self._pieces: dict[int, bytes] = {}
        self._first_tokens: dict[bytes, int] = {}

    @abstractmethod
    def readings(self, written: Sequence[int]) -> Iterator[Reading]:
        """Yield how text and ``written``, the answer's own tokens, read; where they join, in each way that may be."""

    @abstractmethod
    def rest(self, token: int, then: int, begun: bytes) -> int:
        """Return the token that goes on after ``begun`` where ``token`` and ``then`` stand; ``END`` where none does."""

    def _piece(self, token: int) -> bytes:
        if token not in self._pieces:
            self._pieces[token] = self._vocabulary.piece(token) if token != END else b""
        return self._pieces[token]

    def _first_token(self, text: bytes) -> int:
        if text not in self._first_tokens:
            tokens = self._vocabulary.tokens(text.decode("utf-8", "ignore"))
            self._first_tokens[text] = tokens[0] if tokens else END
        return self._first_tokens[text]
