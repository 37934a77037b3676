"""From one text to the libraries it uses: how each is imported, and which of its members are named."""

from collections import Counter
from dataclasses import dataclass, field

from style_learner.syntax.imports import SEPARATORS, Import, imports_of
from style_learner.syntax.languages import learned_as
from style_learner.syntax.parsing import Node, find, parse, text_of

MAX_CHARACTERS = 1_000_000
"""A longer text is generated or data."""
_IDENTIFIERS = {
    "python": frozenset({"identifier"}),
    "javascript": frozenset({"identifier"}),
    "typescript": frozenset({"identifier", "type_identifier"}),
    "go": frozenset({"identifier", "package_identifier"}),
    "rust": frozenset({"identifier", "type_identifier"}),
    "java": frozenset({"identifier", "type_identifier"}),
}
_IMPORTING = frozenset(
    {"import_statement", "import_from_statement", "import_declaration", "import_spec", "use_declaration"}
)
_ACCESS = {
    "attribute": ("object", "attribute"),
    "member_expression": ("object", "property"),
    "nested_identifier": ("object", "property"),
    "selector_expression": ("operand", "field"),
    "qualified_type": ("package", "name"),
    "scoped_identifier": ("path", "name"),
    "scoped_type_identifier": ("path", "name"),
    "method_invocation": ("object", "name"),
    "field_access": ("object", "field"),
}
"""Nodes that reach into something: the fields of what is reached into, and of the member."""
_MAX_DEPTH = 3
"""Members below a library that still tell something: ``random.default_rng`` of numpy; beyond is the value's own."""


@dataclass(frozen=True, slots=True)
class LibrarySeen:
    """How one text uses one library."""

    library: str
    statements: tuple[str, ...]
    members: dict[str, float] = field(default_factory=dict)
    """Occurrences of each function or attribute, as reached from the library: ``random.default_rng``."""


def observe_imports(text: str, language: str) -> list[LibrarySeen]:
    """Return the libraries that ``text`` imports from elsewhere, in the order written; its own files are no library."""
    if len(text) > MAX_CHARACTERS:
        return []
    foreign = [one for one in imports_of(text, language) if not one.local]
    members = _members(text, language, foreign) if foreign else {}
    statements: dict[str, dict[str, None]] = {}
    for one in foreign:
        statements.setdefault(one.library, {})[one.statement] = None
    return [
        LibrarySeen(library, tuple(written), dict(members.get(library, {})))
        for library, written in statements.items()
        if library != "__future__"
    ]


def _members(text: str, language: str, imports: list[Import]) -> dict[str, Counter[str]]:
    bound = {name: (one.library, meaning) for one in imports for name, meaning in one.names.items()}
    kinds = _IDENTIFIERS.get(learned_as(language))
    tree = parse(text, language) if kinds and bound else None
    if tree is None or kinds is None:
        return {}
    separator = SEPARATORS.get(learned_as(language), ".")
    found: dict[str, Counter[str]] = {}
    for nodes in find(tree, language, kinds).values():
        for node in nodes:
            library, meaning = bound.get(text_of(node), ("", ""))
            if library and not _is_own(node):
                member = separator.join([*_below(library, meaning, separator), *_reached(node)][:_MAX_DEPTH])
                if member:
                    found.setdefault(library, Counter())[member] += 1
    return found


def _below(library: str, meaning: str, separator: str) -> list[str]:
    """Return the parts of ``meaning`` below the library; a module's path and a default export are no member."""
    rest = meaning.removeprefix(library)
    _, slash, last = rest.rpartition("/")
    parts = last.split(".")[1:] if slash else rest.split(separator)
    return [part for part in parts if part and part != "default"]


def _is_own(node: Node) -> bool:
    """Say whether the name here is not the import's: a member of something else, a keyword, the import itself."""
    parent = node.parent
    while parent is not None and parent.type in _ACCESS:
        if parent.child_by_field_name(_ACCESS[parent.type][1]) == node:
            return True
        node, parent = parent, parent.parent
    if parent is not None and parent.type == "keyword_argument":
        return parent.child_by_field_name("name") == node
    while parent is not None:
        if parent.type in _IMPORTING:
            return True
        parent = parent.parent if parent.type != "block" else None
    return False


def _reached(node: Node) -> list[str]:
    """Return the members that are reached through ``node``, one after the other."""
    members: list[str] = []
    parent = node.parent
    while parent is not None and parent.type in _ACCESS and len(members) < _MAX_DEPTH:
        inner, member = _ACCESS[parent.type]
        name = parent.child_by_field_name(member)
        if parent.child_by_field_name(inner) != node or name is None:
            break
        members.append(text_of(name))
        node, parent = parent, parent.parent
    return members
