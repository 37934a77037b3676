"""The ends of blocks that an answer opened and left open, because it was cut at its limit."""

import re
from collections.abc import Iterator, Mapping

from style_learner.postprocessing.cursor_syntax import CursorSyntax
from style_learner.postprocessing.heads import BRACE_LANGUAGES, opens_block
from style_learner.postprocessing.lexing import OPENERS, Bracket
from style_learner.postprocessing.own_indentation import indentation_of
from style_learner.postprocessing.tags import JSX, ends_in_jsx

__all__ = ["endings_of", "is_balanced"]

_RUBY = (
    (r"\s*(?:def|class|module|if|unless|while|until|case|begin|for)\b(?!.*\bend\b)|.*\bdo(?:\s*\|[^|]*\|)?\s*$", "end"),
)
_LUA = ((r".*(?:\bthen|\bdo|\bfunction\b.*\)|\belse)\s*$", "end"), (r"\s*repeat\s*$", "until true"))
_SHELL = (
    (r"\s*(?:if)\b.*|.*;\s*then\s*$", "fi"),
    (r"\s*(?:for|while|until|select)\b.*", "done"),
    (r"\s*case\b.*\bin\s*$", "esac"),
)
_ENDED_BY_WORDS: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    language: tuple((re.compile(head), word) for head, word in heads)
    for language, heads in (
        ("ruby", _RUBY),
        ("lua", _LUA[:1]),
        ("elixir", ((r".*\bdo\s*$|.*->\s*$", "end"),)),
        ("shellscript", _SHELL),
    )
}
_ENDS = re.compile(r"\s*(?:end|fi|done|esac)\b")


def is_balanced(place: CursorSyntax, text: str) -> bool:
    """Say whether ``text`` closes all brackets that it opens, and no others."""
    found = place.scan_with(text)
    return found.open == place.stack and not place.closing_outside(text)


def endings_of(place: CursorSyntax, text: str) -> Iterator[str]:
    """Yield what may end the blocks that ``text`` opened; nothing where it has no block with lines in it."""
    if "\n" not in text or opens_block(text.rpartition("\n")[2], place.context.language):
        return
    if place.context.language in _ENDED_BY_WORDS:
        words = _words(place, text)
        if words:
            yield "".join(f"\n{word}" for word in reversed(words))
        return
    if place.context.language in JSX:
        yield from ends_in_jsx(place, text)
    opened = [bracket for bracket in place.scan_with(text).open if bracket.at >= len(place.lead)]
    if any(bracket.text == "{" for bracket in opened):
        closers = _closers(place, text, opened)
        yield closers
        if opened[0].text == "(" and place.context.language in BRACE_LANGUAGES | {"php"}:
            yield f"{closers};"


def _closers(place: CursorSyntax, text: str, opened: list[Bracket]) -> str:
    ending = ""
    for bracket in reversed(opened):
        closer = OPENERS[bracket.text]
        ending += f"\n{indentation_of(_line_of(place, text, bracket))}{closer}" if bracket.text == "{" else closer
    return ending


def _line_of(place: CursorSyntax, text: str, bracket: Bracket) -> str:
    full = place.lead + text
    return full[full.rfind("\n", 0, bracket.at) + 1 : bracket.at + 1]


def _words(place: CursorSyntax, text: str) -> list[str]:
    heads = _ENDED_BY_WORDS[place.context.language]
    waiting: list[str] = []
    for line in (place.line_before + text).split("\n"):
        if _ENDS.match(line):
            waiting = waiting[:-1]
        elif word := next((word for head, word in heads if head.match(line)), None):
            waiting.append(indentation_of(line) + word)
    return waiting
