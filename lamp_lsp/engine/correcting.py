"""An answer of a model server, corrected on its way by what the developer would write.

A server takes nobody's word in its decoding, but tells the likeliest tokens at each place. So the cache is mixed into
these; where another token than the server's is then the likeliest, the server is asked to go on after that one. Its
prefix cache holds all that stands before, so that a correction costs about two tokens' time.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace

import structlog

from lamp_lsp.backends.protocol import Chunk, GenerationOptions, Timing
from lamp_lsp.engine.own_tokens import Turn
from style_learner.ngrams.likeliest import Likeliest

log = structlog.get_logger()

MOST_CORRECTIONS = 8
"""In one answer; each is another request."""
SURE = -0.01
"""Log-probability of a token, about 0.99, from which nothing that was counted speaks against it."""


async def corrected(
    generate: Callable[[str, GenerationOptions], AsyncGenerator[Chunk | Timing, None]],
    prompt: str,
    options: GenerationOptions,
    begin: Callable[[], Likeliest],
    turn: Callable[[Turn], None] = lambda _: None,
) -> AsyncGenerator[Chunk | Timing, None]:
    """Continue a raw prompt by a backend's ``generate``; what is sampled at a temperature is weighed, never changed.

    ``begin`` is called in a thread when the model has read its prompt, ``turn`` at each correction.
    """
    weigh = _Weighing(begin)
    written, tokens, corrections = options.begun, 0, MOST_CORRECTIONS if options.temperature <= 0 else 0
    changed = True
    while changed and tokens < options.max_tokens:
        changed = False
        asked = replace(options, begun=written, max_tokens=options.max_tokens - tokens, likeliest=True)
        async with aclosing(generate(prompt, asked)) as stream:
            async for piece in stream:
                if isinstance(piece, Timing):
                    yield piece
                    continue
                chosen = piece
                if _is_open(piece):
                    chosen = await asyncio.to_thread(weigh, written, piece, may_change=corrections > 0)
                written, tokens, changed = written + chosen.text, tokens + chosen.tokens, chosen.text != piece.text
                if changed:
                    turn(Turn(piece.text, chosen.text))
                    corrections -= 1
                yield chosen
                if changed:
                    break


@dataclass(frozen=True, slots=True)
class Place:
    """A token of a text that was really written, as a model foresaw it."""

    text: str
    logprob: float
    likeliest: Mapping[str, float]


def scored(likeliest: Likeliest, places: Iterable[Place], first: Callable[[str], str]) -> list[float]:
    """Return the log-probability of each token of a text where the model's answers are corrected.

    ``first`` returns the first of the model's tokens in a word. What is foreseen adds up to one at most: a word that
    the cache alone names is counted for the token that it begins with, and where the model is sure it is left alone.
    """
    found, written = [], ""
    for place in places:
        if max(place.likeliest.values()) >= SURE:
            found.append(place.logprob)
        else:
            following = likeliest.mix(written, place.likeliest)
            begun = [word for word in following.named if first(word) == place.text]
            found.append(following.foresaw(place.text, place.logprob, begun))
        written += place.text
    return found


def _is_open(piece: Chunk) -> bool:
    """Say whether something else could come."""
    return bool(piece.likeliest) and (piece.logprob is None or piece.logprob < SURE)


class _Weighing:
    """Weighs the tokens of one answer; when that fails, the answer goes on as the server writes it."""

    def __init__(self, begin: Callable[[], Likeliest]) -> None:
        self._begin = begin
        self._likeliest: Likeliest | None = None
        self._failed = False

    def __call__(self, written: str, piece: Chunk, *, may_change: bool) -> Chunk:
        """Return the token to write, with its mixed probability."""
        if self._failed:
            return piece
        try:
            self._likeliest = self._likeliest or self._begin()
            following = self._likeliest.mix(written, piece.likeliest)
            best = following.best()[0] if may_change else piece.text
            return Chunk(best, following.came(best))
        except Exception as error:  # noqa: BLE001 a suggestion without it is better than none
            log.warning("an answer is not corrected", error=repr(error))
            self._failed = True
            return piece
