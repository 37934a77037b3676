"""Docstrings and documentation comments: whether, where, and in which form."""

import re
from collections.abc import Iterator

from style_learner.habits.features.feature import SCRIPTS, Choice, File, Sighting, file_feature, node_feature
from style_learner.habits.features.reading import (
    declared_name,
    field,
    first_named,
    is_inside,
    is_kind,
    last_row,
    statements,
)
from style_learner.syntax.parsing import Node, text_of

_FUNCTIONS = {
    "python": "function_definition",
    SCRIPTS: "function_declaration method_definition",
    "go": "function_declaration method_declaration",
    "rust": "function_item",
    "java": "method_declaration",
    "c cpp": "function_definition",
}
_TYPES = {
    "python": "class_definition",
    SCRIPTS: "class_declaration",
    "typescript": "interface_declaration",
    "go": "type_spec",
    "rust": "struct_item enum_item trait_item",
    "java": "class_declaration interface_declaration",
    "c cpp": "struct_specifier",
    "cpp": "class_specifier",
}
_BODIES = frozenset({"block", "statement_block", "compound_statement"})


def docstring(node: Node) -> Node | None:
    """Return the string that opens a Python body, if one does."""
    first = first_named(node if node.type == "module" else field(node, "body"))
    inner = first_named(first) if is_kind(first, "expression_statement") else None
    return inner if is_kind(inner, "string") else None


def _comment_above(node: Node) -> Node | None:
    """Return the comment that touches a definition from above, past attributes and what wraps the definition."""
    outer = node.parent if is_kind(node.parent, "export_statement", "type_declaration") and node.parent else node
    below, above = outer, outer.prev_sibling
    while above is not None and above.type == "attribute_item":
        below, above = above, above.prev_sibling
    touches = above is not None and "comment" in above.type and last_row(above) + 1 == below.start_point[0]
    return above if touches else None


def documentation(node: Node) -> str:
    """Return a definition's documentation without its marks; empty where there is none."""
    if node.type in {"class_definition", "function_definition"} and is_kind(field(node, "body"), "block"):
        found = docstring(node)
        return text_of(found).strip("rRuU").strip("\"'").strip() if found is not None else ""
    above = _comment_above(node)
    plain_counts = above is not None and node.type in _GO_DEFINITIONS and is_kind(above.parent, "source_file")
    lines: list[str] = []
    while above is not None and "comment" in above.type:
        text = text_of(above).strip()
        if not text.startswith(("/**", "///", "//!")) and not plain_counts:
            break
        lines.insert(0, re.sub(r"^\s*(/\*\*|///|//!|//|\*/|\*)|\*/$", "", text, flags=re.MULTILINE).strip())
        before = above.prev_sibling
        above = before if before is not None and last_row(before) + 1 == above.start_point[0] else None
    return "\n".join(lines).strip()


_GO_DEFINITIONS = frozenset({"function_declaration", "method_declaration", "type_spec"})


def _is_public(node: Node) -> bool:
    name = declared_name(node)
    if name.startswith(("_", "#")) or name.lower().startswith("test") or is_inside(node, _BODIES):
        return False
    if node.type in {"function_item", "struct_item", "enum_item", "trait_item"}:
        return is_kind(first_named(node), "visibility_modifier")
    if is_kind(node.parent, "source_file", "type_declaration"):
        return name[:1].isupper()
    return True


@node_feature(
    "documented_functions",
    "Documentation of public functions",
    _FUNCTIONS,
    Choice(
        "documented",
        "documented",
        "Document public functions.",
        {
            "python": 'def f():\n    """Do."""',
            "javascript": "/** Does. */\nexport function f() {}",
            "go": "// F does.\nfunc F() {}",
            "rust": "/// Does.\npub fn f() {}",
            "java": "class A {\n/** Does. */\nvoid f() {} }",
            "c": "/** Does. */\nvoid f(void) {}",
        },
    ),
    Choice(
        "bare",
        "not documented",
        "Leave functions without docstrings.",
        {
            "python": "def f():\n    g()",
            "javascript": "// note\nfunction f() {}",
            "rust": "pub fn f() {}",
            "go": "func F() {}",
        },
    ),
)
def documented_functions(node: Node) -> str | None:
    """Read whether a function that others may call is documented."""
    if not _is_public(node):
        return None
    return "documented" if documentation(node) else "bare"


@node_feature(
    "documented_types",
    "Documentation of classes and types",
    _TYPES,
    Choice(
        "documented",
        "documented",
        "Document classes and types.",
        {
            "python": 'class A:\n    """An A."""',
            "typescript": "/** An A. */\nexport interface A {}",
            "javascript": "/** An A. */\nclass A {}",
            "go": "// A is.\ntype A struct{}",
            "rust": "/// An A.\n#[derive(Debug)]\npub struct A;",
            "java": "/** An A. */\nclass A {}",
            "c": "/** An A. */\nstruct A { int x; };",
        },
    ),
    Choice("bare", "not documented", "", {"python": "class A:\n    x = 1", "rust": "pub struct A;"}),
)
def documented_types(node: Node) -> str | None:
    """Read whether a class or type is documented; mere mentions of a type don't count."""
    if not _is_public(node) or (node.type.endswith("specifier") and field(node, "body") is None):
        return None
    return "documented" if documentation(node) else "bare"


@file_feature(
    "module_docstring",
    "Docstring of a module",
    {"python": ""},
    Choice("documented", "there", "Begin modules with a docstring.", {"python": '"""What it is."""\nx = 1'}),
    Choice("bare", "left out", "Leave modules without a docstring.", {"python": "x = 1"}),
    crosses_languages=False,
)
def module_docstring(file: File) -> Iterator[Sighting]:
    """Read whether a module says what it is; an empty one has nothing to say."""
    if file.complete and file.root.named_children:
        yield Sighting("documented" if docstring(file.root) is not None else "bare", 0)


_SECTIONS = (
    (
        "google",
        re.compile(r"^\s*(Args|Arguments|Returns|Raises|Yields|Attributes|Example|Examples):\s*$", re.MULTILINE),
    ),
    ("numpy", re.compile(r"^\s*(Parameters|Returns|Raises|Yields|Attributes|Examples)\s*\n\s*-{3,}", re.MULTILINE)),
    ("sphinx", re.compile(r"^\s*:(param|returns?|raises?|rtype|type)\b", re.MULTILINE)),
    ("epytext", re.compile(r"^\s*@(param|returns?|raise|type)\b", re.MULTILINE)),
)


@node_feature(
    "docstring_form",
    "Form of docstrings",
    {"python": "function_definition"},
    Choice(
        "google",
        "Google (Args:, Returns:)",
        "Write docstrings in Google's form (Args:, Returns:).",
        {"python": 'def f(a):\n    """Do.\n\n    Args:\n        a: It.\n    """'},
    ),
    Choice(
        "numpy",
        "NumPy (underlined sections)",
        "Write docstrings in NumPy's form (underlined sections).",
        {"python": 'def f(a):\n    """Do.\n\n    Parameters\n    ----------\n    a : int\n    """'},
    ),
    Choice(
        "sphinx",
        "Sphinx (:param:)",
        "Write docstrings in Sphinx' form (:param name:).",
        {"python": 'def f(a):\n    """Do.\n\n    :param a: It.\n    """'},
    ),
    Choice(
        "epytext",
        "Epytext (@param)",
        "Write docstrings in Epytext (@param name:).",
        {"python": 'def f(a):\n    """Do.\n\n    @param a: It.\n    """'},
    ),
    Choice(
        "prose",
        "sentences alone",
        "Write docstrings as sentences, without sections for parameters.",
        {"python": 'def f(a):\n    """Do a."""'},
    ),
    crosses_languages=False,
)
def docstring_form(node: Node) -> str | None:
    """Read the sections of a docstring whose function has something to say in them."""
    text = documentation(node)
    if not text or not statements(field(node, "parameters")):
        return None
    return next((form for form, pattern in _SECTIONS if pattern.search(text)), "prose")


@node_feature(
    "docstring_opening",
    "First line of long docstrings",
    {"python": "function_definition class_definition"},
    Choice(
        "same_line",
        "behind the quotes",
        "Begin a long docstring on the line of its quotes.",
        {"python": 'def f():\n    """Do.\n\n    More.\n    """'},
    ),
    Choice(
        "next_line",
        "below the quotes",
        "Begin a long docstring on the line below its quotes.",
        {"python": 'def f():\n    """\n    Do.\n    """'},
    ),
    crosses_languages=False,
)
def docstring_opening(node: Node) -> str | None:
    """Read where the text of a docstring of several lines begins."""
    found = docstring(node)
    if found is None or "\n" not in text_of(found):
        return None
    return "same_line" if text_of(found).lstrip("rRuU\"'").split("\n")[0].strip() else "next_line"


@node_feature(
    "docstring_lines",
    "Length of docstrings",
    {"python": "function_definition"},
    Choice("one", "one line", "Keep docstrings to one line.", {"python": 'def f():\n    """Do."""'}),
    Choice("several", "several lines", "", {"python": 'def f():\n    """Do.\n\n    More.\n    """'}),
    crosses_languages=False,
)
def docstring_lines(node: Node) -> str | None:
    """Count the lines of a docstring's text."""
    text = documentation(node)
    return ("several" if "\n" in text else "one") if text else None


_SENTENCES = {
    "python": "function_definition",
    SCRIPTS: "function_declaration method_definition",
    "rust": "function_item",
    "java": "method_declaration",
}


@node_feature(
    "docstring_period",
    "End of a docstring's first sentence",
    _SENTENCES,
    Choice(
        "period",
        "with a period",
        "End a docstring's first sentence with a period.",
        {"python": 'def f():\n    """Do."""', "rust": "/// Do.\nfn f() {}"},
    ),
    Choice(
        "none",
        "without a period",
        "End a one-line docstring without a period.",
        {
            "python": 'def f():\n    """Do"""',
            "java": "class A {\n/** Does */\nvoid f() {} }",
            "javascript": "/** Does */\nfunction f() {}",
        },
    ),
)
def docstring_period(node: Node) -> str | None:
    """Read the end of the first paragraph."""
    first = re.split(r"\n\s*\n|\n\s*[@:]", documentation(node))[0].strip()
    if not first or not (first[-1].isalnum() or first[-1] in ".)`'\""):
        return None
    return "period" if first.endswith(".") or re.search(r"\.\s", first) else "none"


_VERBS = frozenset(
    {
        *("add", "apply", "ask", "build", "calculate", "call", "check", "close", "collect", "compare", "compute"),
        *("convert", "copy", "count", "create", "decode", "define", "delete", "determine", "draw", "encode"),
        *("ensure", "execute", "extract", "fetch", "fill", "find", "format", "generate", "get", "give", "handle"),
        *("initialize", "insert", "iterate", "join", "list", "load", "look", "make", "map", "merge", "move"),
        *("open", "parse", "perform", "plot", "prepare", "print", "process", "provide", "put", "raise", "read"),
        *("remove", "render", "replace", "represent", "reset", "resolve", "return", "run", "save", "search", "send"),
        *("set", "show", "skip", "sort", "split", "start", "stop", "store", "take", "test", "transform", "try"),
        *("turn", "update", "use", "validate", "wait", "wrap", "write", "yield"),
    }
)


@node_feature(
    "docstring_mood",
    "Mood of docstrings",
    _SENTENCES,
    Choice(
        "imperative",
        "imperative (Return ...)",
        "Begin docstrings in the imperative: Return the name.",
        {"python": 'def f():\n    """Return it."""', "java": "class A {\n/** Return it. */\nint f() {} }"},
    ),
    Choice(
        "third_person",
        "third person (Returns ...)",
        "Begin docstrings in the third person: Returns the name.",
        {
            "python": 'def f():\n    """Returns it."""',
            "rust": "/// Returns it.\nfn f() {}",
            "javascript": "/**\n * Computes it.\n */\nfunction f() {}",
        },
    ),
)
def docstring_mood(node: Node) -> str | None:
    """Read the first word where it is a common verb."""
    first = re.match(r"[A-Za-z]+", documentation(node))
    word = first[0].lower() if first else ""
    if word in _VERBS:
        return "imperative"
    stems = {word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y"}
    return "third_person" if word.endswith("s") and stems & _VERBS else None
