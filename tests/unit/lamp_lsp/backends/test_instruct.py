"""Filling in by instruction: what a chatting model wraps around the code is taken off."""

from collections.abc import AsyncIterator, Sequence

import pytest

from lamp_lsp.backends.instruct import complete_by_instruction, fill_in_messages, inserted_code
from lamp_lsp.backends.protocol import ChatMessage, Chunk, GenerationOptions, Timing
from style_learner.types import CursorContext

PREFIX = "import math\n\n\ndef area(radius: float) -> float:\n    return "
SUFFIX = "\n\n\nprint(area(2.0))\n"
CODE = "math.pi * radius**2"


@pytest.mark.parametrize(
    "answer",
    [
        CODE,
        f"```python\n{CODE}\n```",
        f"Sure, here is the code:\n```python\n{CODE}\n```\nIt computes the area.",
        f"Here is the completion:\n{CODE}",
        f"    return {CODE}",
        f"return {CODE}",
        f"```\ndef area(radius: float) -> float:\n    return {CODE}\n```",
        f"{PREFIX}{CODE}{SUFFIX}",
        f"{CODE}\n\n\nprint(area(2.0))",
        f"<CURSOR>{CODE}",
    ],
)
def test_wrapping_and_repetition_are_taken_off(answer: str) -> None:
    """Fences, prose, and the code around the cursor do not come through."""
    assert inserted_code(answer, PREFIX, SUFFIX) == CODE


@pytest.mark.parametrize("code", ["x", "return x", "the_value: int = 3", "here = 1"])
def test_plain_code_is_left_alone(code: str) -> None:
    """What needs no cleaning is not touched, even where it looks like prose at first."""
    assert inserted_code(code, "def f(x):\n    ", "\n") == code


class ChattingBackend:
    """Answers every conversation with the same words."""

    kind = "scripted"
    model = "scripted"

    def __init__(self, *pieces: str) -> None:
        self._pieces = pieces
        self.asked: list[ChatMessage] = []

    async def chat(self, messages: Sequence[ChatMessage], options: GenerationOptions) -> AsyncIterator[Chunk | Timing]:
        self.asked = list(messages)
        for piece in self._pieces:
            yield Chunk(piece, -1.0)
        yield Timing(10, 0.1, len(self._pieces), 0.1)


@pytest.mark.asyncio
async def test_the_answer_comes_clean_and_with_its_timing() -> None:
    """One chunk with the code up to the stop, then the timing."""
    backend = ChattingBackend("```py\n", "x + 1\n", "y = 2\n", "```")
    context = CursorContext("/p/a.py", "python", "def f(x):\n    return ", "\n")

    items = [item async for item in complete_by_instruction(backend, context, GenerationOptions(20, ("\n",)))]  # type: ignore[arg-type]

    assert items == [Chunk("x + 1", -4.0, 4), Timing(10, 0.1, 4, 0.1)]


def test_the_model_sees_the_gap_in_its_place() -> None:
    """The request holds the code before, the mark, and the code after."""
    messages = fill_in_messages(CursorContext("/p/a.py", "python", PREFIX, SUFFIX))

    assert f"{PREFIX}<CURSOR>{SUFFIX}" in messages[-1].content
    assert "a.py" in messages[-1].content
    assert "/p/" not in messages[-1].content
