"""Before generating: one line or several, how many at most, and which texts end the answer."""

from dataclasses import dataclass
from typing import Literal

from style_learner.notebooks.marks import CELL_MARK, has_cells
from style_learner.postprocessing.cursor_syntax import CursorSyntax
from style_learner.postprocessing.embedded import cursor_syntax
from style_learner.postprocessing.heads import opens_block
from style_learner.postprocessing.lexing import CLOSERS
from style_learner.types import CursorContext

__all__ = ["CompletionScope", "completion_scope", "extent_at"]

LINES_IN_BLOCK = 10
"""Lines offered among existing code: people rarely add more at a time, and each costs the reader's attention."""
LINES_IN_EMPTY_BLOCK = 24
"""Lines offered where a body is still to be written."""
RIGHT_OF_CURSOR = "".join(CLOSERS) + ";,: \t"
"""What may stand right of a cursor that is at a line's end all the same: editors close brackets themselves."""
_TOP_LEVEL: dict[str, tuple[str, ...]] = {
    "python": ("\ndef ", "\nclass ", "\nasync def ", "\nif __name__"),
    "rust": ("\nfn ", "\npub ", "\nimpl ", "\n#["),
    "go": ("\nfunc ", "\ntype "),
    "javascript": ("\nfunction ", "\nexport ", "\nclass "),
    "typescript": ("\nfunction ", "\nexport ", "\nclass "),
}
"""What stands in the first column only once an indented block has ended."""


@dataclass(frozen=True, slots=True)
class CompletionScope:
    """How much is wanted at a place."""

    kind: Literal["single", "multi"]
    max_lines: int
    """Lines at most, blank ones not counted."""
    stop: tuple[str, ...]
    """Texts at which the model may stop at once; postprocessing would cut there too."""
    reason: str
    """Why, in words."""


def completion_scope(context: CursorContext) -> CompletionScope:
    """Say how much is wanted at the cursor, by the syntax around it."""
    return extent_at(cursor_syntax(context))


def extent_at(place: CursorSyntax) -> CompletionScope:
    """Say how much is wanted at ``place``."""
    opener = opens_block(place.line_before, place.context.language) and place.here.inside == "code"
    if (reason := _why_single(place, opener=opener)) is not None:
        return CompletionScope("single", 1, ("\n",), reason)
    if opener:
        return _multi(place, _body_lines(place), "after the opening of a block")
    if opens_block(place.previous, place.context.language):
        return _multi(place, _body_lines(place), "at the beginning of a block")
    return _multi(place, LINES_IN_BLOCK, "an empty line")


def _why_single(place: CursorSyntax, *, opener: bool) -> str | None:
    if place.here.inside == "string" and "\n" not in place.lead[place.here.inside_from :]:
        return "inside a string"
    if place.rest.strip(RIGHT_OF_CURSOR):
        return "text right of the cursor"
    if place.rest and not (opener and place.line_before.rstrip().endswith("{")):
        return "between brackets"
    return None if opener or place.blank else "in the middle of a line"


def _body_lines(place: CursorSyntax) -> int:
    below = place.following[0] if place.following else ""
    column = place.column(place.line_before) if place.blank else place.column(place.line_before) + 1
    return LINES_IN_BLOCK if below and place.column(below) >= max(column, 1) else LINES_IN_EMPTY_BLOCK


def _multi(place: CursorSyntax, lines: int, reason: str) -> CompletionScope:
    language = {"javascriptreact": "javascript", "typescriptreact": "typescript"}.get(
        place.context.language, place.context.language
    )
    stop: tuple[str, ...] = ("\n\n\n\n",)
    if place.line_before[:1] in {" ", "\t"}:
        stop = ("\n\n\n", *_TOP_LEVEL.get(language, ()))
    if place.in_notebook or has_cells(place.before):
        stop = (*stop, f"\n{CELL_MARK}")
    return CompletionScope("multi", lines, stop, reason)
