"""Answers that are not worth showing."""

import re

from style_learner.postprocessing.cursor_syntax import CursorSyntax
from style_learner.postprocessing.heads import BRACE_LANGUAGES
from style_learner.postprocessing.overlap import says_following

__all__ = ["why_not"]

SHORTEST = 2
"""Visible characters; one alone is typed faster than read."""
SHORTEST_ECHO = 8
"""Characters of comments that must come back to be an echo: rules and cell marks come back in good code, too."""
ECHO_LINES = 10
"""Lines above the cursor that are searched for them."""
_HASH = re.compile(r"\s*#\s*(.*)")
_SLASHES = re.compile(r"\s*(?://[/!]?|/\*+|\*)\s*(.*)")


def why_not(place: CursorSyntax, text: str) -> str | None:
    """Return the reason in words why ``text`` is not worth showing; None when it is."""
    visible = re.sub(r"\s", "", text)
    if not visible:
        return "empty"
    if len(visible) < SHORTEST:
        return "too short"
    if not re.search(r"[^\s)\]};,:]", text):
        return "only closing brackets"
    if says_following(place, text):
        return "the next line says it"
    if _only_echoes_comments(place, text):
        return "only repeats a comment"
    return None


def _only_echoes_comments(place: CursorSyntax, text: str) -> bool:
    language = place.context.language
    said = {_comment(line, language) for line in place.lines_before[-1 - ECHO_LINES : -1]}
    comments = [_comment(line, language) for line in (place.line_before + text).split("\n") if line.strip()]
    return all(comment and comment in said for comment in comments) and len("".join(comments)) >= SHORTEST_ECHO


def _comment(line: str, language: str) -> str:
    """Return the text of a line that is a comment, empty for code."""
    found = (_SLASHES if language in BRACE_LANGUAGES else _HASH).match(line)
    return found[1].strip() if found else ""
