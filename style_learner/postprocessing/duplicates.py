"""Definitions and imports that the file has already."""

import re
from collections.abc import Mapping

from style_learner.notebooks.marks import has_cells
from style_learner.postprocessing.cursor_syntax import CursorSyntax
from style_learner.syntax.parsing import Node, parse_if_loaded, text_of

__all__ = ["without_said_again"]

_JAVASCRIPT = frozenset(
    {
        *("import_statement", "export_statement", "class_declaration"),
        *("function_declaration", "generator_function_declaration"),
    }
)
_SAID_ONCE: Mapping[str, frozenset[str]] = {
    "python": frozenset({"import_statement", "import_from_statement", "function_definition", "class_definition"}),
    "rust": frozenset({"use_declaration", "function_item", "struct_item", "enum_item", "trait_item"}),
    "go": frozenset({"import_declaration", "function_declaration", "type_declaration"}),
    **dict.fromkeys(("javascript", "javascriptreact", "typescript", "typescriptreact"), _JAVASCRIPT),
}
"""Statements that stand once at a file's outermost level; a decorated definition is another kind."""
_BEGINS = re.compile(
    r"^(?:import|from|use|class|async|def|func|function|export|pub|fn|struct|enum|trait|type)\b", re.MULTILINE
)
_NAMELESS = frozenset({"_", "init"})
"""Functions that may stand in a file as often as one likes."""


def without_said_again(place: CursorSyntax, text: str, replaced: int) -> str:
    """Cut ``text`` before a definition or an import at the outermost level that the file has by the same head.

    Small models like to write the next function again that stands below, or the imports from above. Notebooks, in which
    a cell often begins anew, are left alone, and what stands below an attribute.
    """
    before, after = place.context.prefix, place.context.suffix[replaced:]
    kinds = _SAID_ONCE.get(place.context.language)
    if kinds is None or not place.blank or not _BEGINS.search(text):
        return text
    if place.in_notebook or has_cells(before) or has_cells(after):
        return text
    tree = parse_if_loaded(before + text + after, place.context.language)
    statements = [one for one in tree.root_node.children if one.type in kinds] if tree is not None else []
    begin, answer = len(_bytes(before)), _bytes(text)
    written = range(begin, begin + len(answer))
    heads = {_head(one) for one in statements if one.start_byte not in written}
    for one in statements:
        if one.start_byte in written and _head(one) in heads and _is_alone(one):
            return answer[: _first(one, begin) - begin].decode("utf-8", "surrogatepass").rstrip()
    return text


def _head(statement: Node) -> bytes:
    """Return the statement up to its body, or all of one that has none; white space aside."""
    body = (statement.child_by_field_name("declaration") or statement).child_by_field_name("body")
    text = statement.text or b""
    return b" ".join((text if body is None else text[: body.start_byte - statement.start_byte]).split())


def _is_alone(statement: Node) -> bool:
    """Say whether nothing above it or in its name lets it stand twice."""
    above, name = statement.prev_sibling, statement.child_by_field_name("name")
    while above is not None and "comment" in above.type:
        above = above.prev_sibling
    attribute = above is not None and above.type == "attribute_item"
    return not attribute and (name is None or text_of(name) not in _NAMELESS)


def _first(statement: Node, begin: int) -> int:
    """Return where a statement begins with the comments right above it, not before ``begin``; in bytes."""
    first, above = statement, statement.prev_sibling
    while above is not None and "comment" in above.type and above.start_byte >= begin and _touches(above, first):
        first, above = above, above.prev_sibling
    return first.start_byte


def _touches(above: Node, below: Node) -> bool:
    return above.end_point.row >= below.start_point.row - 1


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
