"""What the lines of Ollama's answers mean, where versions differ and where a number is none.

* 0.24 tells the log-probability of each token of a piece; later versions tell the last one's alone.
* With a draft model some tokens come with log-probability 0 and no likeliest ones: not told, rather than certain.
* 0.30.0 counts only the tokens of a prompt that it really read.
"""

from collections.abc import Sequence
from typing import Any

from lamp_lsp.backends.ollama_client import OllamaAnswer
from lamp_lsp.backends.protocol import Chunk, piece_of


def chunk_of(answer: OllamaAnswer) -> Chunk | None:
    """Return the piece of text that a line brings; None when it brings none."""
    text, told = answer.text, answer.logprobs or ()
    if not text:
        return None
    if len(told) != 1:
        return Chunk(text, _sum(told), max(1, len(told)))
    (one,) = told
    return piece_of(text, one.token, one.logprob, [(entry.token, entry.logprob) for entry in one.top_logprobs or ()])


def _sum(told: Sequence[Any]) -> float | None:
    return sum(entry.logprob for entry in told) if told else None
