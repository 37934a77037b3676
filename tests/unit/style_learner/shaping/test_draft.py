"""What may be shown of an answer that still arrives."""

import pytest

from style_learner.shaping.extent import extent
from style_learner.shaping.finish import Shaper
from style_learner.types import CursorContext


def _shaper(prefix: str, suffix: str = "", *, chat: bool = False) -> Shaper:
    context = CursorContext("/a.py", "python", prefix, suffix)
    return Shaper(context, extent(context), ("<|end|>",), chat=chat)


@pytest.mark.parametrize(
    ("answer", "draft"),
    [
        ("sum", ""),
        ("sum(pri", "sum("),
        ("sum(prices)", "sum(prices)"),
        ("sum(prices) ", "sum(prices)"),
        ("f(x)<|e", "f(x)"),
    ],
)
def test_a_word_that_may_grow_is_held_back(answer: str, draft: str) -> None:
    """Ghost text does not change under the eye but for growing."""
    shaper = _shaper("total = ")

    shaper.feed(answer)

    assert shaper.draft() == draft


def test_nothing_is_shown_before_text_that_may_be_said_again() -> None:
    """What stands right of the cursor may turn out to be part of the answer."""
    shaper = _shaper("print(", "total)")

    shaper.feed("sum(prices), ")

    assert shaper.draft() == ""


def test_a_chat_models_prose_is_not_shown() -> None:
    """Only what is in the fence is code."""
    shaper = _shaper("total = ", chat=True)

    shaper.feed("Here you are:\n```python\n")
    before = shaper.draft()
    shaper.feed("sum(prices)\n```\n")

    assert before == ""
    assert shaper.draft() == "sum(prices)"
