"""Vocabularies small enough to look through."""

import re
from collections.abc import Iterator, Sequence

from style_learner.ngrams.suffixes import END
from style_learner.ngrams.token_healing import Reading, Tail


class Letters:
    """Each letter is a token, the first is 0."""

    def tokens(self, text: str) -> list[int]:
        return [ord(letter) - ord("a") for letter in text]

    def piece(self, token: int) -> bytes:
        return bytes([ord("a") + token])


class LettersTail(Tail):
    """The end of a text in letters, none of which goes on."""

    def readings(self, written: Sequence[int]) -> Iterator[Reading]:
        yield Reading((*self._vocabulary.tokens(self._text), *written))

    def rest(self, token: int, then: int, begun: bytes) -> int:
        return END


class Words:
    """Words and marks are tokens, each with the blank before it; numbered as they come."""

    size = 64

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def tokens(self, text: str) -> list[int]:
        return [
            self._numbers.setdefault(token, len(self._numbers)) for token in re.findall(r" ?\w+| ?[^\w\s]|\s", text)
        ]

    def piece(self, token: int) -> bytes:
        return list(self._numbers)[token].encode()
