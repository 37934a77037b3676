"""How a model's own tokens before a place read when more is to follow them.

A tokenizer joins a blank to the word behind it and a dot to its member: after ``x = `` stand the tokens ``x``, `` =``
and a blank, but ``x = y`` has `` y``.
"""

from collections.abc import Iterator, Sequence

from style_learner.ngrams.suffixes import END
from style_learner.ngrams.token_healing import Reading, Tail

_BLANKS = " \t"


class TokenTail(Tail):
    """The end of the text before a cursor in a model's tokens."""

    def readings(self, written: Sequence[int]) -> Iterator[Reading]:
        """Yield how text and ``written``, the answer's own tokens, read; where they join, both ways."""
        vocabulary = self._vocabulary
        answer = b"".join(self._piece(token) for token in written).decode("utf-8", "ignore")
        text = self._text + answer
        tokens = vocabulary.tokens(text)
        yield Reading(tuple(tokens))
        if not tokens:
            return
        if text[-1] in _BLANKS:  # of several blanks the last one alone joins what follows
            begun = text[-1].encode()
            before = vocabulary.tokens(text[:-1])
        else:
            begun = self._piece(tokens[-1])
            before = tokens[:-1]
        if not answer or len(begun) > len(answer.encode()):
            yield Reading(tuple(before), begun)

    def rest(self, token: int, then: int, begun: bytes) -> int:
        """Return the token that goes on after ``begun`` where ``token`` and ``then`` stand; ``END`` where none does.

        Without its beginning a word is cut into other tokens, so what comes ``then`` may be a part of its first one.
        """
        piece = self._piece(token)
        if not piece.startswith(begun) or len(piece) == len(begun):
            return END
        rest = piece[len(begun) :]
        more = self._piece(then)
        return self._first_token(rest + more if _is_word(rest[-1:]) and _is_word(more[:1]) else rest)


def _is_word(character: bytes) -> bool:
    return character.isalnum() or character == b"_"
