"""What may be shown of an answer that still arrives."""

import pytest

from style_learner.postprocessing.completion_scope import completion_scope
from style_learner.postprocessing.finish import Postprocessor
from style_learner.types import CursorContext


def _postprocessor(prefix: str, suffix: str = "", *, chat: bool = False) -> Postprocessor:
    context = CursorContext("/a.py", "python", prefix, suffix)
    return Postprocessor(context, completion_scope(context), ("<|end|>",), chat=chat)


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
    postprocessor = _postprocessor("total = ")

    postprocessor.feed(answer)

    assert postprocessor.draft() == draft


def test_nothing_is_shown_before_text_that_may_be_said_again() -> None:
    """What stands right of the cursor may turn out to be part of the answer."""
    postprocessor = _postprocessor("print(", "total)")

    postprocessor.feed("sum(prices), ")

    assert postprocessor.draft() == ""


def test_a_chat_models_prose_is_not_shown() -> None:
    """Only what is in the fence is code."""
    postprocessor = _postprocessor("total = ", chat=True)

    postprocessor.feed("Here you are:\n```python\n")
    before = postprocessor.draft()
    postprocessor.feed("sum(prices)\n```\n")

    assert before == ""
    assert postprocessor.draft() == "sum(prices)"
