"""A grammar that arrives in the middle of an answer decides nothing of it."""

import pytest

from style_learner.postprocessing import proof
from style_learner.postprocessing.cursor_syntax import CursorSyntax
from style_learner.types import CursorContext


def test_the_whole_answer_is_not_dropped_because_a_part_is_the_first_to_be_parsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whether it is there is asked once: it could come between the whole answer and the same with a line less."""
    tries = iter([None])
    monkeypatch.setattr(proof, "is_loaded", lambda language: next(tries, True))
    place = CursorSyntax(CursorContext("a.rs", "rust", "mod a;\n", "\nmod d;\n"))

    assert proof.until_it_parses(place, "mod b;\nmod c;", 0) == "mod b;\nmod c;"
