"""Flow of control: leaving early, choosing, repeating; common to languages."""

import re
from collections.abc import Iterator

from style_learner.habits.features.feature import SCRIPTS, Choice, File, Sighting, file_feature, node_feature
from style_learner.habits.features.reading import field, field_text, first_named, is_kind, statements
from style_learner.syntax.parsing import Node, text_of

_IFS = {
    f"python {SCRIPTS} go java c cpp": "if_statement",
    "rust": "if_expression",
}
_BLOCKS = ("block", "statement_block", "compound_statement", "statement_list", "else_clause")
_LEAVING = frozenset(
    {
        *("return_statement", "raise_statement", "throw_statement", "continue_statement", "break_statement"),
        *("return_expression", "continue_expression", "break_expression"),
    }
)


def _branch_end(node: Node | None) -> Node | None:
    """Return the last statement of a branch, through the wrappers that grammars put around it."""
    while node is not None and node.type in (*_BLOCKS, "expression_statement"):
        inner = statements(node)
        node = inner[-1] if inner else None
    return node


@node_feature(
    "early_return",
    "After a branch that leaves",
    _IFS,
    Choice(
        "early",
        "go on without else",
        "Return early; write no else after a branch that leaves.",
        {
            "python": "def f():\n    if a:\n        return 1\n    return 2",
            "javascript": "function f() { if (a) { return 1; } return 2; }",
            "go": "package a\nfunc f() int { if a { return 1 }\n return 2 }",
            "rust": "fn f() -> u8 { if a { return 1; } 2 }",
            "java": "class A { int f() { if (a) return 1; return 2; } }",
            "c": "int f(void) { if (a) return 1; return 2; }",
        },
    ),
    Choice(
        "else",
        "else all the same",
        "Keep an else after a branch that returns.",
        {
            "python": "def f():\n    if a:\n        return 1\n    else:\n        return 2",
            "javascript": "function f() { if (a) { return 1; } else { return 2; } }",
            "rust": "fn f() -> u8 { if a { return 1; } else { return 2; } }",
        },
    ),
)
def early_return(node: Node) -> str | None:
    """Read what follows a branch that ends by leaving."""
    if not is_kind(_branch_end(field(node, "consequence")), *_LEAVING):
        return None
    if field(node, "alternative") is not None:
        return "else"
    outer = node.parent if is_kind(node.parent, "expression_statement") else node
    return "early" if outer is not None and outer.next_named_sibling is not None else None


_SWITCHES = {
    "python": "match_statement",
    f"{SCRIPTS} c cpp": "switch_statement",
    "go": "expression_switch_statement type_switch_statement",
    "rust": "match_expression",
    "java": "switch_expression",
}
_BRANCHES_OF_A_CHAIN = 2
"""Branches after the first that make a chain out of a condition."""


@file_feature(
    "branching",
    "Choosing among many values",
    {
        language: f"{kinds} {_SWITCHES[key]}"
        for language, kinds, key in (
            ("python", "if_statement", "python"),
            (f"{SCRIPTS} c cpp", "if_statement", f"{SCRIPTS} c cpp"),
            ("go", "if_statement", "go"),
            ("rust", "if_expression", "rust"),
            ("java", "if_statement", "java"),
        )
    },
    Choice(
        "switch",
        "match or switch",
        "Choose among values with match (switch).",
        {
            "python": "match a:\n    case 1:\n        f()",
            "javascript": "switch (a) { case 1: f(); }",
            "go": "package a\nfunc f() { switch a { case 1: f() } }",
            "rust": "fn f() { match a { 1 => f(), _ => g() } }",
            "java": "class A { void f() { switch (a) { case 1: f(); } } }",
            "c": "void f(void) { switch (a) { case 1: f(); } }",
        },
    ),
    Choice(
        "chain",
        "a chain of if and else if",
        "Choose among values with a chain of if and else if.",
        {
            "python": "if a == 1:\n    f()\nelif a == 2:\n    g()\nelif a == 3:\n    h()",
            "javascript": "if (a === 1) f(); else if (a === 2) g(); else if (a === 3) h();",
            "c": "void f(void) { if (a == 1) f(); else if (a == 2) g(); else if (a == 3) h(); }",
        },
    ),
    crosses_languages=False,
)
def branching(file: File) -> Iterator[Sighting]:
    """Look for switches, and for chains of conditions on equal values, where a switch would have done."""
    for kind in ("match_statement", "switch_statement", "expression_switch_statement", "type_switch_statement"):
        yield from (Sighting("switch", node.start_point[0]) for node in file.nodes.get(kind, ()))
    for node in file.all("match_expression switch_expression"):
        yield Sighting("switch", node.start_point[0])
    for node in file.all("if_statement if_expression"):
        head = is_kind(node.parent, "else_clause", "if_statement")
        if not head and _equal_branches(node) > _BRANCHES_OF_A_CHAIN:
            yield Sighting("chain", node.start_point[0])


def _equal_branches(node: Node) -> int:
    """Count the branches of a chain whose conditions compare the same thing for equality."""
    subjects = [_subject(node)]
    for clause in node.children_by_field_name("alternative"):
        if clause.type == "elif_clause":
            subjects.append(_subject(clause))
        inner = clause if clause.type.startswith("if_") else first_named(clause)
        while inner is not None and inner.type.startswith("if_"):
            subjects.append(_subject(inner))
            inner = field(inner, "alternative")
            inner = first_named(inner) if is_kind(inner, "else_clause") else inner
    return len(subjects) if len(set(subjects)) == 1 and subjects[0] else 1


def _subject(node: Node) -> str:
    found = re.fullmatch(r"\(?\s*([\w.\[\]()]+)\s*={2,3}\s*[^=&|]+?\)?", field_text(node, "condition"))
    return found[1] if found else ""


@node_feature(
    "conditional_value",
    "One of two values",
    {
        "python": "conditional_expression if_statement",
        SCRIPTS: "ternary_expression if_statement",
        "java": "ternary_expression if_statement",
        "c cpp": "conditional_expression if_statement",
    },
    Choice(
        "expression",
        "a conditional expression",
        "Choose between two values with a conditional expression.",
        {
            "python": "x = a if b else c",
            "javascript": "x = b ? a : c;",
            "java": "class A { int f() { return b ? a : c; } }",
            "c": "int f(void) { return b ? a : c; }",
        },
    ),
    Choice(
        "statement",
        "if and else",
        "Choose between two values with if and else.",
        {"python": "if b:\n    x = a\nelse:\n    x = c", "javascript": "if (b) {\n\tx = a;\n} else {\n\tx = c;\n}"},
    ),
)
def conditional_value(node: Node) -> str | None:
    """Read conditional expressions, and conditions whose two branches set the same name."""
    if node.type != "if_statement":
        return "expression"
    alternative = field(node, "alternative")
    if not is_kind(alternative, "else_clause"):
        return None
    targets = {
        _only_target(field(node, "consequence")),
        _only_target(field(alternative, "body") or first_named(alternative)),
    }
    return "statement" if len(targets) == 1 and targets != {""} else None


def _only_target(block: Node | None) -> str:
    inner = statements(block)
    only = first_named(inner[0]) if len(inner) == 1 and inner[0].type == "expression_statement" else None
    return field_text(only, "left") if is_kind(only, "assignment", "assignment_expression") else ""


@node_feature(
    "increments",
    "Counting up",
    {f"{SCRIPTS} java c cpp": "update_expression"},
    Choice("postfix", "i++", "Write i++.", {"javascript": "i++;", "java": "class A { void f() { i++; } }"}),
    Choice("prefix", "++i", "Write ++i.", {"c": "void f(void) { ++i; }"}),
)
def increments(node: Node) -> str | None:
    """Read the side of ++ or -- where its value isn't used."""
    if not is_kind(node.parent, "expression_statement", "for_statement"):
        return None
    return "prefix" if text_of(node).startswith(("++", "--")) else "postfix"


@node_feature(
    "iteration",
    "Going over many things",
    {
        SCRIPTS: "for_in_statement for_statement call_expression",
        "rust": "for_expression call_expression",
        "java": "enhanced_for_statement for_statement method_invocation",
    },
    Choice(
        "loop",
        "a loop over the things",
        "Go over things with a loop over them (for ... of, for ... in).",
        {
            "javascript": "for (const a of b) f(a);",
            "rust": "fn f() { for a in b { g(a); } }",
            "java": "class A { void f() { for (A a : b) g(a); } }",
        },
    ),
    Choice(
        "functions",
        "functions over the things (map, forEach, streams)",
        "Go over things with functions: map, filter, forEach.",
        {
            "javascript": "b.forEach(a => f(a));",
            "rust": "fn f() { b.iter().map(|a| a.x); }",
            "java": "class A { void f() { b.map(a -> a.x); } }",
        },
    ),
    Choice(
        "counting",
        "a counter",
        "Go over things with a counter.",
        {"javascript": "for (let i = 0; i < n; i++) f(b[i]);"},
    ),
)
def iteration(node: Node) -> str | None:
    """Read loops, and calls of the usual functions over sequences that are given a function."""
    if node.type in {"for_in_statement", "for_expression", "enhanced_for_statement"}:
        return "loop"
    if node.type == "for_statement":
        return "counting"
    function = field(node, "function")
    name = field_text(function, "property") or field_text(function, "field") or field_text(node, "name")
    given = first_named(field(node, "arguments"))
    takes_function = is_kind(given, "arrow_function", "function_expression", "closure_expression", "lambda_expression")
    return "functions" if takes_function and name in _OVER_SEQUENCES else None


_OVER_SEQUENCES = frozenset(
    {
        *("map", "filter", "forEach", "for_each", "flatMap", "flat_map", "filter_map", "reduce", "fold", "some"),
        *("every", "any", "all", "anyMatch", "allMatch", "find", "take_while", "skip_while", "mapToInt"),
    }
)


@node_feature(
    "output",
    "Saying what goes on",
    {
        "python": "call",
        SCRIPTS: "call_expression",
        "go": "call_expression",
        "rust": "macro_invocation",
        "java": "method_invocation",
    },
    Choice(
        "print",
        "printing",
        "",
        {
            "python": 'print("a")',
            "javascript": "console.log('a');",
            "go": 'package a\nfunc f() { fmt.Println("a") }',
            "rust": 'fn f() { println!("a"); }',
            "java": 'class A { void f() { System.out.println("a"); } }',
        },
    ),
    Choice(
        "logging",
        "logging",
        "Log what goes on, don't print it.",
        {
            "python": 'logger.info("a")',
            "javascript": "logger.info('a');",
            "go": 'package a\nfunc f() { log.Printf("a") }',
            "rust": 'fn f() { log::info!("a"); }',
            "java": 'class A { void f() { LOGGER.info("a"); } }',
        },
    ),
)
def output(node: Node) -> str | None:
    """Read calls that print or log."""
    called = field_text(node, "function") or field_text(node, "macro")
    if node.type == "method_invocation":
        called = f"{field_text(node, 'object')}.{field_text(node, 'name')}"
    if _PRINTS.fullmatch(called):
        return "print"
    return "logging" if _LOGS.fullmatch(called) else None


_PRINTS = re.compile(
    r"print|console\.(log|info|warn|error|debug)|fmt\.(Print|Println|Printf)|(e?print(ln)?)|System\.(out|err)\.print(ln|f)?"
)
_LOGS = re.compile(
    r"(self\.|this\.)?_?(log|logger|logging|LOG|LOGGER|slog|tracing)(::|\.)"
    r"(debug|info|warn|warning|error|exception|critical|trace|fatal|Debug|Info|Warn|Error|Print|Printf|Println|Fatal|Fatalf)"
)
