"""Which lines of a file are code, and which of them make a block."""

import re
from collections.abc import Sequence

from style_learner.syntax.parsing import parse

_WORD = re.compile(r"\w")
_OPENERS = re.compile(r"[(.]|(?<![=!<>+\-*/%&|^:])= ")
_NOT_CODE = ("string", "comment", "template", "char", "regex")


def code_lines(text: str, language: str) -> list[int]:
    """Return the lines, zero-based, that begin with code and hold more than brackets and marks."""
    tree = parse(text, language)
    if tree is None:
        return []
    found = []
    for number, line in enumerate(text.encode("utf-8", "surrogatepass").split(b"\n")):
        if not _WORD.search(line.decode("utf-8", "replace")):
            continue
        column = len(line) - len(line.lstrip())
        node = tree.root_node.descendant_for_point_range((number, column), (number, column + 1))
        if node is not None and not any(mark in node.type for mark in _NOT_CODE):
            found.append(number)
    return found


def columns_behind_openers(line: str) -> list[int]:
    """Return the columns behind an opening bracket, a dot or an assignment's sign, where a word follows on the line.

    >>> columns_behind_openers("total = add(one, 2)  # 3.14 is not one")
    [8, 12]
    """
    code = re.split(r"\s(?:#|//)\s", line, maxsplit=1)[0]
    ends = (found.end() for found in _OPENERS.finditer(code))
    return [end for end in ends if re.match(r"[A-Za-z_\"'\[{]", code[end:]) and not _in_text(code[:end])]


def block_below(lines: Sequence[str], head: int) -> range:
    """Return the lines below ``head`` that are indented more than it; trailing blank lines left out.

    >>> block_below(["def f():", "    a()", "", "    b()", "", "g()"], 0)
    range(1, 4)
    """
    last = head
    for number in range(head + 1, len(lines)):
        if not lines[number].strip():
            continue
        if indentation(lines[number]) <= indentation(lines[head]):
            break
        last = number
    return range(head + 1, last + 1)


def indentation(line: str) -> int:
    """Count the characters before a line's first sign."""
    return len(line) - len(line.lstrip())


def _in_text(before: str) -> bool:
    return any(before.count(mark) % 2 for mark in "\"'`")
