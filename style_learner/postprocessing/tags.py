"""Elements that an answer opened and left open, because it was cut at its limit."""

import re
from collections.abc import Iterator

from style_learner.postprocessing.cursor_syntax import CursorSyntax
from style_learner.postprocessing.lexing import OPENERS
from style_learner.postprocessing.own_indentation import indentation_of

__all__ = ["JSX", "PAGES", "ends_in_jsx", "with_elements_ended"]

PAGES = frozenset({"html", "vue", "vue-html", "svelte", "astro"})
JSX = frozenset({"javascriptreact", "typescriptreact"})
_TAG = re.compile(
    r"(?:(?<!\w)<|<(?=/))(?P<close>/?)(?P<name>[A-Za-z][\w.:-]*|(?=>))(?:[^<>\"'{}=]|=>|=|\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\})*?(?P<empty>/?)>"
    r"|\{(?P<mark>[#/])(?P<block>if|each|await|key|snippet)\b"
)
"""A tag, a fragment's among them, or a block of Svelte; attributes may hold a closing angle in quotes and braces."""
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


def with_elements_ended(place: CursorSyntax, text: str) -> str:
    """Return a page's ``text`` of several lines with the ends of the elements that it left open."""
    if "\n" not in text or place.context.language not in PAGES:
        return text
    return text + "".join(end for _, end in reversed(_open(place.line_before + text)))


def ends_in_jsx(place: CursorSyntax, text: str) -> Iterator[str]:
    """Yield what may end the elements that ``text`` opened, and the brackets around them."""
    opened = _open(place.line_before + text)
    if not opened:
        return
    start, full = len(place.lead) - len(place.line_before), place.lead + text
    brackets = [
        (bracket.at - start, f"{_line_start(full, bracket.at)}{OPENERS[bracket.text]}")
        for bracket in place.scan_with(text).open
        if bracket.at >= len(place.lead)
    ]
    ending = "".join(end for _, end in sorted((*opened, *brackets), reverse=True))
    yield ending
    yield f"{ending};"


def _open(text: str) -> list[tuple[int, str]]:
    """Return where each element that is left open begins, and its end on a line of its own."""
    waiting: list[tuple[int, str, str]] = []
    for found in _TAG.finditer(text):
        name = found["block"] or found["name"] or ""
        if found["close"] or found["mark"] == "/":
            names = [each for _, each, _ in waiting]
            if name in names:  # what it leaves open needs no end of its own
                del waiting[len(names) - 1 - names[::-1].index(name) :]
        elif not found["empty"] and name.lower() not in _VOID:
            end = f"{{/{name}}}" if found["block"] else f"</{name}>"
            waiting.append((found.start(), name, f"{_line_start(text, found.start())}{end}"))
    return [(at, end) for at, _, end in waiting]


def _line_start(text: str, at: int) -> str:
    """Return a new line, indented as the line of ``text`` that ``at`` stands in."""
    return f"\n{indentation_of(text[text.rfind(chr(10), 0, at) + 1 :])}"
