"""What stands around the code in an answer: prompt marks, fences and prose, the prefix said once more."""

import re
from collections.abc import Sequence

from style_learner.postprocessing.cursor_syntax import CursorSyntax

__all__ = ["code_of", "until_heading", "without_echo", "without_marks"]

SHORTEST_PART_OF_MARK = 3
"""Characters of a mark's beginning that are cut from an answer's end: fewer are operators (``<``, ``<|``)."""
ECHO_LINES = 20
"""Lines before the cursor that an answer may say again; chat models begin at the top of the function."""
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[^\n`]*$", re.MULTILINE)


def without_marks(text: str, marks: Sequence[str]) -> str:
    """Cut ``text`` at the first mark of a prompt format, and a mark's beginning from its end."""
    for mark in marks:
        text = text.partition(mark)[0] if mark else text
    return text[: len(text) - max((_shared(text, mark) for mark in marks), default=0)]


def until_heading(text: str, headings: Sequence[str]) -> str:
    """Cut ``text`` before a whole line that only the prompt has, above a piece of other code."""
    for heading in headings:
        text = f"\n{text}".partition(f"\n{heading}\n")[0][1:]
    return text


def _shared(text: str, mark: str) -> int:
    lengths = range(len(mark) - 1, SHORTEST_PART_OF_MARK - 1, -1)
    return next((length for length in lengths if text.endswith(mark[:length])), 0)


def code_of(text: str) -> tuple[str, bool]:
    """Return the code of a chat model's answer and whether its block is finished.

    The first fenced block counts, the prose around it does not; an answer without a fence is taken as code.
    """
    begin = _FENCE.search(text)
    if begin is None:
        return text, False
    if text[: begin.start()].strip() and begin.end() == len(text):
        return "", False
    inner = text[begin.end() + 1 :]
    end = _FENCE.search(inner)
    return (inner, False) if end is None else (inner[: end.start()].removesuffix("\n"), True)


def without_echo(place: CursorSyntax, text: str) -> str:
    """Drop the lines before the cursor where ``text`` begins by saying them again."""
    if not place.blank and (rest := _after_echo([place.line_before], text)) is not None:
        return rest
    for count in range(min(ECHO_LINES, len(place.lines_before)), 2, -1):
        said = place.lines_before[-count:]
        if said[0].strip() and (rest := _after_echo(said, text)) is not None:
            return rest
    return text


def _after_echo(said: list[str], text: str) -> str | None:
    lines = text.split("\n")
    *whole, last = said
    if len(lines) < len(said) or [line.strip() for line in lines[: len(whole)]] != [line.strip() for line in whole]:
        return None
    start = lines[len(whole)]
    if len(re.findall(r"\w", "".join(said))) < SHORTEST_PART_OF_MARK or not start.lstrip().startswith(last.strip()):
        return None
    echoed = start.lstrip()[len(last.strip()) :]
    if re.match(r"\w", echoed) and re.search(r"\w$", last):
        return None
    kept = echoed.removeprefix(" ") if last.endswith(" ") else echoed
    return "\n".join([kept if last.strip() else start, *lines[len(said) :]])
