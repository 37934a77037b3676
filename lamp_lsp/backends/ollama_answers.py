"""What the lines of Ollama's answers mean, where versions differ and where a number is none.

* 0.24 tells the log-probability of each token of a piece; later versions tell the last one's alone.
* With a draft model some tokens come with log-probability 0 and no likeliest ones: not told, rather than certain.
* 0.30.0 counts only the tokens of a prompt that it really read.
"""

from collections.abc import Sequence
from typing import Any

from lamp_lsp.backends.ollama_client import OllamaAnswer
from lamp_lsp.backends.protocol import Chunk, likeliest_beside

_NO_CHARACTER = "\ufffd"
"""Stands for bytes that are only part of a character."""


def chunk_of(answer: OllamaAnswer) -> Chunk | None:
    """Return the piece of text that a line brings; None when it brings none."""
    text, told = answer.text, answer.logprobs or ()
    if not text:
        return None
    if len(told) != 1:
        return Chunk(text, _sum(told), max(1, len(told)))
    (one,) = told
    others = [(entry.token, entry.logprob) for entry in one.top_logprobs or ()]
    if _is_placeholder(one.logprob, others):
        return Chunk(text)
    if not _is_of_one_token(text, one.token):
        return Chunk(text, None, 2)
    return Chunk(text, one.logprob, 1, likeliest_beside(text, one.token, one.logprob, others))


def _sum(told: Sequence[Any]) -> float | None:
    return sum(entry.logprob for entry in told) if told else None


def _is_placeholder(logprob: float, others: Sequence[object]) -> bool:
    """Say whether nothing was told: of a token that is told, at least itself is among the likeliest."""
    return logprob == 0.0 and not others


def _is_of_one_token(text: str, token: str) -> bool:
    """Say whether ``text`` is ``token``, or what a stop left of it; not if it has text held back before."""
    return token.startswith(text) and _NO_CHARACTER not in token
