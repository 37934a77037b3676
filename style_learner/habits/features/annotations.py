"""Annotations and types."""

import re
from collections.abc import Iterator

from style_learner.habits.features.feature import Choice, File, Sighting, file_feature, node_feature
from style_learner.habits.features.reading import declared_name, field, field_text, first_named, is_inside, is_kind
from style_learner.syntax.parsing import Node, text_of


@file_feature(
    "annotated_parameters",
    "Annotations of parameters",
    {"python": "parameters"},
    Choice("annotated", "annotated", "Annotate the types of parameters.", {"python": "def f(a: int): pass"}),
    Choice("bare", "not annotated", "Leave parameters without annotations.", {"python": "def f(self, a, b=1): pass"}),
    crosses_languages=False,
)
def annotated_parameters(file: File) -> Iterator[Sighting]:
    """Read each named parameter of a function; self and cls need no type."""
    for node in file.all("parameters"):
        for parameter in node.named_children:
            if parameter.type in {"typed_parameter", "typed_default_parameter"}:
                yield Sighting("annotated", parameter.start_point[0])
            elif parameter.type in {"identifier", "default_parameter"} and text_of(parameter) not in {"self", "cls"}:
                yield Sighting("bare", parameter.start_point[0])


@node_feature(
    "annotated_returns",
    "Annotations of results",
    {"python": "function_definition", "typescript": "function_declaration method_definition"},
    Choice(
        "annotated",
        "annotated",
        "Annotate the types of results.",
        {"python": "def f() -> int: pass", "typescript": "function f(): number { return 1; }"},
    ),
    Choice(
        "bare",
        "not annotated",
        "Leave the types of results out.",
        {"python": "def f(): pass", "typescript": "function f() { return 1; }"},
    ),
    crosses_languages=False,
)
def annotated_returns(node: Node) -> str | None:
    """Read whether a function names its result's type; constructors have none to name."""
    if declared_name(node) in {"__init__", "constructor"}:
        return None
    return "annotated" if field(node, "return_type") else "bare"


@node_feature(
    "annotated_variables",
    "Annotations of variables",
    {"python": "assignment", "typescript": "variable_declarator"},
    Choice(
        "annotated",
        "annotated",
        "Annotate the types of variables.",
        {"python": "count: int = 1", "typescript": "const a: number = 1;"},
    ),
    Choice("bare", "not annotated", "", {"python": "count = 1", "typescript": "const a = 1;"}),
    crosses_languages=False,
)
def annotated_variables(node: Node) -> str | None:
    """Read whether a new name is given a type; fields of a class body must have one to be fields."""
    target = field(node, "left") or field(node, "name")
    in_class = is_inside(node, frozenset({"class_definition"}), frozenset({"function_definition"}))
    if not is_kind(target, "identifier") or in_class:
        return None
    return "annotated" if field(node, "type") else "bare"


_OPTIONAL = re.compile(r"([a-z_]+\.)?Optional\[")
_UNION = re.compile(r"([a-z_]+\.)?Union\[")


@node_feature(
    "optional_form",
    "Values that may be missing",
    {"python": "type"},
    Choice("pipe", "X | None", "Write X | None, not Optional[X].", {"python": "def f(a: int | None): pass"}),
    Choice("optional", "Optional[X]", "Write Optional[X], not X | None.", {"python": "def f(a: Optional[int]): pass"}),
    crosses_languages=False,
)
def optional_form(node: Node) -> str | None:
    """Read an annotation that allows None."""
    if _OPTIONAL.match(text_of(node)):
        return "optional"
    is_pipe = is_kind(first_named(node), "binary_operator", "union_type")
    return "pipe" if is_pipe and re.search(r"\bNone\b", text_of(node)) else None


@node_feature(
    "union_form",
    "Values of several types",
    {"python": "type"},
    Choice("pipe", "X | Y", "Write X | Y, not Union[X, Y].", {"python": "def f(a: int | str): pass"}),
    Choice("union", "Union[X, Y]", "Write Union[X, Y], not X | Y.", {"python": "def f(a: Union[int, str]): pass"}),
    crosses_languages=False,
)
def union_form(node: Node) -> str | None:
    """Read an annotation with alternatives other than None."""
    if _UNION.match(text_of(node)):
        return "union"
    is_pipe = is_kind(first_named(node), "binary_operator", "union_type")
    return "pipe" if is_pipe and not re.search(r"\bNone\b", text_of(node)) else None


@node_feature(
    "collection_types",
    "Types of collections",
    {"python": "generic_type subscript"},
    Choice("builtin", "list[int]", "Write list[int], not List[int].", {"python": "def f(a: list[int]): pass"}),
    Choice("typing", "List[int]", "Write List[int] from typing.", {"python": "def f(a: t.List[int]): pass"}),
    crosses_languages=False,
)
def collection_types(node: Node) -> str | None:
    """Read the name of a collection's type in an annotation."""
    name = text_of(node.children[0]).split(".")[-1]
    if name in {"List", "Dict", "Set", "Tuple", "FrozenSet", "Type"}:
        return "typing"
    builtin = name in {"list", "dict", "set", "tuple", "frozenset", "type"}
    return "builtin" if builtin and node.type == "generic_type" else None


@file_feature(
    "future_annotations",
    "Postponed annotations",
    {"python": "type future_import_statement"},
    Choice(
        "imported",
        "from __future__ import annotations",
        "Begin modules with from __future__ import annotations.",
        {"python": "from __future__ import annotations\ndef f(a: int): pass"},
    ),
    Choice("none", "not imported", "", {"python": "def f(a: int): pass"}),
    crosses_languages=False,
)
def future_annotations(file: File) -> Iterator[Sighting]:
    """Read whether a module that annotates postpones their evaluation."""
    if file.complete and file.nodes.get("type"):
        found = [node for node in file.all("future_import_statement") if "annotations" in text_of(node)]
        yield Sighting("imported" if found else "none", found[0].start_point[0] if found else 0)


@node_feature(
    "array_type",
    "Types of arrays",
    {"typescript": "array_type generic_type"},
    Choice("brackets", "T[]", "Write T[], not Array<T>.", {"typescript": "let a: string[];"}),
    Choice("generic", "Array<T>", "Write Array<T>, not T[].", {"typescript": "let a: Array<string>;"}),
    crosses_languages=False,
)
def array_type(node: Node) -> str | None:
    """Read the type of an array."""
    if node.type == "array_type":
        return "brackets"
    return "generic" if field_text(node, "name") in {"Array", "ReadonlyArray"} else None


@node_feature(
    "object_type",
    "Types of objects",
    {"typescript": "interface_declaration type_alias_declaration"},
    Choice(
        "interface", "interface", "Declare object types as interfaces.", {"typescript": "interface A { x: number }"}
    ),
    Choice("type", "type", "Declare object types as type aliases.", {"typescript": "type A = { x: number };"}),
    crosses_languages=False,
)
def object_type(node: Node) -> str | None:
    """Read the declaration of an object's type."""
    if node.type == "interface_declaration":
        return "interface"
    return "type" if is_kind(field(node, "value"), "object_type") else None


@node_feature(
    "unknown_type",
    "Types that are not known",
    {"typescript": "predefined_type"},
    Choice("any", "any", "", {"typescript": "let a: any;"}),
    Choice("unknown", "unknown", "Use unknown, not any.", {"typescript": "let a: unknown;"}),
    crosses_languages=False,
)
def unknown_type(node: Node) -> str | None:
    """Read the type that stands for anything."""
    text = text_of(node)
    return text if text in {"any", "unknown"} else None


@node_feature(
    "closed_sets",
    "Closed sets of values",
    {"typescript": "enum_declaration type_alias_declaration"},
    Choice("enum", "enum", "Declare closed sets of values as enums.", {"typescript": "enum A { X, Y }"}),
    Choice(
        "union",
        "union of literals",
        "Declare closed sets of values as unions of literals.",
        {"typescript": "type A = 'x' | 'y';"},
    ),
    crosses_languages=False,
)
def closed_sets(node: Node) -> str | None:
    """Read the declaration of a set of named values."""
    if node.type == "enum_declaration":
        return "enum"
    value = field(node, "value")
    literals = is_kind(value, "union_type") and is_kind(value.named_children[-1] if value else None, "literal_type")
    return "union" if literals else None


@node_feature(
    "type_imports",
    "Imports of types",
    {"typescript": "import_statement"},
    Choice(
        "statement",
        "import type {A}",
        "Import types with import type {A}.",
        {"typescript": "import type {A} from 'a';"},
    ),
    Choice(
        "inline", "import {type A}", "Import types with import {type A}.", {"typescript": "import {type A} from 'a';"}
    ),
    crosses_languages=False,
)
def type_imports(node: Node) -> str | None:
    """Read where an import says that it is for types alone."""
    text = text_of(node)
    if re.match(r"import\s+type\b", text):
        return "statement"
    return "inline" if re.search(r"[{,]\s*type\s+\w", text) else None


@node_feature(
    "local_types",
    "Types of local variables",
    {"java": "local_variable_declaration", "cpp": "declaration"},
    Choice(
        "inferred",
        "left to the compiler (var, auto)",
        "Leave the types of local variables to the compiler.",
        {"java": "class A { void f() { var a = g(); } }", "cpp": "void f() { auto a = g(); }"},
    ),
    Choice(
        "explicit",
        "written out",
        "Write the types of local variables out.",
        {"java": "class A { void f() { int a = g(); } }", "cpp": "void f() { int a = g(); }"},
    ),
)
def local_types(node: Node) -> str | None:
    """Read the type of a local variable that is given a value."""
    declarator = field(node, "declarator")
    if field(declarator, "value") is None or not is_inside(node, frozenset({"block", "compound_statement"})):
        return None
    kind = field(node, "type")
    return (
        "inferred" if is_kind(kind, "placeholder_type_specifier") or field_text(node, "type") == "var" else "explicit"
    )


@node_feature(
    "empty_interface",
    "The type of anything",
    {"go": "interface_type type_identifier"},
    Choice("any", "any", "Write any, not interface{}.", {"go": "package a\nvar x any"}),
    Choice("interface", "interface{}", "Write interface{}, not any.", {"go": "package a\nvar x interface{}"}),
    crosses_languages=False,
)
def empty_interface(node: Node) -> str | None:
    """Read the type that holds anything."""
    text = "".join(text_of(node).split())
    return {"any": "any", "interface{}": "interface"}.get(text)


@node_feature(
    "named_results",
    "Names of results",
    {"go": "function_declaration method_declaration"},
    Choice(
        "named",
        "named",
        "Name results: (n int, err error).",
        {"go": "package a\nfunc f() (n int, err error) { return }"},
    ),
    Choice(
        "unnamed", "not named", "Leave results unnamed.", {"go": "package a\nfunc f() (int, error) { return 1, nil }"}
    ),
    crosses_languages=False,
)
def named_results(node: Node) -> str | None:
    """Read a list of several results."""
    result = field(node, "result")
    if not is_kind(result, "parameter_list"):
        return None
    return "named" if field(first_named(result), "name") else "unnamed"


@node_feature(
    "trait_bounds",
    "Bounds of generic parameters",
    {"rust": "function_item"},
    Choice(
        "where",
        "in a where clause",
        "Put bounds of generic parameters into a where clause.",
        {"rust": "fn f<T>(a: T) where T: A {}"},
    ),
    Choice(
        "inline", "at the parameter", "Put bounds at generic parameters: <T: Trait>.", {"rust": "fn f<T: A>(a: T) {}"}
    ),
    Choice("impl", "impl Trait", "Write impl Trait for generic arguments.", {"rust": "fn f(a: impl A) {}"}),
    crosses_languages=False,
)
def trait_bounds(node: Node) -> str | None:
    """Read where a function bounds what it takes."""
    if any(child.type == "where_clause" for child in node.named_children):
        return "where"
    if ":" in re.sub(r"'\w+\s*:[^,>]*", "", field_text(node, "type_parameters")):
        return "inline"
    return "impl" if re.search(r"\bimpl\s", field_text(node, "parameters")) else None


@node_feature(
    "self_type",
    "Naming the type within its own methods",
    {"rust": "impl_item"},
    Choice("Self", "Self", "Write Self within an impl.", {"rust": "impl A { fn new() -> Self { Self {} } }"}),
    Choice("name", "its name", "Write a type's name within its impl.", {"rust": "impl A { fn new() -> A { A {} } }"}),
    crosses_languages=False,
)
def self_type(node: Node) -> str | None:
    """Count whether an impl's methods say Self or repeat the type's name."""
    name, body = field_text(node, "type").split("<")[0], field_text(node, "body")
    named = len(re.findall(rf"\b{re.escape(name)}\b", body)) if name else 0
    by_self = len(re.findall(r"\bSelf\b", body))
    return None if named == by_self else "Self" if by_self > named else "name"
