"""How sure the model was is told by what it began with."""

import asyncio
import math
from collections.abc import AsyncGenerator, Sequence

import pytest

from lamp_lsp.backends.protocol import Chunk, Timing
from lamp_lsp.engine.writing import BEGINNING, GeneratedAnswer, finish, listen
from style_learner.postprocessing.completion_scope import completion_scope
from style_learner.postprocessing.finish import Postprocessor
from style_learner.types import CursorContext

PLACE = CursorContext("/p/a.py", "python", "def total(prices):\n", "", "/p")


def written(pieces: Sequence[Chunk]) -> GeneratedAnswer:
    """Return what is known of an answer that came in these pieces."""

    async def stream() -> AsyncGenerator[Chunk | Timing, None]:
        for piece in pieces:
            yield piece
        yield Timing(1, 0.01, len(pieces), 0.01)

    return asyncio.run(listen(stream(), Postprocessor(PLACE, completion_scope(PLACE))))


def test_lines_that_follow_surely_make_a_guess_no_surer() -> None:
    """A doubtful first line is doubtful however likely the model found the next, after it had written that one."""
    guess = [Chunk("    x", -2.0), Chunk(" =", -1.0), Chunk(" 1\n", -3.0)]
    sure = [Chunk("    y", -0.01), Chunk(" =", -0.01), Chunk(" 2\n", -0.01)] * 3

    assert written([*guess, *sure]).mean_logprob == pytest.approx(-2.0)


def test_the_beginning_ends_on_a_long_line_too() -> None:
    """What is far along the line is judged by nobody before it is read."""
    pieces = [Chunk(" x", -1.0)] * BEGINNING + [Chunk(" + 1", -5.0)] * 3

    assert written(pieces).mean_logprob == pytest.approx(-1.0)


def test_a_line_end_before_any_code_is_no_first_line() -> None:
    """Behind a line that is complete, the answer begins with a line's end."""
    assert written([Chunk("\n", -0.5), Chunk("    x", -1.5)]).mean_logprob == pytest.approx(-1.0)


@pytest.mark.parametrize(
    ("logprobs", "mean"),
    [((None, -1.0), -1.0), ((-1.0,) * BEGINNING + (-9.0,), -1.0), ((None, None), None), ((), None)],
)
def test_only_what_was_told_of_the_beginning_counts(logprobs: tuple[float | None, ...], mean: float | None) -> None:
    """A token of which the server told nothing makes the answer neither surer nor less sure."""
    found = written(
        [Chunk("    x" if number == 0 else " + x", one) for number, one in enumerate(logprobs)]
    ).mean_logprob

    assert found == mean if mean is None or found is None else math.isclose(found, mean)


@pytest.mark.parametrize("cut_short", [True, False])
def test_the_line_in_which_an_answer_was_cut_short_is_not_shown(cut_short: bool) -> None:  # noqa: FBT001
    """The model's limit may lie in the middle of a word; where the model ended by itself, it meant it."""
    postprocessor = Postprocessor(PLACE, completion_scope(PLACE))
    postprocessor.feed("    whole = sum(prices)\n    rounded = rou")

    shown = finish(postprocessor, GeneratedAnswer(timing=Timing(1, 0.01, 9, 0.1, cut_short=cut_short))).text

    assert shown == "    whole = sum(prices)" + ("" if cut_short else "\n    rounded = rou")
