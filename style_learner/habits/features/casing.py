"""Case of names, by what they name."""

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
from style_learner.habits.features.reading import declared_name, field, is_kind, name_case
from style_learner.syntax.parsing import Node, text_of


def _case_choices(subject: str, snake: dict[str, str], camel: dict[str, str], pascal: dict[str, str]) -> list[Choice]:
    return [
        Choice("snake", "snake_case", f"Name {subject} in snake_case.", snake),
        Choice("camel", "camelCase", f"Name {subject} in camelCase.", camel),
        Choice("pascal", "PascalCase", f"Name {subject} in PascalCase.", pascal),
    ]


@node_feature(
    "function_case",
    "Case of function names",
    FUNCTION_NODES,
    *_case_choices(
        "functions",
        {
            "python": "def read_all(): pass",
            "javascript": "function read_all() {}",
            "go": "func read_all() {}",
            "rust": "fn read_all() {}",
            "java": "class A { void read_all() {} }",
            "c": "int *read_all(void) { return 0; }",
        },
        {
            "python": "def readAll(): pass",
            "javascript": "const readAll = () => 1;",
            "go": "func readAll() {}",
            "java": "class A { void readAll() {} }",
            "c": "void readAll(void) {}",
            "cpp": "void Reader::readAll() {}",
        },
        {"go": "func ReadAll() {}", "cpp": "void ReadAll() {}", "python": "def ReadAll(): pass"},
    ),
    crosses_languages=False,
)
def function_case(node: Node) -> str | None:
    """Read the case of a function's name."""
    case = name_case(function_name(node))
    return case if case != "upper" else None


@node_feature(
    "variable_case",
    "Case of variable names",
    VARIABLE_NODES,
    *_case_choices(
        "variables",
        {
            "python": "line_count = 1",
            "javascript": "const line_count = 1;",
            "go": "func f() { line_count := 1 }",
            "rust": "fn f() { let line_count = 1; }",
            "java": "class A { void f() { int line_count = 1; } }",
            "c": "void f(void) { int line_count = 1; }",
        },
        {
            "python": "lineCount = 1",
            "javascript": "const lineCount = 1;",
            "go": "func f() { lineCount := 1 }",
            "java": "class A { void f() { int lineCount = 1; } }",
            "c": "void f(void) { int lineCount = 1; }",
        },
        {},
    )[:-1],
    crosses_languages=False,
)
def variable_case(node: Node) -> str | None:
    """Read the case of an assigned name; capitals are constants, and words in PascalCase are types by another name."""
    case = name_case(local_variable_name(node))
    return case if case != "pascal" else None


@node_feature(
    "type_case",
    "Case of type names",
    TYPE_NODES,
    *_case_choices(
        "classes and types",
        {"python": "class word_list: pass", "c": "struct word_list { int n; };", "rust": "struct word_list;"},
        {"javascript": "class wordList {}"},
        {
            "python": "class WordList: pass",
            "javascript": "class WordList {}",
            "go": "type WordList struct{}",
            "rust": "struct WordList;",
            "java": "class WordList {}",
            "c": "struct WordList { int n; };",
        },
    ),
    crosses_languages=False,
)
def type_case(node: Node) -> str | None:
    """Read the case of a type's name."""
    case = name_case(declared_name(node))
    return case if case != "upper" else None


@node_feature(
    "constant_case",
    "Case of constants",
    {
        "python": "assignment",
        SCRIPTS: "variable_declarator",
        "go": "const_spec",
        "rust": "const_item static_item",
        "java": "field_declaration",
        "c cpp": "preproc_def",
    },
    Choice(
        "upper",
        "UPPER_CASE",
        "Name constants in UPPER_CASE.",
        {
            "python": "MAX_LINES = 5",
            "javascript": "const MAX_LINES = 5;",
            "go": "const MAX_LINES = 5",
            "rust": "const MAX_LINES: u8 = 5;",
            "java": "class A { static final int MAX_LINES = 5; }",
            "c": "#define MAX_LINES 5\n",
        },
    ),
    *_case_choices(
        "constants",
        {"python": "max_lines = 5"},
        {"python": "maxLines = 5", "javascript": "const maxLines = 5;", "go": "const maxLines = 5"},
        {"go": "const MaxLines = 5"},
    ),
)
def constant_case(node: Node) -> str | None:
    """Read the case of a top-level name that is given a plain value."""
    if node.type == "field_declaration":
        modifiers = text_of(node)
        return name_case(declared_name(node)) if "static" in modifiers and "final" in modifiers else None
    if node.type in {"assignment", "variable_declarator"}:
        value = field(node, "right") or field(node, "value")
        plain = is_kind(value, "string", "integer", "float", "number", "true", "false")
        return name_case(variable_name(node)) if plain and is_top_level(node) else None
    return name_case(declared_name(node))
