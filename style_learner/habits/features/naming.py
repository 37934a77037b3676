"""Names: their length, and the words they begin with."""

from style_learner.habits.features.feature import SCRIPTS, Choice, node_feature
from style_learner.habits.features.names import (
    FUNCTION_NODES,
    TYPE_NODES,
    VARIABLE_NODES,
    function_name,
    is_top_level,
    local_variable_name,
    variable_name,
)
from style_learner.habits.features.reading import (
    binned,
    child_of,
    declared_name,
    field,
    field_text,
    first_named,
    is_inside,
    is_kind,
    words_of,
)
from style_learner.syntax.parsing import Node, text_of

_SHORT, _MEDIUM = "short", "medium"


def _length_choices(subject: str, python: tuple[str, str, str], bins: tuple[int, int]) -> list[Choice]:
    short, medium, long = python
    return [
        Choice(_SHORT, f"up to {bins[0]} letters", f"Keep names of {subject} short.", {"python": short}),
        Choice(_MEDIUM, f"{bins[0] + 1} to {bins[1]} letters", "", {"python": medium}),
        Choice("long", f"over {bins[1]} letters", f"Give {subject} long, telling names.", {"python": long}),
    ]


@node_feature(
    "function_name_length",
    "Length of function names",
    FUNCTION_NODES,
    *_length_choices(
        "functions", ("def read(): pass", "def read_all_lines(): pass", "def read_all_lines_of_file(): pass"), (8, 16)
    ),
)
def function_name_length(node: Node) -> str | None:
    """Read the length of a function's name; a test's is a sentence and says nothing of other names."""
    name = function_name(node)
    if not name or name.lower().startswith("test"):
        return None
    return binned(len(name), ((8, _SHORT), (16, _MEDIUM)), "long")


@node_feature(
    "variable_name_length",
    "Length of variable names",
    VARIABLE_NODES,
    *_length_choices("variables", ("n = 1", "counts = 1", "lines_by_name = 1"), (3, 10)),
)
def variable_name_length(node: Node) -> str | None:
    """Read the length of an assigned name."""
    name = local_variable_name(node)
    return binned(len(name), ((3, _SHORT), (10, _MEDIUM)), "long") if name else None


@node_feature(
    "loop_names",
    "Names of loop variables",
    {
        "python": "for_statement for_in_clause",
        SCRIPTS: "for_in_statement",
        "rust": "for_expression",
        "java": "enhanced_for_statement",
    },
    Choice(
        "letter",
        "single letters",
        "Name loop variables with single letters.",
        {
            "python": "for n in names: pass",
            "javascript": "for (const n of names) {}",
            "rust": "fn f() { for n in names {} }",
            "java": "class A { void f() { for (String n : names) {} } }",
        },
    ),
    Choice(
        "word",
        "words",
        "Name loop variables with words.",
        {"python": "[name for name in names]", "javascript": "for (const name of names) {}"},
    ),
)
def loop_names(node: Node) -> str | None:
    """Read whether a loop over things names each with a letter or a word."""
    target = field(node, "left") or field(node, "pattern") or field(node, "name")
    if not is_kind(target, "identifier") or target is None or text_of(target) == "_":
        return None
    return "letter" if len(text_of(target)) == 1 else "word"


_BOOLEAN_PREFIXES = frozenset(
    {"is", "has", "can", "should", "was", "are", "did", "does", "do", "needs", "will", "allow", "allows", "use"}
)


@node_feature(
    "boolean_names",
    "Names of truth values",
    {
        "python": "assignment typed_parameter",
        SCRIPTS: "variable_declarator",
        "java": "variable_declarator",
        "go": "short_var_declaration",
        "rust": "let_declaration",
    },
    Choice(
        "prefixed",
        "with a prefix (is_, has_, can_)",
        "Begin names of truth values with is, has, can or the like.",
        {
            "python": "is_open = True",
            "javascript": "const isOpen = true;",
            "java": "class A { void f() { boolean isOpen = true; } }",
            "go": "func f() { isOpen := true }",
            "rust": "fn f() { let is_open = true; }",
        },
    ),
    Choice(
        "plain",
        "without a prefix",
        "Name truth values without a prefix such as is or has.",
        {"python": "def f(opened: bool): pass", "javascript": "let open = false;"},
    ),
)
def boolean_names(node: Node) -> str | None:
    """Read the first word of a name that holds true or false."""
    if node.type == "typed_parameter":
        name = text_of(node.children[0]) if field_text(node, "type") == "bool" else ""
    else:
        value = field(node, "right") or field(node, "value")
        value = first_named(value) if is_kind(value, "expression_list") else value
        is_boolean = is_kind(value, "true", "false", "boolean_literal", "comparison_operator", "not_operator")
        name = variable_name(node) if is_boolean else ""
    words = words_of(name)
    if not words:
        return None
    return "prefixed" if words[0].lower() in _BOOLEAN_PREFIXES else "plain"


@node_feature(
    "private_members",
    "Marking private members",
    {
        "python": "function_definition",
        "javascript": "field_definition method_definition",
        "typescript": "public_field_definition method_definition",
    },
    Choice(
        "underscore",
        "a leading underscore",
        "Mark private members with one leading underscore.",
        {"python": "class A:\n    def _read(self): pass", "javascript": "class A { _read() {} }"},
    ),
    Choice(
        "double_underscore",
        "two leading underscores",
        "Mark private members with two leading underscores.",
        {"python": "class A:\n    def __read(self): pass"},
    ),
    Choice("hash", "#name", "Make private members #private.", {"javascript": "class A { #read() {} }"}),
    Choice(
        "keyword",
        "the private keyword",
        "Mark private members with the private keyword.",
        {"typescript": "class A { private read() {} }"},
    ),
    crosses_languages=False,
)
def private_members(node: Node) -> str | None:
    """Read how a member says that it is private; what says nothing is public."""
    modifier = child_of(node, "accessibility_modifier")
    if modifier is not None and text_of(modifier) == "private":
        return "keyword"
    name = field_text(node, "name") or field_text(node, "property")
    if name.endswith("__") or (
        node.type == "function_definition" and not is_inside(node, frozenset({"class_definition"}))
    ):
        return None
    prefixes = (("#", "hash"), ("__", "double_underscore"), ("_", "underscore"))
    return next((choice for prefix, choice in prefixes if name.startswith(prefix)), None)


@node_feature(
    "private_functions",
    "Helper functions of a module",
    {"python": "function_definition"},
    Choice(
        "underscore",
        "begin with an underscore",
        "Begin a module's helper functions with _.",
        {"python": "def _read(): pass"},
    ),
    Choice("plain", "are named like any other", "", {"python": "def read(): pass"}),
    crosses_languages=False,
)
def private_functions(node: Node) -> str | None:
    """Read whether a top-level function is marked as the module's own."""
    name = field_text(node, "name")
    if name.startswith(("__", "test")) or not is_top_level(node):
        return None
    return "underscore" if name.startswith("_") else "plain"


@node_feature(
    "acronym_case",
    "Acronyms within names",
    {languages: kinds for languages, kinds in TYPE_NODES.items() if languages != "c"},
    Choice(
        "capitals",
        "in capitals (HTTPServer)",
        "Keep acronyms in names in capitals: HTTPServer.",
        {"python": "class HTTPServer: pass", "go": "type HTTPServer struct{}"},
    ),
    Choice(
        "words",
        "as words (HttpServer)",
        "Write acronyms in names as words: HttpServer.",
        {"python": "class HttpServer: pass", "javascript": "class JsonReader {}"},
    ),
)
def acronym_case(node: Node) -> str | None:
    """Read how a well-known acronym is written in a type's name."""
    words = words_of(declared_name(node))
    known = [word for word in words if word.lower() in _ACRONYMS]
    if len(words) < 2 or not known:  # noqa: PLR2004 - an acronym alone is a name of its own
        return None
    return "capitals" if known[0].isupper() else "words"


_ACRONYMS = frozenset(
    {
        "api",
        "ascii",
        "cli",
        "cpu",
        "css",
        "csv",
        "db",
        "gpu",
        "html",
        "http",
        "https",
        "id",
        "io",
        "ip",
        "json",
        "os",
        "sql",
        "ssl",
        "tcp",
        "ui",
        "uri",
        "url",
        "utf",
        "xml",
        "yaml",
    }
)


@node_feature(
    "interface_names",
    "Names of interfaces",
    {"typescript": "interface_declaration", "java": "interface_declaration"},
    Choice(
        "prefixed",
        "with I in front",
        "Begin names of interfaces with I.",
        {"typescript": "interface IReader {}", "java": "interface IReader {}"},
    ),
    Choice(
        "plain",
        "plain",
        "Name interfaces without a leading I.",
        {"typescript": "interface Reader {}", "java": "interface Item {}"},
    ),
)
def interface_names(node: Node) -> str | None:
    """Read whether an interface is marked as one by its name."""
    name = declared_name(node)
    return "prefixed" if name[:1] == "I" and name[1:2].isupper() else "plain"


@node_feature(
    "exception_name",
    "Name of a caught exception",
    {
        "python": "except_clause",
        SCRIPTS: "catch_clause",
        "java": "catch_formal_parameter",
        "go": "short_var_declaration",
    },
    Choice(
        "e",
        "e",
        "Name a caught exception e.",
        {
            "python": "try: f()\nexcept E as e: pass",
            "javascript": "try {} catch (e) {}",
            "java": "class A { void f() { try {} catch (X e) {} } }",
        },
    ),
    Choice(
        "err",
        "err",
        "Name a caught error err.",
        {"python": "try: f()\nexcept E as err: pass", "go": "func f() { err := g() }"},
    ),
    Choice(
        "error",
        "error",
        "Name a caught error error.",
        {"python": "try: f()\nexcept E as error: pass", "javascript": "try {} catch (error) {}"},
    ),
    Choice("exc", "exc", "Name a caught exception exc.", {"python": "try: f()\nexcept E as exc: pass"}),
    Choice("ex", "ex", "Name a caught exception ex.", {"python": "try: f()\nexcept E as ex: pass"}),
)
def exception_name(node: Node) -> str | None:
    """Read the name that an error is caught under."""
    pattern = child_of(node, "as_pattern")
    target = field(pattern, "alias") or field(node, "parameter") or field(node, "name") or field(node, "left")
    name = text_of(target).split(",")[-1].strip() if target is not None else ""
    return name if name in {"e", "err", "error", "exc", "ex"} else None


@node_feature(
    "file_handle_name",
    "Name of an open file",
    {"python": "with_item"},
    Choice("f", "f", "Name an open file f.", {"python": 'with open("a") as f: pass'}),
    Choice("fp", "fp", "Name an open file fp.", {"python": 'with open("a") as fp: pass'}),
    Choice(
        "word",
        "a word (file, handle, source)",
        "Name an open file with a word.",
        {"python": "with p.open() as file: pass"},
    ),
    crosses_languages=False,
)
def file_handle_name(node: Node) -> str | None:
    """Read the name that an opened file is given."""
    pattern = field(node, "value")
    target = field(pattern, "alias")
    if pattern is None or target is None or not field_text(first_named(pattern), "function").endswith("open"):
        return None
    name = text_of(target)
    return name if name in {"f", "fp"} else "word"


@node_feature(
    "receiver_name",
    "Name of a method's receiver",
    {"go": "method_declaration"},
    Choice(
        "letter", "one or two letters", "Name receivers with one or two letters.", {"go": "func (r *Reader) Read() {}"}
    ),
    Choice("word", "a word", "Name receivers with a word.", {"go": "func (reader *Reader) Read() {}"}),
    crosses_languages=False,
)
def receiver_name(node: Node) -> str | None:
    """Read the length of the receiver's name."""
    declared = first_named(field(node, "receiver"))
    name = field_text(declared, "name")
    return ("letter" if len(name) <= 2 else "word") if name else None  # noqa: PLR2004 - the field's usual one or two


@node_feature(
    "getter_names",
    "Names of functions that return something",
    FUNCTION_NODES,
    Choice(
        "get",
        "begin with get",
        "Begin names of functions that fetch something with get.",
        {"python": "def get_name(): return 1"},
    ),
    Choice(
        "plain",
        "are named after what they return",
        "Name functions after what they return, without get.",
        {"python": "def name(): return 1"},
    ),
)
def getter_names(node: Node) -> str | None:
    """Read whether a function whose body is one return begins with get."""
    words = words_of(function_name(node))
    body = field(node, "body")
    only = first_named(body)
    if not words or body is None or body.named_child_count != 1 or not is_kind(only, "return_statement"):
        return None
    return "get" if words[0].lower() == "get" else "plain"
