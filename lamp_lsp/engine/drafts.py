"""A suggestion is known from when it is first shown: one that is taken or left while it still arrives never ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from lamp_lsp.engine.suggestion import SuggestionRequest


@contextmanager
def noting_shown(ask: SuggestionRequest, note: Callable[[str], None]) -> Iterator[SuggestionRequest]:
    """Give ``ask`` with its drafts watched: ``note`` hears the first one, and the last one at the end."""
    watch = ask.watch
    if watch is None:
        yield ask
        return
    shown = ""

    def pass_on(draft: str) -> None:
        nonlocal shown
        watch(draft)
        if not shown:
            note(draft)
        shown = draft

    try:
        yield replace(ask, watch=pass_on)
    finally:
        if shown:
            note(shown)
