"""Brackets, strings and comments of code that may be broken or cut anywhere.

A syntax tree wants whole code; here the text ends at a cursor, often in the middle of a string. One regular
expression a family of languages (``syntax/notation.py``) finds the tokens that matter, in a millisecond for 16,000
characters. It guesses
where only a full grammar knows (a template in a template, nested quotes in an f-string), so nothing that follows
from it may harm a right answer: callers do nothing where they are not sure. Offsets are characters.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from style_learner.syntax.notation import notation_of

__all__ = ["CLOSERS", "OPENERS", "Bracket", "Closing", "Scan", "match", "scan"]

OPENERS = {"(": ")", "[": "]", "{": "}"}
CLOSERS = {closer: opener for opener, closer in OPENERS.items()}


class Bracket(NamedTuple):
    """One bracket in code, not in a string or comment."""

    text: str
    at: int
    """Offset in the scanned text; negative for what was open before it."""


class Closing(NamedTuple):
    """A closer and what it closes."""

    text: str
    at: int
    opener: Bracket | None
    """None: nothing open that it could close."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What one pass over a text found."""

    open: tuple[Bracket, ...]
    """What is open at the end, outermost first."""
    closings: tuple[Closing, ...]
    """Every closer of the part asked for."""
    newlines: dict[int, int]
    """Offset of each newline in code to the brackets open there; those in strings and long comments are left out."""
    inside: Literal["code", "string", "comment"]
    """Where the text ends."""
    inside_from: int
    """Where the string or comment around the end begins; the text's length in code."""


@cache
def _tokens(language: str) -> re.Pattern[str]:
    notation = notation_of(language)
    groups = [(f"comment_{number}", pattern) for number, pattern in enumerate(notation.comments)]
    for number, (start, end) in enumerate(notation.blocks):
        start, end = re.escape(start), re.escape(end)  # noqa: PLW2901 as patterns from here on
        groups += [
            (f"whole_comment_{number}", rf"{start}[\s\S]*?{end}"),
            (f"open_comment_{number}", rf"{start}[\s\S]*\Z"),
        ]
    groups += [(f"whole_{number}", pattern) for number, pattern in enumerate(notation.whole)]
    for number, (start, end) in enumerate(notation.strings):
        # the longer quotes first, even unfinished: else three quotes are an empty string and a quote
        groups += [(f"string_{number}", start + re.escape(end)), (f"open_string_{number}", start)]
    groups += [("newline", r"\n"), ("opener", r"[(\[{]"), ("closer", r"[)\]}]"), ("other", r"[^\n()\[\]{}]|\Z")]
    token = "|".join(f"(?P<{name}>{pattern})" for name, pattern in groups)
    # what begins no token is skipped in one go: trying every alternative at each letter takes three times as long
    return re.compile(rf"[\w \t.,+=]*+(?:{token})")


def match(stack: list[Bracket], closer: str) -> Bracket | None:
    """Close the innermost fitting bracket of ``stack``, dropping broken ones above it; None: there is none."""
    opener = CLOSERS[closer]
    for index in range(len(stack) - 1, -1, -1):
        if stack[index].text == opener:
            found = stack[index]
            del stack[index:]
            return found
    return None


def scan(text: str, language: str, stack: tuple[Bracket, ...] = (), since: int = 0) -> Scan:
    """Read ``text`` with ``stack`` already open, and note what closes from ``since`` on; linear in its length."""
    now, closings = list(stack), []
    newlines: dict[int, int] = {}
    inside: Literal["code", "string", "comment"] = "code"
    inside_from = len(text)
    notation = notation_of(language)
    counted = notation.brackets != "free"
    for token in _tokens(language).finditer(text):
        kind = token.lastgroup or "other"
        at = token.start(kind)
        if kind == "opener" and counted:
            now.append(Bracket(token[kind], at))
        elif kind == "closer" and counted:
            if token[kind] in notation.loose and not (now and now[-1].text == CLOSERS[token[kind]]):
                continue
            opener = match(now, token[kind])
            if at >= since:
                closings.append(Closing(token[kind], at, opener))
        elif kind == "newline":
            newlines[at] = len(now)
        elif token.end() == len(text) and kind.startswith(("comment", "open_")):
            inside = "string" if kind.startswith("open_string") else "comment"
            inside_from = at
    return Scan(tuple(now), tuple(closings), newlines, inside, inside_from)
