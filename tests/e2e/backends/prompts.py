"""Prompts whose answers are known, and the ways to collect what a backend says."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from lamp_lsp.backends.protocol import Chunk, Timing
from style_learner.prompts.formats import QWEN

IS_EVEN = (
    f"{QWEN.prefix}def is_even(number: int) -> bool:\n    return {QWEN.suffix}\n\n\nprint(is_even(4))\n{QWEN.middle}"
)
IS_EVEN_ANSWER = "number % 2 == 0"

WITHOUT_END = "# The numbers from 1 on, each on its line, without end\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n"
"""The model goes on with this for as long as it may."""


def long_prompt(seed: str, functions: int = 24) -> str:
    """Return a prompt of about 20 tokens a function that shares nothing with that of another seed."""
    bodies = (f"def {seed}_{index}(value):\n    return value + {index}\n" for index in range(functions))
    return f"# {seed}\n" + "\n\n".join(bodies)


@dataclass(frozen=True)
class Answer:
    """All that a backend said to one prompt."""

    chunks: tuple[Chunk, ...]
    timing: Timing

    @property
    def text(self) -> str:
        return "".join(chunk.text for chunk in self.chunks)

    @property
    def logprob(self) -> float:
        return sum(chunk.logprob for chunk in self.chunks if chunk.logprob is not None)


async def answer(items: AsyncIterator[Chunk | Timing]) -> Answer:
    """Listen to the end."""
    chunks: list[Chunk] = []
    timing: Timing | None = None
    async for item in items:
        assert timing is None, "the timing comes last"
        if isinstance(item, Timing):
            timing = item
        else:
            chunks.append(item)
    assert timing is not None
    return Answer(tuple(chunks), timing)


async def listen_to(count: int, items: Any) -> list[Chunk]:
    """Take so many chunks and leave."""
    heard: list[Chunk] = []
    async with aclosing(items) as chunks:
        async for chunk in chunks:
            heard.append(chunk)
            if len(heard) == count:
                break
    return heard
