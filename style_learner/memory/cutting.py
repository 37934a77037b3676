r"""Code to snippets: cut where the syntax has a seam, at sizes a prompt can use.

Everything here counts in lines (rows of the text split at ``\n``), never in bytes or columns, so a tree's byte
positions do not leak out. Lines longer than ``LONGEST_LINE`` belong to no snippet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import pairwise

from style_learner.notebooks.marks import has_cells, is_cell_mark
from style_learner.syntax.parsing import Node, parse, text_of
from style_learner.types import Snippet, Source

__all__ = ["LONGEST_LINE", "LONGEST_PIECE", "Piece", "cut", "pieces", "snippet_id"]

SMALL = 5
"""Lines under which a piece says too little alone and joins its neighbour."""
PACKED = 16
"""Lines to which small neighbours are packed."""
LONGEST_PIECE = 24
"""Lines over which even one function is split: about 250 tokens. At the same number of tokens, two or three places
of the developer's code say more than the whole of one (docs/memory.md)."""
LONGEST_LINE = 500
"""Characters; longer lines are data or minified, nobody's writing."""
LARGEST_TEXT = 1_000_000
"""Characters; larger files are generated."""
DEEPEST = 40
"""Nesting at which splitting gives up on syntax and counts lines."""


def _node_types(names: str) -> frozenset[str]:
    return frozenset(names.split())


_IMPORTS = _node_types(
    "import_statement import_from_statement future_import_statement import_declaration package_declaration"
    " package_clause use_declaration extern_crate_declaration preproc_include using_declaration"
)
_FUNCTIONS = _node_types(
    "function_definition function_declaration function_item function_signature_item function_expression"
    " generator_function generator_function_declaration arrow_function method_definition method_declaration"
    " constructor_declaration compact_constructor_declaration macro_definition"
)
_CLASSES = _node_types(
    "class_definition class_declaration abstract_class_declaration class class_specifier struct_specifier"
    " union_specifier enum_specifier interface_declaration enum_declaration record_declaration struct_item"
    " enum_item union_item trait_item impl_item mod_item internal_module module namespace_definition"
    " type_alias_declaration type_item type_spec"
)
_VALUES = _node_types(
    "variable_declarator const_item static_item const_spec var_spec assignment public_field_definition"
    " field_definition preproc_def preproc_function_def type_definition"
)
_WRAPPERS = _node_types(
    "decorated_definition export_statement expression_statement template_declaration linkage_specification"
    " lexical_declaration variable_declaration ambient_declaration type_declaration const_declaration"
    " var_declaration declaration"
)
_LEADING = _node_types("comment line_comment block_comment attribute_item decorator marker_annotation annotation")


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive lines that belong together; the pieces of a text share no line."""

    first: int
    last: int
    """Inclusive."""
    kind: str
    names: tuple[str, ...] = ()
    """Qualified names of what is defined in it, outermost first."""
    headers: tuple[int, ...] = ()
    """Lines above it that open the definitions it stands in: the class of a method, the start of a split function."""

    @property
    def lines(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class _Scope:
    """What encloses a region of the tree."""

    names: tuple[str, ...] = ()
    headers: tuple[int, ...] = ()
    depth: int = 0


def cut(
    text: str, language: str, *, project: str, path: str, at: float, source: Source = Source.WRITTEN
) -> list[Snippet]:
    """Return the snippets of one document, in order; none for binary noise or generated bulk.

    A piece inside a class or a long function begins with the line that opens it, so that it reads on its own;
    ``first_line`` is where the piece itself begins. Equal pieces of one document are one snippet.
    """
    lines = _lines(text)
    found: dict[str, Snippet] = {}
    for piece in pieces(text, language):
        rows = [*(row for row in piece.headers if row < piece.first), *range(piece.first, piece.last + 1)]
        body = "\n".join(lines[row] for row in rows if len(lines[row]) <= LONGEST_LINE)
        identity = snippet_id(project, path, body)
        name = " ".join(piece.names)
        found.setdefault(
            identity,
            Snippet(identity, project, path, language, body, piece.first, piece.kind, name, at, source),
        )
    return list(found.values())


def snippet_id(project: str, path: str, text: str) -> str:
    """Return the id of a snippet: 64 bits of a hash, as 16 hexadecimal digits."""
    digest = blake2b(digest_size=8)
    for part in (project, path, text):
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    return digest.hexdigest()


def pieces(text: str, language: str) -> list[Piece]:
    """Partition the lines of ``text``: each line that is neither blank nor too long is in exactly one piece."""
    if not text.strip() or len(text) > LARGEST_TEXT or _is_binary(text):
        return []
    lines = _lines(text)
    cells = _cells(lines) if language == "python" and has_cells(text) else [(0, len(lines))]
    units = [unit for start, end in cells for unit in _units_of(lines, start, end, language)]
    return _packed([shorter for unit in units if (shorter := _without_blank_ends(unit, lines)) is not None])


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def _is_binary(text: str) -> bool:
    sample = text[:10_000]
    strange = sum(one == "\ufffd" or (one < " " and one not in "\t\n\r\f") for one in sample)
    return "\0" in sample or strange > len(sample) / 20


def _cells(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return the line ranges of a joined notebook's cells, end exclusive."""
    starts = [row for row, line in enumerate(lines) if is_cell_mark(line)]
    edges = sorted({0, *starts, len(lines)})
    return list(pairwise(edges))


def _units_of(lines: Sequence[str], start: int, end: int, language: str) -> list[Piece]:
    """Return the smallest pieces of the lines from ``start`` to ``end`` (exclusive), before packing."""
    tree = parse("\n".join(lines[start:end]), language)
    if tree is None:
        return list(_paragraphs(lines, start, end))
    units = _split(tree.root_node, 0, end - start - 1, _Scope())
    return [
        replace(unit, first=unit.first + start, last=unit.last + start, headers=tuple(h + start for h in unit.headers))
        for unit in units
    ]


def _paragraphs(lines: Sequence[str], start: int, end: int) -> Iterator[Piece]:
    """Yield the blocks between blank lines, the long ones in even parts."""
    first = None
    for row in range(start, end + 1):
        if row < end and lines[row].strip():
            first = row if first is None else first
        elif first is not None:
            yield from _by_count(first, row - 1, "block", _Scope())
            first = None


def _by_count(first: int, last: int, kind: str, scope: _Scope) -> Iterator[Piece]:
    """Yield parts of at most ``LONGEST_PIECE`` lines, for text in which no seam was found."""
    for row in range(first, last + 1, LONGEST_PIECE):
        yield Piece(row, min(row + LONGEST_PIECE - 1, last), kind, (), scope.headers)


def _split(node: Node, first: int, last: int, scope: _Scope) -> Iterator[Piece]:
    """Yield the lines ``first`` to ``last``, which ``node`` accounts for, along its children."""
    for child, start, end in _regions(node, first, last):
        definition = _definition(child)
        if end - start < LONGEST_PIECE:
            yield Piece(start, end, _kind(child, definition), tuple(_names(child, scope)), scope.headers)
        elif scope.depth >= DEEPEST or child == node or child.child_count == 0:
            yield from _by_count(start, end, _kind(child, definition), scope)
        else:
            yield from _opened(child, definition, start, end, scope)


def _opened(child: Node, definition: Node | None, start: int, end: int, scope: _Scope) -> Iterator[Piece]:
    """Yield the parts of a node too long to be one piece; the first of a definition's parts bears its name."""
    inner = replace(scope, depth=scope.depth + 1)
    if definition is None:
        yield from _split(child, start, end, inner)
        return
    name = _name(definition)
    header = definition.start_point.row
    names = (*scope.names, name) if name else scope.names
    inner = _Scope(names, (*scope.headers, header)[-2:], inner.depth)
    for number, part in enumerate(_split(definition, start, end, inner)):
        if number == 0:
            kind = _kind(child, definition)
            own = (".".join(names), *part.names) if name else part.names
            yield replace(part, kind=kind, names=own, headers=scope.headers)
        else:
            yield part


def _regions(node: Node, first: int, last: int) -> Iterator[tuple[Node, int, int]]:
    """Divide the lines among the children: each child's region runs to where the next one's begins."""
    starts = _starts(node.children, first) or [(first, node)]
    edges = [first, *(row for row, _ in starts[1:]), last + 1]
    for (_, child), (start, end) in zip(starts, pairwise(edges), strict=True):
        yield child, start, end - 1


def _starts(children: Sequence[Node], first: int) -> list[tuple[int, Node]]:
    """Return the line where each region begins, with the longest node in it.

    Comments, decorators and attributes right above a node are in its region.
    """
    starts: list[tuple[int, Node]] = []
    reached = first - 1
    leading = False
    for child in children:
        row = max(child.start_point.row, first)
        if row > reached and not (leading and row == reached + 1):
            starts.append((row, child))
        elif starts and (leading or _rows(child) > _rows(starts[-1][1])):
            starts[-1] = (starts[-1][0], child)
        if row > reached or not leading:
            leading = child.type in _LEADING and row > reached
        reached = max(reached, _last_row(child))
    return starts


def _rows(node: Node) -> int:
    return node.end_point.row - node.start_point.row


def _last_row(node: Node) -> int:
    end = node.end_point
    return end.row - 1 if end.column == 0 and end.row > node.start_point.row else end.row


def _definition(node: Node) -> Node | None:
    """Return the function or class that ``node`` is or wraps (decorators, ``export``, ``const f = () =>``)."""
    if node.type in _FUNCTIONS or node.type in _CLASSES:
        return node
    if node.type in _WRAPPERS:
        return next((found for child in node.named_children if (found := _definition(child)) is not None), None)
    if node.type in _VALUES:
        value = node.child_by_field_name("value") or node.child_by_field_name("right")
        return node if value is not None and value.type in _FUNCTIONS else None
    return None


def _kind(node: Node, definition: Node | None) -> str:
    if definition is not None:
        return "class" if definition.type in _CLASSES else "function"
    return "imports" if node.type in _IMPORTS else "block"


def _names(node: Node, scope: _Scope) -> Iterator[str]:
    """Yield the qualified names that ``node`` defines: a class's methods too, its fields not."""
    if node.type in _WRAPPERS:
        for child in node.named_children:
            yield from _names(child, scope)
        return
    name = _name(node) if node.type in _FUNCTIONS | _CLASSES | _VALUES else ""
    if not name:
        return
    yield ".".join((*scope.names, name))
    body = node.child_by_field_name("body") if node.type in _CLASSES else None
    for member in body.named_children if body is not None else []:
        if len(scope.names) < DEEPEST and _definition(member) is not None:
            yield from _names(member, replace(scope, names=(*scope.names, name)))


def _name(node: Node) -> str:
    """Return what a definition is called; an ``impl`` is called after its type."""
    for field in ("name", "left", "declarator", "type"):
        found = node.child_by_field_name(field)
        while found is not None and (inner := found.child_by_field_name("declarator")) is not None:
            found = inner
        if found is not None:
            text = text_of(found)
            return text if text.replace("_", "a").replace("::", "").isalnum() else ""
    return ""


def _without_blank_ends(piece: Piece, lines: Sequence[str]) -> Piece | None:
    rows = [row for row in range(piece.first, piece.last + 1) if _counts(lines[row])]
    return replace(piece, first=rows[0], last=rows[-1]) if rows else None


def _counts(line: str) -> bool:
    return len(line) <= LONGEST_LINE and not line.isspace() and line != ""


def _packed(units: Sequence[Piece]) -> list[Piece]:
    """Join small neighbours until they are worth a snippet; what is left over at the end joins backwards."""
    packed: list[Piece] = []
    for unit in units:
        if packed and _join(packed[-1], unit):
            packed[-1] = _joined(packed[-1], unit)
        else:
            packed.append(unit)
    return packed


def _join(before: Piece, after: Piece) -> bool:
    if after.kind == "imports":
        together = before.kind == "imports" or before.lines < SMALL
        return together and after.last - before.first < LONGEST_PIECE
    if before.kind == "imports":
        return False
    small = before.lines < SMALL or after.lines < SMALL
    return small and after.last - before.first < PACKED


def _joined(before: Piece, after: Piece) -> Piece:
    names = tuple(dict.fromkeys((*before.names, *after.names)))
    kinds = (before.kind, after.kind)
    kind = next((kind for kind in ("imports", "class", "function") if kind in kinds), "block")
    return Piece(before.first, after.last, kind, names, before.headers)
