"""Brackets, braces, commas, semicolons and the blanks around them."""

from style_learner.habits.features.feature import SCRIPTS, Choice, node_feature
from style_learner.habits.features.reading import child_of, field, is_kind, is_multiline, statements
from style_learner.syntax.parsing import Node, text_of

_CALLS = {
    "python": "argument_list parameters",
    SCRIPTS: "arguments formal_parameters",
    "go": "argument_list parameter_list",
    "rust": "arguments parameters",
    "java": "argument_list formal_parameters",
    "c cpp": "argument_list parameter_list",
}
_LISTS = {
    "python": "list tuple dictionary set argument_list parameters",
    SCRIPTS: "array object object_pattern named_imports arguments formal_parameters",
    "rust": "arguments parameters array_expression field_initializer_list field_declaration_list use_list",
    "c cpp": "initializer_list enumerator_list",
}


@node_feature(
    "trailing_commas",
    "Comma after the last of several lines",
    _LISTS,
    Choice(
        "always",
        "always",
        "Put a comma after the last element of a list that spans lines.",
        {
            "python": "f(\n    1,\n    2,\n)",
            "javascript": "[\n\t1,\n\t2,\n];",
            "rust": "fn f() {\n    g(\n        1,\n        2,\n    );\n}",
            "c": "int a[] = {\n  1,\n  2,\n};",
        },
    ),
    Choice(
        "never",
        "never",
        "Put no comma after the last element of a list.",
        {
            "python": "f(\n    1,\n    2\n)",
            "javascript": "f(\n\t1,\n\t2\n);",
            "c": "int a[] = {\n  1,\n  2\n};",
        },
    ),
)
def trailing_commas(node: Node) -> str | None:
    """Look before a closing bracket on its own line, in lists whose last two elements have a line each.

    A single element, or several on one line, is where formatters differ from the people that choose them.
    """
    elements = statements(node)
    if len(elements) < 2 or not _closes_alone(node):  # noqa: PLR2004 - see above
        return None
    if elements[-2].end_point[0] == elements[-1].start_point[0] or elements[-1].type in _MUST_BE_LAST:
        return None
    inner = [child for child in node.children if "comment" not in child.type]
    return "always" if inner[-2].type == "," else "never"


_MUST_BE_LAST = frozenset({"rest_pattern", "rest_element", "generator_expression", "variadic_parameter"})


def _closes_alone(node: Node) -> bool:
    last = node.children[-1]
    before = last.prev_sibling
    return before is not None and before.end_point[0] < last.start_point[0]


@node_feature(
    "closing_bracket",
    "Closing bracket of wrapped lists",
    _CALLS,
    Choice(
        "own_line",
        "on its own line",
        "Put the closing bracket of a wrapped list on its own line.",
        {
            "python": "f(\n    1,\n    2,\n)",
            "javascript": "f(\n\t1,\n\t2\n);",
            "go": "func f() {\n\tg(\n\t\t1,\n\t)\n}",
        },
    ),
    Choice(
        "after_last",
        "after the last element",
        "Put the closing bracket of a wrapped list after its last element.",
        {"python": "f(\n    1,\n    2)", "c": "void f(\n  int a,\n  int b) {}"},
    ),
)
def closing_bracket(node: Node) -> str | None:
    """Read where a list closes whose first element has a new line."""
    if node.named_child_count == 0 or node.named_children[0].start_point[0] == node.start_point[0]:
        return None
    return "own_line" if _closes_alone(node) else "after_last"


@node_feature(
    "wrapped_arguments",
    "Arguments that don't fit a line",
    _CALLS,
    Choice(
        "one_per_line",
        "one a line",
        "Wrap arguments one a line.",
        {
            "python": "f(\n    1,\n    2,\n)",
            "java": "class A { void f() { g(\n  1,\n  2); } }",
            "rust": "fn f(\n    a: u8,\n    b: u8,\n) {}",
        },
    ),
    Choice("filled", "several a line", "Wrap arguments with several a line.", {"python": "f(\n    1, 2,\n    3)"}),
    Choice(
        "aligned",
        "under the first one",
        "Align wrapped arguments under the first one.",
        {"python": "f(1,\n  2)", "c": "void f(int a,\n       int b) {}"},
    ),
)
def wrapped_arguments(node: Node) -> str | None:
    """Read the lines that several arguments begin on; one that only ends later didn't wrap the others."""
    rows = [child.start_point[0] for child in statements(node)]
    if len(rows) < 2 or rows[-1] == node.start_point[0]:  # noqa: PLR2004 - one argument has no arrangement
        return None
    if rows[0] == node.start_point[0]:
        previous = node.named_children[-2]
        return None if is_multiline(previous) else "aligned"
    if rows[0] == rows[-1]:
        return None
    return "one_per_line" if len(set(rows)) == len(rows) else "filled"


@node_feature(
    "semicolons",
    "Semicolons",
    {SCRIPTS: "expression_statement lexical_declaration variable_declaration return_statement import_statement"},
    Choice("always", "always", "End statements with semicolons.", {"javascript": "f();"}),
    Choice("never", "only where needed", "Leave semicolons out.", {"javascript": "f()\ng()"}),
    crosses_languages=False,
)
def semicolons(node: Node) -> str | None:
    """Read the end of a statement; the head of a loop must have its own."""
    if is_kind(node.parent, "for_statement", "for_in_statement") or not node.children:
        return None
    return "always" if node.children[-1].type == ";" else "never"


@node_feature(
    "bracket_spacing",
    "Blanks inside braces",
    {SCRIPTS: "object object_pattern named_imports"},
    Choice(
        "spaced",
        "{ a }",
        "Put blanks inside braces: { a }.",
        {"javascript": "f({ a: 1 });"},
    ),
    Choice(
        "tight",
        "{a}",
        "Put no blanks inside braces: {a}.",
        {"javascript": "import {a} from 'b';"},
    ),
)
def bracket_spacing(node: Node) -> str | None:
    """Read the gap after the opening brace of what stands on one line."""
    if is_multiline(node) or node.named_child_count == 0:
        return None
    return "tight" if node.named_children[0].start_byte - node.start_byte == 1 else "spaced"


_BINARY = {
    "python": "binary_operator comparison_operator boolean_operator",
    f"{SCRIPTS} go rust java c cpp": "binary_expression",
}


@node_feature(
    "operator_spacing",
    "Blanks around operators",
    _BINARY,
    Choice(
        "spaced",
        "a + b",
        "Put blanks around operators: a + b.",
        {"python": "a + b", "c": "int f(void) { return a + b; }"},
    ),
    Choice("tight", "a+b", "Put no blanks around operators: a+b.", {"python": "a+b", "javascript": "a+b;"}),
)
def operator_spacing(node: Node) -> str | None:
    """Read the gap behind the left operand on one line."""
    left, operator = node.children[0], node.children[1]
    if left.end_point[0] != operator.start_point[0] or operator.type in {"and", "or", "in", "not in", "is", "is not"}:
        return None
    return "tight" if left.end_byte == operator.start_byte else "spaced"


@node_feature(
    "operator_breaks",
    "Breaking lines at operators",
    _BINARY,
    Choice(
        "before",
        "before the operator",
        "Break lines before operators.",
        {"python": "x = (a\n     + b)", "javascript": "x = a\n\t+ b;"},
    ),
    Choice(
        "after",
        "after the operator",
        "Break lines after operators.",
        {"python": "x = (a +\n     b)", "go": "func f() bool {\n\treturn a &&\n\t\tb\n}"},
    ),
)
def operator_breaks(node: Node) -> str | None:
    """Read on which line the operator stands when its operands stand on two."""
    left, operator, right = node.children[0], node.children[1], node.children[-1]
    if left.end_point[0] == right.start_point[0]:
        return None
    return "after" if operator.start_point[0] == left.end_point[0] else "before"


@node_feature(
    "brace_place",
    "Opening braces",
    {SCRIPTS: "statement_block class_body", "java": "block class_body", "c cpp": "compound_statement"},
    Choice(
        "same_line",
        "on the same line",
        "Open braces on the same line.",
        {"javascript": "if (a) {\n\tb();\n}", "java": "class A {\n}", "c": "void f(void) {\n}"},
    ),
    Choice(
        "own_line",
        "on a line of their own",
        "Open braces on a line of their own.",
        {"javascript": "function f()\n{\n}", "c": "void f(void)\n{\n}"},
    ),
)
def brace_place(node: Node) -> str | None:
    """Read whether a brace opens behind what it belongs to."""
    before = node.prev_sibling
    if before is None or not is_multiline(node) or before.type in {"comment", "{", ";", "}"}:
        return None
    return "same_line" if before.end_point[0] == node.start_point[0] else "own_line"


@node_feature(
    "control_braces",
    "Braces around a single statement",
    {
        SCRIPTS: "if_statement for_statement for_in_statement while_statement",
        "java": "if_statement for_statement enhanced_for_statement while_statement",
        "c cpp": "if_statement for_statement while_statement",
    },
    Choice(
        "always",
        "always",
        "Put braces around a single statement too.",
        {
            "javascript": "if (a) { b(); }",
            "java": "class A { void f() { if (a) { b(); } } }",
            "c": "void f(void) { if (a) { b(); } }",
        },
    ),
    Choice(
        "omitted",
        "left out",
        "Leave braces around a single statement out.",
        {"javascript": "if (a) b();", "c": "void f(void) { while (a) b(); }"},
    ),
)
def control_braces(node: Node) -> str | None:
    """Read the body of a control statement where it is one statement."""
    body = field(node, "consequence") or field(node, "body")
    if body is None:
        return None
    if body.type in {"statement_block", "block", "compound_statement"}:
        return "always" if len(statements(body)) == 1 else None
    return "omitted" if body.type != ";" else None


@node_feature(
    "arrow_parentheses",
    "Parentheses around a single parameter",
    {SCRIPTS: "arrow_function"},
    Choice(
        "always",
        "(x) => y",
        "Put parentheses around an arrow function's only parameter.",
        {"javascript": "f((x) => y);"},
    ),
    Choice(
        "omitted",
        "x => y",
        "Leave parentheses around an arrow function's only parameter out.",
        {"javascript": "f(x => y);"},
    ),
    crosses_languages=False,
)
def arrow_parentheses(node: Node) -> str | None:
    """Read how the only, plain parameter of an arrow function is written."""
    if field(node, "parameter") is not None:
        return "omitted"
    parameters = field(node, "parameters")
    if parameters is None or field(node, "return_type") or parameters.named_child_count != 1:
        return None
    return "always" if text_of(parameters).strip("()").isidentifier() else None


@node_feature(
    "pointer_style",
    "Asterisk of pointers",
    {"c cpp": "pointer_declarator"},
    Choice("name", "at the name (int *p)", "Put a pointer's asterisk at the name: int *p.", {"c": "int *p;"}),
    Choice("type", "at the type (int* p)", "Put a pointer's asterisk at the type: int* p.", {"c": "int* p;"}),
    crosses_languages=False,
)
def pointer_style(node: Node) -> str | None:
    """Read what the asterisk touches."""
    before, target = node.prev_sibling, field(node, "declarator")
    if before is None or target is None or is_kind(node.parent, "pointer_declarator"):
        return None
    at_type, at_name = before.end_byte == node.start_byte, target.start_byte == node.start_byte + 1
    return None if at_type == at_name else "type" if at_type else "name"


@node_feature(
    "header_guard",
    "Guarding headers",
    {"c cpp": "preproc_call preproc_ifdef"},
    Choice("pragma", "#pragma once", "Guard headers with #pragma once.", {"c": "#pragma once\n"}),
    Choice("macro", "a macro", "Guard headers with a macro.", {"c": "#ifndef A_H\n#define A_H\n#endif\n"}),
    crosses_languages=False,
)
def header_guard(node: Node) -> str | None:
    """Read a header's first lines."""
    if node.type == "preproc_call":
        return "pragma" if text_of(node).split() == ["#pragma", "once"] else None
    defined = child_of(node, "preproc_def")
    guards = defined is not None and text_of(node).startswith("#ifndef")
    same = guards and text_of(node).split()[1:2] == text_of(defined).split()[1:2] if defined is not None else False
    return "macro" if same else None
