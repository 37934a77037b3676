"""Ways to say the same thing in Python."""

import re
from collections.abc import Iterator

from style_learner.habits.features.feature import Choice, File, Sighting, file_feature, node_feature
from style_learner.habits.features.reading import (
    child_of,
    field,
    field_text,
    first_named,
    is_inside,
    is_kind,
    statements,
)
from style_learner.syntax.parsing import Node, text_of

_FUNCTION = frozenset({"function_definition"})


@node_feature(
    "paths",
    "Paths of files",
    {"python": "call"},
    Choice("pathlib", "pathlib", "Handle paths with pathlib.", {"python": 'Path("a").read_text()'}),
    Choice("os", "os.path", "Handle paths with os.path.", {"python": 'os.path.join("a", "b")'}),
    crosses_languages=False,
)
def paths(node: Node) -> str | None:
    """Read calls that make or ask a path."""
    called = field_text(node, "function")
    if re.fullmatch(r"(pathlib\.)?(Path|PurePath|PosixPath)(\.(cwd|home))?", called):
        return "pathlib"
    by_os = called.startswith("os.path.") or called in {"os.listdir", "os.makedirs", "os.mkdir", "os.walk", "os.getcwd"}
    return "os" if by_os else None


@node_feature(
    "collecting",
    "Building lists",
    {"python": "list_comprehension dictionary_comprehension set_comprehension for_statement"},
    Choice("comprehension", "a comprehension", "Build lists with comprehensions.", {"python": "[f(a) for a in b]"}),
    Choice(
        "loop",
        "a loop that appends",
        "Build lists with a loop that appends.",
        {"python": "for a in b:\n    c.append(f(a))"},
    ),
    crosses_languages=False,
)
def collecting(node: Node) -> str | None:
    """Read comprehensions, and loops that a comprehension would have said."""
    if node.type != "for_statement":
        return "comprehension"
    inner = statements(field(node, "body"))
    if len(inner) == 1 and inner[0].type == "if_statement" and not field(inner[0], "alternative"):
        inner = statements(field(inner[0], "consequence"))
    only = text_of(inner[0]) if len(inner) == 1 else ""
    return "loop" if re.fullmatch(r"\w+\.(append|add)\(.*\)|\w+\[[^\]]+\] = .*", only, re.DOTALL) else None


@node_feature(
    "functional_calls",
    "map and filter",
    {"python": "call list_comprehension generator_expression"},
    Choice(
        "comprehension",
        "comprehensions instead",
        "Write comprehensions, not map or filter with a lambda.",
        {"python": "(f(a) for a in b)"},
    ),
    Choice("functions", "map and filter", "Use map and filter.", {"python": "map(f, b)"}),
    crosses_languages=False,
)
def functional_calls(node: Node) -> str | None:
    """Read how a function is applied to many things."""
    if node.type != "call":
        return "comprehension"
    return "functions" if field_text(node, "function") in {"map", "filter"} else None


@file_feature(
    "records",
    "Classes that hold data",
    {"python": "class_definition call"},
    Choice(
        "dataclass",
        "dataclass",
        "Hold data in dataclasses.",
        {"python": "@dataclass(frozen=True)\nclass A:\n    x: int"},
    ),
    Choice("attrs", "attrs", "Hold data in attrs classes.", {"python": "@define\nclass A:\n    x: int"}),
    Choice(
        "pydantic", "pydantic models", "Hold data in pydantic models.", {"python": "class A(BaseModel):\n    x: int"}
    ),
    Choice(
        "named_tuple",
        "NamedTuple or namedtuple",
        "Hold data in named tuples.",
        {"python": 'A = namedtuple("A", ["x"])'},
    ),
    Choice("typed_dict", "TypedDict", "Describe data with TypedDict.", {"python": "class A(TypedDict):\n    x: int"}),
    Choice(
        "init",
        "classes whose __init__ stores",
        "Hold data in plain classes with __init__.",
        {"python": "class A:\n    def __init__(self, x):\n        self.x = x"},
    ),
    crosses_languages=False,
)
def records(file: File) -> Iterator[Sighting]:
    """Read decorators and bases of classes, and named tuples made by a call."""
    for node in file.all("class_definition"):
        choice = _record(node)
        if choice:
            yield Sighting(choice, node.start_point[0])
    for node in file.all("call"):
        if field_text(node, "function") in {"namedtuple", "collections.namedtuple"}:
            yield Sighting("named_tuple", node.start_point[0])


_BASES = {"BaseModel": "pydantic", "NamedTuple": "named_tuple", "TypedDict": "typed_dict"}
_DECORATORS = re.compile(r"@(?:(\w+)\.)?(dataclass|define|frozen|mutable|attrs|s)\b")


def _record(node: Node) -> str | None:
    wrapper = node.parent if is_kind(node.parent, "decorated_definition") else None
    for decorator in wrapper.children if wrapper is not None else ():
        found = _DECORATORS.match(text_of(decorator))
        if found:
            return "dataclass" if found[2] == "dataclass" else "attrs"
    bases = [text_of(base).split(".")[-1] for base in statements(field(node, "superclasses"))]
    known = next((_BASES[base] for base in bases if base in _BASES), None)
    return known or ("init" if not bases and _only_stores(node) else None)


def _only_stores(node: Node) -> bool:
    """Say whether a class has an __init__ that does nothing but store what it is given."""
    for method in statements(field(node, "body")):
        if field_text(method, "name") == "__init__":
            body = [text_of(one) for one in statements(field(method, "body"))]
            return bool(body) and all(re.fullmatch(r"self\.(\w+)(:[^=]+)? = \1", one) for one in body)
    return False


@node_feature(
    "except_breadth",
    "What is caught",
    {"python": "except_clause", "java": "catch_formal_parameter"},
    Choice(
        "specific",
        "particular exceptions",
        "Catch particular exceptions.",
        {
            "python": "try:\n    f()\nexcept (KeyError, ValueError):\n    g()",
            "java": "class A { void f() { try { g(); } catch (IOException e) { h(); } } }",
        },
    ),
    Choice(
        "broad",
        "Exception",
        "Catch Exception.",
        {
            "python": "try:\n    f()\nexcept Exception as e:\n    g()",
            "java": "class A { void f() { try { g(); } catch (Exception e) { h(); } } }",
        },
    ),
    Choice("bare", "everything (except:)", "", {"python": "try:\n    f()\nexcept:\n    g()"}),
)
def except_breadth(node: Node) -> str | None:
    """Read the class of what is caught."""
    kind = child_of(node, "catch_type") if node.type == "catch_formal_parameter" else first_named(node)
    if kind is None or kind.type == "block":
        return "bare"
    text = re.split(r"\s+as\s+", text_of(kind))[0]
    return "broad" if text in {"Exception", "BaseException", "Throwable"} else "specific"


@node_feature(
    "raise_from",
    "Exceptions that follow from others",
    {"python": "raise_statement"},
    Choice(
        "chained",
        "raise ... from",
        "Chain exceptions: raise ... from error.",
        {"python": "try:\n    f()\nexcept A as e:\n    raise B() from e"},
    ),
    Choice("plain", "raise alone", "", {"python": "try:\n    f()\nexcept A as e:\n    raise B()"}),
    crosses_languages=False,
)
def raise_from(node: Node) -> str | None:
    """Read what is raised while another exception is handled; passing that one on is no choice."""
    if not is_inside(node, frozenset({"except_clause"}), _FUNCTION) or node.named_child_count == 0:
        return None
    if field(node, "cause") is not None:
        return "chained"
    return "plain" if is_kind(first_named(node), "call") else None


@node_feature(
    "raise_message",
    "Messages of exceptions",
    {"python": "raise_statement"},
    Choice(
        "inline", "written in the raise", "Write an exception's message in the raise.", {"python": 'raise A(f"no {b}")'}
    ),
    Choice(
        "variable", "put in a name first", "Put an exception's message in a variable first.", {"python": "raise A(msg)"}
    ),
    crosses_languages=False,
)
def raise_message(node: Node) -> str | None:
    """Read the only argument of what is raised."""
    given = statements(field(first_named(node), "arguments")) if is_kind(first_named(node), "call") else []
    if len(given) != 1:
        return None
    if is_kind(given[0], "string", "concatenated_string", "binary_operator"):
        return "inline"
    return "variable" if text_of(given[0]) in {"msg", "message", "text"} else None


@node_feature(
    "open_files",
    "Opening files",
    {"python": "call"},
    Choice(
        "with", "in a with statement", "Open files in a with statement.", {"python": 'with open("a") as f:\n    g()'}
    ),
    Choice("bare", "without with", "", {"python": 'f = open("a")'}),
    crosses_languages=False,
)
def open_files(node: Node) -> str | None:
    """Read where open is called."""
    if field_text(node, "function") != "open":
        return None
    return "with" if is_inside(node, frozenset({"with_item"}), frozenset({"block"})) else "bare"


@node_feature(
    "counting_loops",
    "Numbers of things gone over",
    {"python": "for_statement for_in_clause"},
    Choice("enumerate", "enumerate", "Number things with enumerate.", {"python": "for i, a in enumerate(b):\n    f()"}),
    Choice(
        "range_len", "range(len())", "Number things with range(len()).", {"python": "for i in range(len(b)):\n    f()"}
    ),
    crosses_languages=False,
)
def counting_loops(node: Node) -> str | None:
    """Read what a numbered loop goes over."""
    right = "".join(field_text(node, "right").split())
    if right.startswith("enumerate("):
        return "enumerate"
    return "range_len" if right.startswith("range(len(") else None


@node_feature(
    "emptiness",
    "Asking whether something is empty",
    {"python": "comparison_operator not_operator"},
    Choice("truth", "not x", "Ask whether a collection is empty with not x.", {"python": "if not items:\n    f()"}),
    Choice(
        "length",
        "len(x) == 0",
        "Ask whether a collection is empty with len(x) == 0.",
        {"python": "if len(items) == 0:\n    f()"},
    ),
    crosses_languages=False,
)
def emptiness(node: Node) -> str | None:
    """Read the negation of a name, and comparisons of a length with zero."""
    if node.type == "comparison_operator":
        return "length" if re.fullmatch(r"len\([^()]+\)\s*(==|>|!=)\s*0", text_of(node)) else None
    name = re.fullmatch(r"not (\w+)", text_of(node))
    plural = name is not None and name[1].endswith("s") and not name[1].startswith(("is_", "has_"))
    return "truth" if plural else None


@node_feature(
    "empty_literals",
    "Empty collections",
    {"python": "list dictionary call"},
    Choice("literal", "[] and {}", "Write empty collections as [] and {}.", {"python": "a = []"}),
    Choice("call", "list() and dict()", "Write empty collections as list() and dict().", {"python": "a = dict()"}),
    crosses_languages=False,
)
def empty_literals(node: Node) -> str | None:
    """Read how an empty list or dictionary is made."""
    if node.type == "call":
        return "call" if text_of(node) in {"list()", "dict()"} else None
    return "literal" if node.named_child_count == 0 else None


@node_feature(
    "keyword_dicts",
    "Dictionaries with names for keys",
    {"python": "dictionary call"},
    Choice("literal", '{"a": 1}', 'Write dictionaries as {"a": 1}.', {"python": 'x = {"a": 1, "b": 2}'}),
    Choice("call", "dict(a=1)", "Write dictionaries as dict(a=1).", {"python": "x = dict(a=1, b=2)"}),
    crosses_languages=False,
)
def keyword_dicts(node: Node) -> str | None:
    """Read dictionaries whose keys could be keywords."""
    if node.type == "call":
        given = statements(field(node, "arguments")) if field_text(node, "function") == "dict" else []
        return "call" if given and all(one.type == "keyword_argument" for one in given) else None
    keys = [field_text(pair, "key").strip("\"'") for pair in statements(node) if pair.type == "pair"]
    return "literal" if keys and all(key.isidentifier() for key in keys) else None


@node_feature(
    "super_form",
    "Calling the base class",
    {"python": "call"},
    Choice("bare", "super()", "Call the base class with super().", {"python": "super().f()"}),
    Choice(
        "named", "super(Class, self)", "Call the base class with super(Class, self).", {"python": "super(A, self).f()"}
    ),
    crosses_languages=False,
)
def super_form(node: Node) -> str | None:
    """Read the arguments of super."""
    if field_text(node, "function") != "super":
        return None
    return "named" if statements(field(node, "arguments")) else "bare"


@node_feature(
    "keyword_only",
    "Parameters that must be named",
    {"python": "parameters"},
    Choice(
        "used",
        "set apart by *",
        "Make optional parameters keyword-only with *.",
        {"python": "def f(a, *, b=1, c=2): pass"},
    ),
    Choice("none", "not set apart", "", {"python": "def f(a, b=1, c=2): pass"}),
    crosses_languages=False,
)
def keyword_only(node: Node) -> str | None:
    """Read functions with two defaults or more."""
    defaults = [one for one in node.named_children if one.type in {"default_parameter", "typed_default_parameter"}]
    if len(defaults) < 2:  # noqa: PLR2004 - a single option is clear without its name
        return None
    return "used" if child_of(node, "keyword_separator") else "none"


@node_feature(
    "assign_in_condition",
    "Values that are tested and used",
    {"python": "named_expression if_statement"},
    Choice(
        "walrus",
        "assigned in the condition (:=)",
        "Assign in the condition (:=) what is tested and then used.",
        {"python": "if (a := f()):\n    g(a)"},
    ),
    Choice(
        "before",
        "assigned before",
        "Assign before the condition what is tested and then used.",
        {"python": "a = f()\nif a:\n    g(a)"},
    ),
    crosses_languages=False,
)
def assign_in_condition(node: Node) -> str | None:
    """Read conditions whose value was assigned in them or in the line above."""
    if node.type == "named_expression":
        return "walrus"
    condition, before = field_text(node, "condition"), node.prev_named_sibling
    name = re.fullmatch(r"(?:not )?(\w+)(?: is (?:not )?None)?", condition)
    assigned = first_named(before) if is_kind(before, "expression_statement") else None
    return "before" if name and is_kind(assigned, "assignment") and field_text(assigned, "left") == name[1] else None


@node_feature(
    "type_checks",
    "Asking for a type",
    {"python": "call comparison_operator"},
    Choice("isinstance", "isinstance()", "Ask for types with isinstance().", {"python": "isinstance(a, int)"}),
    Choice("type", "type() ==", "Ask for types with type(x).", {"python": "type(a) == int"}),
    crosses_languages=False,
)
def type_checks(node: Node) -> str | None:
    """Read comparisons of types."""
    if node.type == "call":
        return "isinstance" if field_text(node, "function") == "isinstance" else None
    return "type" if re.match(r"type\(\w+\)\s*(==|is|!=)", text_of(node)) else None


@node_feature(
    "short_functions",
    "Functions of one expression",
    {"python": "assignment function_definition"},
    Choice("def", "def", "Define small functions with def.", {"python": "def f(x):\n    return x + 1"}),
    Choice(
        "one_line",
        "def on one line",
        "Write small functions on one line: def f(x): return x + 1.",
        {"python": "def f(x): return x + 1"},
    ),
    Choice("lambda", "a name for a lambda", "Name lambdas: f = lambda x: x + 1.", {"python": "f = lambda x: x + 1"}),
    crosses_languages=False,
)
def short_functions(node: Node) -> str | None:
    """Read functions that only return."""
    if node.type == "assignment":
        return "lambda" if is_kind(field(node, "right"), "lambda") else None
    inner = statements(field(node, "body"))
    if len(inner) != 1 or inner[0].type != "return_statement":
        return None
    return "one_line" if node.start_point[0] == inner[0].start_point[0] else "def"


@node_feature(
    "one_line_bodies",
    "Bodies of one statement",
    {"python": "if_statement for_statement while_statement"},
    Choice("own_line", "on their own line", "Put a body on its own line.", {"python": "if a:\n    f()"}),
    Choice(
        "same_line", "behind the colon", "Put a short body behind the colon: if a: return b.", {"python": "if a: f()"}
    ),
    crosses_languages=False,
)
def one_line_bodies(node: Node) -> str | None:
    """Read the place of a body of one simple statement."""
    body = field(node, "consequence") or field(node, "body")
    inner = statements(body)
    if body is None or len(inner) != 1 or inner[0].type.endswith("definition"):
        return None
    header = field(node, "condition") or field(node, "right")
    return "same_line" if header and header.end_point[0] == inner[0].start_point[0] else "own_line"
