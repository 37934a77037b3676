"""The code in an answer."""

import re

from style_learner.syntax.parsing import LANGUAGES, Node, parse, text_of

_FENCE = re.compile(r"^[ \t]*```[^\n`]*\n(?P<code>.*?)(?:^[ \t]*```[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"^[ \t]*```", re.MULTILINE)
_COMMENT_MARKS = ("#", "--", "//")
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


def is_cut(answer: str) -> bool:
    r"""Say whether an answer ends within its code: its last fence is open, or it has none.

    >>> is_cut("```python\nx = ("), is_cut("```python\nx\n```\nAnd this"), is_cut("x = (")
    (True, False, True)
    """
    fences = len(_MARK.findall(answer))
    return fences % 2 == 1 or not fences


def essence(code: str, language: str) -> list[tuple[int, str]]:
    r"""Return what of ``code`` does something: tokens and their depth, without comments and bare strings.

    >>> essence("x = 1  # one", "python") == essence("x=1", "python")
    True
    >>> essence("if a:\n  b()\n  c()", "python") == essence("if a:\n  b()\nc()", "python")
    False
    """
    tree = parse(code, language)
    if tree is None:
        lines = (line.strip() for line in code.splitlines())
        return [(0, "".join(line.split())) for line in lines if line and not line.startswith(_COMMENT_MARKS)]
    tokens: list[tuple[int, str]] = []
    waiting = [(tree.root_node, 0)]
    while waiting:
        node, depth = waiting.pop()
        if node.type in _COMMENTS or _is_bare_string(node):
            continue
        if node.child_count:
            waiting += [(child, depth + 1) for child in reversed(node.children)]
        elif (text := text_of(node)).strip():
            tokens.append((depth, text))
    return tokens


def _is_bare_string(node: Node) -> bool:
    return node.type == "expression_statement" and [child.type for child in node.children] == ["string"]


def has_comments(code: str, language: str) -> bool:
    """Say whether there is a comment in ``code``; in a language without a grammar, whether a line begins as one."""
    tree = parse(code, language)
    if tree is None:
        return any(line.lstrip().startswith(_COMMENT_MARKS) for line in code.splitlines())
    waiting = [tree.root_node]
    while waiting:
        node = waiting.pop()
        if node.type in _COMMENTS:
            return True
        waiting += node.children
    return False
