"""A suggestion is known from when it is first shown."""

from contextlib import suppress
from dataclasses import replace

from lamp_lsp.engine.drafts import noting_shown
from lamp_lsp.engine.suggestion import SuggestionRequest
from lamp_lsp.settings import Settings
from style_learner.types import CursorContext

ASK = SuggestionRequest(CursorContext("/a.py", "python", "x = ", ""), "tab", Settings())


def test_the_first_draft_is_noted_at_once_and_the_last_where_the_asker_leaves() -> None:
    """What was on show is known whether or not the model ever ends."""
    seen: list[str] = []
    noted: list[str] = []

    with suppress(TimeoutError), noting_shown(replace(ASK, watch=seen.append), noted.append) as ask:
        assert ask.watch is not None
        ask.watch("a")
        assert noted == ["a"]
        ask.watch("ab")
        ask.watch("abc")
        raise TimeoutError

    assert noted == ["a", "abc"]
    assert seen == ["a", "ab", "abc"]


def test_what_was_never_shown_is_not_noted() -> None:
    """Nobody saw it, so nothing can become of it."""
    noted: list[str] = []

    with noting_shown(ASK, noted.append) as ask:
        assert ask is ASK

    with noting_shown(replace(ASK, watch=print), noted.append):
        pass

    assert noted == []
