"""An answer of a model server, corrected on its way by what the developer would write.

A server takes nobody's word in its decoding, but tells the likeliest tokens at each place. So the cache is mixed into
these; where another token than the server's is then the likeliest, the server is asked to go on after that one. Its
prefix cache holds all that stands before, so that a correction costs about two tokens' time.
"""

import asyncio
import math
import re
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

import structlog

from lamp_lsp.backends.protocol import Chunk, GenerationOptions, Timing
from lamp_lsp.engine.personal_ngrams import TokenOverride
from style_learner.errors import LampError
from style_learner.ngrams.logprob_mixing import LogprobMixer

log = structlog.get_logger()

_MARK = re.compile(r"</?s>|<[|\uff5c].*[|\uff5c]>|<(?:EOT|PRE|SUF|MID|eos|bos|pad|unk|end_of_turn|fim_\w+|file_\w+)>")
"""Models' special marks, as servers tell them: none is ever written for another token."""

MOST_CORRECTIONS = 8
"""In one answer; each is another request."""
SLOW_S = 1.0
"""A server that takes so long for the first piece behind a correction holds no prefix: it is not corrected again."""
SURE = -0.01
"""Log-probability of a token, about 0.99, from which nothing that was counted speaks against it."""
UNSURE = math.log(0.5)
"""Log-probability of the model's token below which another may take its place: above it, of the few that were changed
as many were right before as after; below, five times as many after (docs/experiments/decoding.md)."""


async def corrected(
    generate: Callable[[str, GenerationOptions], AsyncGenerator[Chunk | Timing, None]],
    prompt: str,
    options: GenerationOptions,
    begin: Callable[[], LogprobMixer],
    turn: Callable[[TokenOverride], None] = lambda _: None,
) -> AsyncGenerator[Chunk | Timing, None]:
    """Continue a raw prompt by a backend's ``generate``; what is sampled at a temperature is weighed, never changed.

    ``begin`` is called in a thread when the model has read its prompt, ``turn`` at each correction. The last token that
    is allowed is the server's, so that it tells how long its answer took; what goes wrong after a correction ends the
    answer there.
    """
    weigh = _Weighing(begin)
    written, tokens, corrections = options.answer_prefix, 0, MOST_CORRECTIONS if options.temperature <= 0 else 0
    changed = True
    while changed:
        changed, asked_at = False, time.monotonic()
        asked = replace(options, answer_prefix=written, max_tokens=options.max_tokens - tokens, top_logprobs=True)
        async with aclosing(_unless_it_breaks(generate(prompt, asked), after_correction=tokens > 0)) as stream:
            async for piece in stream:
                if tokens and asked_at and time.monotonic() - asked_at > SLOW_S:
                    corrections = 0  # the server has to read its prompt again
                asked_at = 0.0
                if isinstance(piece, Timing):
                    yield piece
                    continue
                chosen, may_change = piece, corrections > 0 and tokens + 1 < options.max_tokens
                if _is_open(piece):
                    chosen = await asyncio.to_thread(weigh, written, piece, may_change=may_change)
                changed = chosen.text != piece.text
                if changed:
                    turn(TokenOverride(piece.text, chosen.text))
                    corrections -= 1
                    end = _stop_in(written, chosen.text, options.stop)
                    if end is not None:
                        if end > 0:
                            yield replace(chosen, text=chosen.text[:end])
                        return
                written, tokens = written + chosen.text, tokens + chosen.tokens
                yield chosen
                if changed:
                    break


async def _unless_it_breaks(
    stream: AsyncGenerator[Chunk | Timing, None], *, after_correction: bool
) -> AsyncGenerator[Chunk | Timing, None]:
    """Pass on ``stream``; where something was written before, an error only ends it."""
    async with aclosing(stream) as pieces:
        try:
            async for piece in pieces:
                yield piece
        except LampError as error:
            if not after_correction:
                raise
            log.warning("an answer ends at its correction", error=str(error))


def _stop_in(written: str, more: str, stops: Sequence[str]) -> int | None:
    r"""Return how much of ``more`` stands before the first stop that it completes; None where it completes none.

    >>> _stop_in("x = 1", " + 2\nprint", ("\n",)), _stop_in("x\n", "\ny", ("\n\n",)), _stop_in("x", "y", ("\n",))
    (4, 0, None)
    """
    ends = []
    for stop in stops:
        start = max(0, len(written) - len(stop) + 1)
        found = (written + more).find(stop, start)
        if found >= 0:
            ends.append(max(0, found - len(written)))
    return min(ends, default=None)


def _is_open(piece: Chunk) -> bool:
    """Say whether something else could come."""
    return bool(piece.top_logprobs) and (piece.logprob is None or piece.logprob < SURE)


class _Weighing:
    """Weighs the tokens of one answer; when that fails, the answer goes on as the server writes it."""

    def __init__(self, begin: Callable[[], LogprobMixer]) -> None:
        self._begin = begin
        self._mixer: LogprobMixer | None = None
        self._failed = False

    def __call__(self, written: str, piece: Chunk, *, may_change: bool) -> Chunk:
        """Return the token to write, with its mixed probability."""
        if self._failed:
            return piece
        try:
            self._mixer = self._mixer or self._begin()
            told = {text: logprob for text, logprob in piece.top_logprobs.items() if not _MARK.search(text)}
            if piece.text not in told:
                return piece
            following = self._mixer.mix(written, told)
            best = following.best() if may_change and told[piece.text] < UNSURE else piece.text
            if best == max(told, key=lambda text: told[text]):
                best = piece.text  # the model's likeliest; if the server took another, that is its own affair
            return Chunk(best, following.came(best))
        except Exception as error:  # noqa: BLE001 a suggestion without it is better than none
            log.warning("an answer is not corrected", error=repr(error))
            self._failed = True
            return piece
