"""Concrete syntax trees: the only module that imports tree-sitter.

Positions of a tree are bytes of the UTF-8 text and (row, byte column) pairs; use :func:`text_of` to get text back.
Grammars load when first used (some milliseconds each), never at import.
"""

from functools import cache
from importlib import import_module

from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

__all__ = ["LANGUAGES", "Node", "Tree", "find", "parse", "text_of"]

_GRAMMARS = {
    "python": ("tree_sitter_python", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "javascriptreact": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "typescriptreact": ("tree_sitter_typescript", "language_tsx"),
    "go": ("tree_sitter_go", "language"),
    "rust": ("tree_sitter_rust", "language"),
    "java": ("tree_sitter_java", "language"),
    "c": ("tree_sitter_c", "language"),
    "cpp": ("tree_sitter_cpp", "language"),
}

LANGUAGES = frozenset(_GRAMMARS)
"""Language identifiers (as the Language Server Protocol spells them) that can be parsed."""


@cache
def _language(name: str) -> Language:
    module, function = _GRAMMARS[name]
    return Language(getattr(import_module(module), function)())


def parse(text: str, language: str) -> Tree | None:
    """Return the tree of ``text``, with error nodes where it is broken; None for a language without a grammar."""
    if language not in LANGUAGES:
        return None
    return Parser(_language(language)).parse(text.encode("utf-8", "surrogatepass"))


def text_of(node: Node) -> str:
    """Return the source text that ``node`` spans."""
    return (node.text or b"").decode("utf-8", "replace")


@cache
def _query(language: str, kinds: frozenset[str]) -> Query:
    return Query(_language(language), "\n".join(f"({kind}) @{kind}" for kind in sorted(kinds)))


def find(tree: Tree, language: str, kinds: frozenset[str]) -> dict[str, list[Node]]:
    """Return the nodes of each kind in document order, gathered in one walk; a kind without nodes is left out.

    ``ERROR`` and ``MISSING`` are kinds too. Raises ``tree_sitter.QueryError`` for a kind that the grammar has not.
    """
    found = QueryCursor(_query(language, kinds)).captures(tree.root_node)
    return {kind: sorted(nodes, key=_start) for kind, nodes in found.items()}


def _start(node: Node) -> int:
    return node.start_byte
