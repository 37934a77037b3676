"""Small questions that several features ask of nodes and names."""

import re

from style_learner.syntax.parsing import Node, text_of

FUNCTIONS = frozenset(
    {
        "function_definition",
        "function_declaration",
        "generator_function_declaration",
        "function_expression",
        "arrow_function",
        "method_definition",
        "method_declaration",
        "constructor_declaration",
        "function_item",
        "closure_expression",
        "func_literal",
        "lambda_expression",
    }
)
"""Kinds of nodes whose body is another function's, in every grammar."""

_CASES = (
    ("upper", re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")),
    ("snake", re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")),
    ("camel", re.compile(r"[a-z]+[a-z0-9]*([A-Z][A-Za-z0-9]*)+")),
    ("pascal", re.compile(r"[A-Z][A-Za-z0-9]*")),
)


def name_case(name: str) -> str | None:
    """Return ``snake``, ``camel``, ``pascal`` or ``upper``; None where a name (one lower-case word) fits several.

    >>> [name_case(name) for name in ("read_all", "readAll", "ReadAll", "READ_ALL", "read", "X")]
    ['snake', 'camel', 'pascal', 'upper', None, None]
    """
    bare = name.strip("_$#")
    if len(bare) < 2:  # noqa: PLR2004 - one letter has no case to speak of
        return None
    return next((case for case, pattern in _CASES if pattern.fullmatch(bare)), None)


def words_of(name: str) -> list[str]:
    """Split a name into its words.

    >>> words_of("isHTTPServer_ready")
    ['is', 'HTTP', 'Server', 'ready']
    """
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)


def field(node: Node | None, name: str) -> Node | None:
    """Return the child in that field; None of None, so that questions can be chained."""
    return node.child_by_field_name(name) if node is not None else None


def field_text(node: Node | None, name: str) -> str:
    """Return the text of the child in that field, empty where there is none."""
    child = field(node, name)
    return text_of(child) if child is not None else ""


def is_kind(node: Node | None, *kinds: str) -> bool:
    """Say whether ``node`` is there and of one of the kinds."""
    return node is not None and node.type in kinds


def first_named(node: Node | None) -> Node | None:
    """Return the first named child that is no comment."""
    if node is None:
        return None
    return next((child for child in node.named_children if "comment" not in child.type), None)


def statements(node: Node | None) -> list[Node]:
    """Return the named children that are no comments."""
    return [child for child in node.named_children if "comment" not in child.type] if node is not None else []


def child_of(node: Node, kind: str) -> Node | None:
    """Return the first child of that kind, named or not."""
    return next((child for child in node.children if child.type == kind), None)


def is_multiline(node: Node) -> bool:
    """Say whether ``node`` spans lines."""
    return node.start_point[0] != node.end_point[0]


def is_inside(node: Node, kinds: frozenset[str], stop: frozenset[str] = frozenset()) -> bool:
    """Say whether an ancestor is of one of the kinds, looking no further than one of ``stop``."""
    parent = node.parent
    while parent is not None and parent.type not in stop:
        if parent.type in kinds:
            return True
        parent = parent.parent
    return False


def declared_name(node: Node) -> str:
    """Return the name that a definition gives, also through the declarators of C; empty where it has none."""
    target = field(node, "name") or field(node, "declarator")
    while target is not None and target.type.endswith("declarator"):
        target = field(target, "declarator") or first_named(target)
    if is_kind(target, "qualified_identifier"):
        target = field(target, "name")
    return text_of(target) if target is not None else ""


def binned(value: int, bins: tuple[tuple[int, str], ...], beyond: str) -> str:
    """Return the name of the first bin that ``value`` fits into.

    >>> binned(9, ((8, "short"), (16, "medium")), "long")
    'medium'
    """
    return next((name for limit, name in bins if value <= limit), beyond)


def last_row(node: Node | None) -> int:
    """Return the last row with text of ``node``: some comments' nodes end at the start of the next; -1 of None."""
    if node is None:
        return -1
    row, column = node.end_point
    return row - 1 if column == 0 and row > node.start_point[0] else row
