"""What the model's cache holds is never overstated: a full prompt that has to be read anew would keep one waiting."""

import asyncio
from collections.abc import AsyncGenerator
from typing import cast

from lamp_lsp.backends.protocol import Backend, Chunk, Timing
from lamp_lsp.engine.prefix_cache import PrefixCache, noting

ONE, OTHER = cast("Backend", object()), cast("Backend", object())


def test_what_was_read_need_not_be_read_again() -> None:
    """Only what a prompt goes on with is unread."""
    cache = PrefixCache()
    cache.begins("def add(", ONE)
    cache.holds("def add(")

    assert cache.unread("def add(one", ONE, len) == 3
    assert cache.unread("def sub(one", ONE, len) == 7


def test_another_model_holds_nothing() -> None:
    """A model that was opened anew has read nothing yet."""
    cache = PrefixCache()
    cache.begins("def add(", ONE)
    cache.holds("def add(")

    assert cache.unread("def add(", OTHER, len) == 8


def test_a_prompt_that_was_left_is_not_taken_for_read() -> None:
    """A reading that was called off leaves what it shares with the text before, and no more is certain."""
    cache = PrefixCache()
    cache.begins("def add(", ONE)
    cache.holds("def add(")
    cache.begins("def sub(", ONE)

    assert cache.unread("def add(", ONE, len) == 4
    assert cache.unread("def sub(", ONE, len) == 4


def test_the_first_piece_shows_that_the_prompt_was_read() -> None:
    """Not before, since the one who asked may have left by then."""
    seen: list[str] = []

    async def pieces() -> AsyncGenerator[Chunk | Timing, None]:
        seen.append("reading")
        yield Chunk("a")
        yield Chunk("b")

    async def listen() -> list[str]:
        return [piece.text async for piece in noting(pieces(), lambda: seen.append("read")) if isinstance(piece, Chunk)]

    assert asyncio.run(listen()) == ["a", "b"]
    assert seen == ["reading", "read"]
