"""Bytes of tokens to text: characters split across tokens, and stop strings split across pieces."""

import codecs
from collections.abc import Sequence

from lamp_lsp.backends.protocol import Chunk


class StopFilter:
    """Cuts a text where a stop string first becomes complete, however the text is cut into pieces.

    Of several that become complete with the same character, the one that began first cuts.
    """

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stop for stop in stops if stop)
        self._held = ""
        self.stopped = False

    def feed(self, text: str) -> str:
        """Return what is now sure to precede any stop; what may be a stop's beginning is held back."""
        if self.stopped:
            return ""
        text = self._held + text
        cut = self._first_stop(text)
        if cut is not None:
            self.stopped, self._held = True, ""
            return text[:cut]
        keep = self._possible_start(text)
        self._held = text[keep:]
        return text[:keep]

    def flush(self) -> str:
        """Return what was held back: the text ended without a stop."""
        held, self._held = self._held, ""
        return held

    def _first_stop(self, text: str) -> int | None:
        found = [(at + len(stop), at) for stop in self._stops if (at := text.find(stop)) >= 0]
        return min(found)[1] if found else None

    def _possible_start(self, text: str) -> int:
        """Return where the longest end of ``text`` begins that is the beginning of a stop."""
        longest = max((len(stop) for stop in self._stops), default=1) - 1
        for at in range(max(0, len(text) - longest), len(text)):
            if any(stop.startswith(text[at:]) for stop in self._stops):
                return at
        return len(text)


class TextAssembler:
    """Turns tokens into the chunks of an answer; what is held back keeps its share of the log-probability."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._filter = StopFilter(stops)
        self._logprob = 0.0
        self._tokens = 0

    @property
    def stopped(self) -> bool:
        """Whether a stop string ended the answer."""
        return self._filter.stopped

    def feed(self, piece: bytes, logprob: float) -> Chunk | None:
        """Take one token and return the text that it completes, if any."""
        self._logprob += logprob
        self._tokens += 1
        return self._chunk(self._filter.feed(self._decoder.decode(piece)))

    def finish(self) -> Chunk | None:
        """Return the rest when the model has ended; a character never completed becomes U+FFFD."""
        rest = self._filter.feed(self._decoder.decode(b"", final=True))
        return self._chunk(rest + self._filter.flush())

    def _chunk(self, text: str) -> Chunk | None:
        if not text:
            return None
        chunk = Chunk(text, self._logprob, self._tokens)
        self._logprob, self._tokens = 0.0, 0
        return chunk
