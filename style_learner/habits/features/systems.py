"""Ways to say the same thing in C, C++ and Java."""

import re

from style_learner.habits.features.feature import Choice, node_feature
from style_learner.habits.features.reading import child_of, field, field_text, is_kind
from style_learner.syntax.parsing import Node, text_of


@node_feature(
    "null_pointer",
    "The null pointer",
    {"c cpp": "null"},
    Choice("nullptr", "nullptr", "Write nullptr.", {"cpp": "int *a = nullptr;"}),
    Choice("NULL", "NULL", "Write NULL.", {"c": "int *a = NULL;"}),
    crosses_languages=False,
)
def null_pointer(node: Node) -> str | None:
    """Read its name."""
    return text_of(node)


@node_feature(
    "null_check",
    "Asking for the null pointer",
    {"c cpp": "if_statement"},
    Choice("negation", "if (!p)", "Ask for null with !p.", {"c": "void f(void) { if (!p) g(); }"}),
    Choice(
        "comparison",
        "if (p == NULL)",
        "Ask for null by comparing.",
        {"c": "void f(void) { if (p == NULL) g(); }", "cpp": "void f() { if (p != nullptr) g(); }"},
    ),
    crosses_languages=False,
)
def null_check(node: Node) -> str | None:
    """Read conditions that compare with null or negate a name."""
    condition = field_text(node, "condition")
    if re.search(r"[!=]=\s*(NULL|nullptr)\b", condition):
        return "comparison"
    return "negation" if re.fullmatch(r"\(!\w+\)", condition) else None


@node_feature(
    "ownership",
    "Owning what is made",
    {"cpp": "new_expression call_expression"},
    Choice(
        "smart",
        "make_unique, make_shared",
        "Make objects with std::make_unique or std::make_shared.",
        {"cpp": "auto a = std::make_unique<A>();"},
    ),
    Choice("raw", "new", "", {"cpp": "A *a = new A();"}),
    crosses_languages=False,
)
def ownership(node: Node) -> str | None:
    """Read what makes an object on the heap."""
    if node.type == "new_expression":
        return "raw"
    return "smart" if re.match(r"(std::)?make_(unique|shared)\b", field_text(node, "function")) else None


@node_feature(
    "type_aliases",
    "Other names of types",
    {"cpp": "alias_declaration type_definition"},
    Choice("using", "using A = B", "Name types with using.", {"cpp": "using A = int;"}),
    Choice("typedef", "typedef B A", "Name types with typedef.", {"cpp": "typedef int A;"}),
    crosses_languages=False,
)
def type_aliases(node: Node) -> str | None:
    """Read the declaration of another name."""
    return "using" if node.type == "alias_declaration" else "typedef"


@node_feature(
    "struct_names",
    "Names of structs",
    {"c": "type_definition struct_specifier"},
    Choice("typedef", "typedef struct", "Give structs a typedef.", {"c": "typedef struct { int x; } A;"}),
    Choice("tag", "struct A", "Name structs by their tag, without a typedef.", {"c": "struct A { int x; };"}),
    crosses_languages=False,
)
def struct_names(node: Node) -> str | None:
    """Read the definition of a struct with a body."""
    if node.type == "type_definition":
        return "typedef" if is_kind(field(node, "type"), "struct_specifier") else None
    return "tag" if field(node, "body") and not is_kind(node.parent, "type_definition") else None


@node_feature(
    "namespace_std",
    "The standard namespace",
    {"cpp": "using_declaration qualified_identifier"},
    Choice("qualified", "std:: at each name", "Write std:: at each name.", {"cpp": "std::string a;"}),
    Choice("using", "using namespace std", "Use using namespace std.", {"cpp": "using namespace std;"}),
    crosses_languages=False,
)
def namespace_std(node: Node) -> str | None:
    """Read how its names are reached."""
    if node.type == "using_declaration":
        return "using" if text_of(node).split() == ["using", "namespace", "std;"] else None
    return "qualified" if field_text(node, "scope") == "std" else None


@node_feature(
    "casts",
    "Conversions",
    {"cpp": "cast_expression call_expression"},
    Choice("named", "static_cast", "Convert with static_cast and its like.", {"cpp": "int a = static_cast<int>(b);"}),
    Choice("c", "(int)b", "", {"cpp": "int a = (int)b;"}),
    crosses_languages=False,
)
def casts(node: Node) -> str | None:
    """Read the form of a conversion."""
    if node.type == "cast_expression":
        return "c"
    named = re.match(r"(static|dynamic|const|reinterpret)_cast\b", field_text(node, "function"))
    return "named" if named else None


@node_feature(
    "final_locals",
    "Variables that don't change",
    {"java": "local_variable_declaration"},
    Choice("final", "final", "Declare local variables final.", {"java": "class A { void f() { final int a = 1; } }"}),
    Choice("plain", "not marked", "", {"java": "class A { void f() { int a = 1; } }"}),
    crosses_languages=False,
)
def final_locals(node: Node) -> str | None:
    """Read the modifiers of a local variable."""
    modifiers = child_of(node, "modifiers")
    return "final" if modifiers is not None and "final" in text_of(modifiers) else "plain"


@node_feature(
    "field_access",
    "Setting fields",
    {"java": "assignment_expression"},
    Choice("this", "this.a = b", "Reach fields with this.", {"java": "class A { void f() { this.a = b; } }"}),
    Choice("underscore", "_a = b or mA = b", "", {"java": "class A { void f() { mName = b; } }"}),
    crosses_languages=False,
)
def field_access(node: Node) -> str | None:
    """Read the left side where it is told apart as a field."""
    left = field_text(node, "left")
    if left.startswith("this."):
        return "this"
    return "underscore" if re.fullmatch(r"_\w+|\w+_|m[A-Z]\w*", left) else None


@node_feature(
    "overrides",
    "Methods that override",
    {"java": "marker_annotation", "cpp": "function_definition field_declaration"},
    Choice(
        "marked",
        "marked (@Override, override)",
        "Mark methods that override.",
        {"java": "class A { @Override public void f() {} }", "cpp": "class A { void f() override; };"},
    ),
    Choice("virtual", "virtual alone", "", {"cpp": "class A { virtual void f(); };"}),
)
def overrides(node: Node) -> str | None:
    """Read the marks of a method that others may stand behind."""
    text = text_of(node)
    if node.type == "marker_annotation":
        return "marked" if text == "@Override" else None
    header = text.split("{")[0]
    if re.search(r"\b(override|final)\b", header):
        return "marked"
    return "virtual" if header.lstrip().startswith("virtual ") else None
