"""A vocabulary of whole words and marks, for models that keep their own tokens to themselves."""

import re
from collections.abc import Iterator, Sequence
from threading import Lock

from style_learner.ngrams.suffixes import END
from style_learner.ngrams.token_healing import Reading, Tail

__all__ = ["PreTokenTail", "PreTokenizer", "first_pre_token"]

_LEXEME = re.compile(
    r"(?:[^\r\n\w]|_)?[^\W\d_]+"  # letters, with the blank or mark before them
    r"|\d"
    r"| ?(?:[^\s\w]|_)+[\r\n]*"  # marks, with the blank before and the line's end behind them
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""What models' tokenizers cut a text into before they merge bytes, so that their tokens are parts of these: the pattern
of cl100k, which Qwen, Llama 3 and their like have taken over with digits apart."""


def first_pre_token(text: str) -> str:
    """Return the first of the words and marks in ``text``; empty where it is empty.

    >>> first_pre_token("get_all")
    'get'
    """
    found = _LEXEME.match(text)
    return found.group() if found else ""


class PreTokenizer:
    r"""Numbers words and marks in the order in which they are met; any thread may ask.

    >>> words = PreTokenizer()
    >>> [words.piece(one).decode() for one in words.tokens("if a.b_c:\n    return 12")]
    ['if', ' a', '.b', '_c', ':\n', '   ', ' return', ' ', '1', '2']
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._pieces: list[bytes] = []
        self._lock = Lock()

    def tokens(self, text: str) -> list[int]:
        """Return the numbers of the words and marks of ``text``."""
        return [self._number(found) for found in _LEXEME.findall(text)]

    def piece(self, token: int) -> bytes:
        """Return a word or mark."""
        return self._pieces[token]

    def _number(self, text: str) -> int:
        known = self._numbers.get(text)
        if known is None:
            with self._lock:
                known = self._numbers.get(text)
                if known is None:
                    known = len(self._pieces)
                    self._pieces.append(text.encode("utf-8", "replace"))
                    self._numbers[text] = known
        return known


class PreTokenTail(Tail):
    """The end of the text before a cursor in words and marks, of which any may go on: a model writes parts of them."""

    def readings(self, written: Sequence[int]) -> Iterator[Reading]:
        """Yield how text and ``written`` read: as they stand, and with the last word, mark or blank begun."""
        vocabulary = self._vocabulary
        text = self._text + b"".join(map(self._piece, written)).decode("utf-8", "ignore")
        tokens = vocabulary.tokens(text)
        yield Reading(tuple(tokens))
        if not tokens:
            return
        last = self._piece(tokens[-1])
        yield Reading(tuple(tokens[:-1]), last)
        if last.endswith((b" ", b"\t")) and len(last) > 1:  # of several blanks the last one alone joins what follows
            yield Reading(tuple(vocabulary.tokens(text[:-1])), last[-1:])

    def rest(self, token: int, then: int, begun: bytes) -> int:
        """Return the word or mark that goes on after ``begun`` where ``token`` and ``then`` stand; else ``END``."""
        piece = self._piece(token)
        if not piece.startswith(begun) or len(piece) == len(begun):
            return END
        return self._first_token(piece[len(begun) :] + self._piece(then))
