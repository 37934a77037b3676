"""Places where a suggestion would only be in the way, told before any model is asked."""

import re

from style_learner.shaping.extent import RIGHT_OF_CURSOR
from style_learner.shaping.place import Place
from style_learner.types import CursorContext

__all__ = ["hopeless"]

MOST_RIGHT_OF_CURSOR = 8
"""Visible characters other than closers right of the cursor; the limit of llama.vim and llama.vscode."""
LONGEST_LINE = 1_000
"""Characters; beyond it the file is generated or minified, and a model's window holds little else."""
LONGEST_COMMENT_LINES = 40
"""A block comment or docstring so long is prose (a licence, a manual), which a code model only babbles on."""
_STATEMENT_END = {
    "javascript": r"[;}]\s*$",
    "javascriptreact": r"[;}]\s*$",
    "typescript": r"[;}]\s*$",
    "typescriptreact": r"[;}]\s*$",
    "rust": r"[;}]\s*$",
    "java": r"[;}]\s*$",
    "c": r"[;}]\s*$",
    "cpp": r"[;}]\s*$",
    "csharp": r"[;}]\s*$",
    "go": r"\}\s*$",
}


def hopeless(context: CursorContext, *, invoked: bool = False) -> str | None:
    """Return in words why nothing can be suggested at the cursor; None where something can.

    ``invoked`` says that the developer asked for it: then only places where no answer can be right are refused.
    """
    place = Place(context)
    if not context.prefix.strip() and not context.suffix.strip():
        return "the document is empty"
    if re.search(r"\w$", place.line_before) and re.match(r"\w", place.rest):
        return "in the middle of a word"
    if len(place.line_before) + len(place.rest) > LONGEST_LINE:
        return "the line is too long"
    return None if invoked else _unwanted(place)


def _unwanted(place: Place) -> str | None:
    if re.match(r"\w", place.rest):
        return "right before a word"
    if len(place.rest.strip(RIGHT_OF_CURSOR)) > MOST_RIGHT_OF_CURSOR:
        return "too much text right of the cursor"
    ended = _STATEMENT_END.get(place.context.language)
    in_head = place.stack and place.stack[-1].text == "("
    if ended and place.here.inside == "code" and not (in_head or place.rest) and re.search(ended, place.line_before):
        return "behind a complete statement"
    if place.here.inside != "code" and place.lead.count("\n", place.here.inside_from) >= LONGEST_COMMENT_LINES:
        return "inside a long comment"
    return None
