"""The code in an answer."""

import re

from style_learner.syntax.parsing import LANGUAGES, parse

_FENCE = re.compile(r"^[ \t]*```[^\n`]*\n(?P<code>.*?)(?:^[ \t]*```[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_COMMENTS = frozenset({"comment", "line_comment", "block_comment"})


def code_block(answer: str) -> str | None:
    r"""Return the first fenced block; None where there is none.

    >>> code_block("Try this:\n```python\nx = 1\n```\nIt sets x.")
    'x = 1\n'
    """
    found = _FENCE.search(answer)
    return found["code"] if found and found["code"].strip() else None


def with_code(answer: str, code: str) -> str:
    r"""Return the answer with ``code`` in place of its first block.

    >>> with_code("```python\nx = 'a'\n```", 'x = "a"\n')
    '```python\nx = "a"\n```'
    """
    found = _FENCE.search(answer)
    return answer if found is None else answer[: found.start("code")] + code + answer[found.end("code") :]


def first_error(code: str, language: str) -> int | None:
    """Return the line (from 1) where ``code`` stops to parse; None where it parses, or no grammar can tell.

    >>> first_error("x = (1", "python"), first_error("x = 1", "python"), first_error("x = (", "julia")
    (1, None, None)
    """
    if language not in LANGUAGES:
        return None
    tree = parse(code, language)
    if tree is None or not tree.root_node.has_error:
        return None
    waiting, first = [tree.root_node], tree.root_node.end_point[0]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            first = min(first, node.start_point[0])
        waiting += [child for child in node.children if child.has_error or child.is_missing]
    return first + 1


def has_comments(code: str, language: str) -> bool:
    """Say whether there is a comment in ``code``; in a language without a grammar, whether a line begins as one."""
    tree = parse(code, language)
    if tree is None:
        return any(line.lstrip().startswith(("#", "--", "//")) for line in code.splitlines())
    waiting = [tree.root_node]
    while waiting:
        node = waiting.pop()
        if node.type in _COMMENTS:
            return True
        waiting += node.children
    return False
