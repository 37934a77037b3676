"""What the events of an OpenAI-compatible server's answer mean, in OpenAI's own form and in llama-server's."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from lamp_lsp.backends.protocol import Chunk, Timing, piece_of


class AnswerClock:
    """Times one answer: as the server measured it, else as it looks from here."""

    def __init__(self, limit: int) -> None:
        """Begin with the request; ``limit`` is the most tokens that were asked for."""
        self._limit = limit
        self._begun = time.perf_counter()
        self._first: float | None = None
        self._last = self._begun
        self._written = 0
        self._timings: Mapping[str, Any] = {}
        self._usage: Mapping[str, Any] = {}
        self._reason = ""
        self.finish_missing = True

    def saw(self, event: Mapping[str, Any]) -> None:
        """Keep what an event says of the whole answer: its end, llama-server's ``timings``, everyone's ``usage``."""
        self.finish_missing = False
        for choice in event.get("choices") or ():
            self._reason = choice.get("finish_reason") or self._reason
        self._timings = event.get("timings") or self._timings
        self._usage = event.get("usage") or self._usage

    def wrote(self, tokens: int) -> None:
        """Count a piece that has just come."""
        self._last = time.perf_counter()
        self._first = self._first or self._last
        self._written += tokens

    @property
    def prompt_tokens(self) -> int:
        return int(self._usage.get("prompt_tokens") or 0)

    def timing(self, read_tokens: int) -> Timing:
        """Return the timing; ``read_tokens`` is an estimate for servers that do not say what their cache held."""
        if "prompt_n" in self._timings and "predicted_n" in self._timings:
            told = self._timings
            return Timing(
                int(told["prompt_n"]),
                float(told.get("prompt_ms", 0)) / 1000,
                int(told["predicted_n"]),
                float(told.get("predicted_ms", 0)) / 1000,
                self._cut_short(int(told["predicted_n"])),
            )
        cached = (self._usage.get("prompt_tokens_details") or {}).get("cached_tokens")
        first = self._first or self._last
        written = int(self._usage.get("completion_tokens") or self._written)
        return Timing(
            read_tokens=read_tokens if cached is None else max(1, self.prompt_tokens - int(cached)),
            read_s=first - self._begun,
            written_tokens=written,
            write_s=self._last - first,
            cut_short=self._cut_short(written),
        )

    def _cut_short(self, written: int) -> bool:
        """Say whether a limit ended the answer: as the server says, else by its tokens."""
        return self._reason.endswith("length") if self._reason else written >= self._limit


def completion_chunk(choice: Mapping[str, Any]) -> Chunk | None:
    """Return the piece of a raw answer that an event brings; None when it brings none."""
    told = choice.get("logprobs") or {}
    # OpenAI's own form has parallel lists, llama-server's the one of chat.
    content = told.get("content") or ()
    values = told.get("token_logprobs") or [entry.get("logprob") for entry in content]
    tokens = told.get("tokens") or [entry.get("token") for entry in content]
    text = choice.get("text") or ""
    if text and len(values) == len(tokens) == 1 and values[0] is not None:
        beside = content[0].get("top_logprobs") or () if content else ()
        listed = [(one["token"], one["logprob"]) for one in beside]
        others = (told.get("top_logprobs") or [None])[0] or {}
        return piece_of(text, tokens[0], values[0], [*others.items(), *listed])
    return _chunk(text, values)


def chat_chunk(choice: Mapping[str, Any]) -> Chunk | None:
    """Return the piece of an answer in a conversation; what a server passes on as reasoning is none."""
    told = choice.get("logprobs") or {}
    values = [entry.get("logprob") for entry in told.get("content") or ()]
    return _chunk((choice.get("delta") or {}).get("content"), values)


def _chunk(text: str | None, logprobs: Sequence[float | None]) -> Chunk | None:
    if not text:
        return None
    known = [value for value in logprobs if value is not None]
    return Chunk(text, sum(known) if known else None, len(logprobs) or 1)
