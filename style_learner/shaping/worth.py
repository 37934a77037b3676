"""Answers that are not worth showing."""

import re

from style_learner.shaping.overlap import says_following
from style_learner.shaping.place import Place

__all__ = ["why_not"]

SHORTEST = 2
"""Visible characters; one alone is typed faster than read."""
_COMMENT = re.compile(r"\s*(?:#|//|/\*|\*|--)\s*(.*)")


def why_not(place: Place, text: str) -> str | None:
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


def _only_echoes_comments(place: Place, text: str) -> bool:
    lines = [line for line in (place.line_before * (not place.blank) + text).split("\n") if line.strip()]
    said = {match[1].strip() for line in place.lines_before[:-1] if (match := _COMMENT.match(line))}
    comments = [match[1].strip() for line in lines if (match := _COMMENT.match(line))]
    return len(comments) == len(lines) and all(comment in said for comment in comments)
