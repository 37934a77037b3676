"""Ways to say the same thing in Rust."""

import re

from style_learner.habits.features.feature import Choice, node_feature
from style_learner.habits.features.reading import field, field_text, is_inside, is_kind, statements
from style_learner.syntax.parsing import Node, text_of

_TESTS = re.compile(r"#\[(cfg\(test\)|test|tokio::test)")


@node_feature(
    "error_propagation",
    "When something fails",
    {"rust": "try_expression call_expression"},
    Choice("question", "passed on with ?", "Pass errors on with ?.", {"rust": "fn f() { g()?; }"}),
    Choice("unwrap", "unwrap()", "", {"rust": "fn f() { g().unwrap(); }"}),
    Choice(
        "expect",
        "expect() with a message",
        "Where failing is a mistake, use expect with a message.",
        {"rust": 'fn f() { g().expect("x"); }'},
    ),
    crosses_languages=False,
)
def error_propagation(node: Node) -> str | None:
    """Read what is done with a result; tests unwrap by custom."""
    if node.type == "try_expression":
        return "question"
    name = field_text(field(node, "function"), "field")
    if name not in {"unwrap", "expect"} or _in_test(node):
        return None
    return name


def _in_test(node: Node) -> bool:
    outer: Node | None = node
    while outer is not None:
        before = outer.prev_named_sibling
        marks = text_of(before) if is_kind(before, "attribute_item") and before is not None else ""
        if outer.type in {"function_item", "mod_item"} and _TESTS.match(marks):
            return True
        outer = outer.parent
    return False


@node_feature(
    "pattern_choice",
    "Taking one case apart",
    {"rust": "match_expression if_expression let_declaration"},
    Choice(
        "if_let", "if let", "Take a single case apart with if let.", {"rust": "fn f() { if let Some(a) = b { g(); } }"}
    ),
    Choice(
        "match",
        "match with a catch-all",
        "Take cases apart with match.",
        {"rust": "fn f() { match b { Some(a) => g(), None => {} } }"},
    ),
    Choice(
        "let_else",
        "let ... else",
        "Take a case apart and leave otherwise with let ... else.",
        {"rust": "fn f() { let Some(a) = b else { return; }; }"},
    ),
    crosses_languages=False,
)
def pattern_choice(node: Node) -> str | None:
    """Read the ways to ask for one variant."""
    if node.type == "let_declaration":
        return "let_else" if field(node, "alternative") else None
    if node.type == "if_expression":
        return "if_let" if is_kind(field(node, "condition"), "let_condition") else None
    arms = [arm for arm in statements(field(node, "body")) if arm.type == "match_arm"]
    rest = field_text(arms[-1], "pattern") if len(arms) == 2 else ""  # noqa: PLR2004 - one case and the rest
    return "match" if rest in {"_", "None", "Err(_)"} or rest.startswith("Err(") else None


@node_feature(
    "final_value",
    "The value of a function",
    {"rust": "function_item"},
    Choice(
        "tail", "its last expression", "End functions with their value, without return.", {"rust": "fn f() -> u8 { 1 }"}
    ),
    Choice("return", "return", "Return values with return.", {"rust": "fn f() -> u8 { return 1; }"}),
    crosses_languages=False,
)
def final_value(node: Node) -> str | None:
    """Read the last thing in the body of a function that has a result."""
    inner = statements(field(node, "body"))
    if not inner or not field(node, "return_type"):
        return None
    last = inner[-1]
    returns = is_kind(last.named_children[0] if last.named_children else None, "return_expression")
    if last.type == "return_expression" or (last.type == "expression_statement" and returns):
        return "return"
    return "tail" if last.type != "expression_statement" or not text_of(last).endswith(";") else None


@node_feature(
    "owned_strings",
    "Making owned strings",
    {"rust": "call_expression"},
    Choice(
        "to_string", ".to_string()", "Make owned strings with .to_string().", {"rust": 'fn f() { "a".to_string(); }'}
    ),
    Choice(
        "from", "String::from()", "Make owned strings with String::from().", {"rust": 'fn f() { String::from("a"); }'}
    ),
    Choice("to_owned", ".to_owned()", "Make owned strings with .to_owned().", {"rust": 'fn f() { "a".to_owned(); }'}),
    Choice("into", ".into()", "", {"rust": 'fn f() { "a".into(); }'}),
    crosses_languages=False,
)
def owned_strings(node: Node) -> str | None:
    """Read what is done with a literal to own it."""
    function = field(node, "function")
    if function is not None and text_of(function) == "String::from":
        return "from"
    name = field_text(function, "field")
    literal = is_kind(field(function, "value"), "string_literal")
    return name if literal and name in {"to_string", "to_owned", "into"} else None


@node_feature(
    "field_values",
    "Fields named as their values",
    {"rust": "field_initializer_list"},
    Choice("shorthand", "{ a }", "Use shorthand fields: A { a }.", {"rust": "fn f() { A { a, b: 1 }; }"}),
    Choice("pair", "{ a: a }", "Write fields out: A { a: a }.", {"rust": "fn f() { A { a: a }; }"}),
    crosses_languages=False,
)
def field_values(node: Node) -> str | None:
    """Read the fields of a new value."""
    if any(child.type == "shorthand_field_initializer" for child in node.named_children):
        return "shorthand"
    pairs = (child for child in node.named_children if child.type == "field_initializer")
    return "pair" if any(field_text(pair, "field") == field_text(pair, "value") for pair in pairs) else None


@node_feature(
    "test_place",
    "Place of unit tests",
    {"rust": "mod_item function_item"},
    Choice(
        "module",
        "in a tests module of the file",
        "Put unit tests into a tests module of their file.",
        {"rust": "#[cfg(test)]\nmod tests {}"},
    ),
    Choice("file", "in files of their own", "Put tests into files of their own.", {"rust": "#[test]\nfn f() {}"}),
    crosses_languages=False,
)
def test_place(node: Node) -> str | None:
    """Read test modules, and tests at the top of a file."""
    before = node.prev_named_sibling
    marked = is_kind(before, "attribute_item") and before is not None and bool(_TESTS.match(text_of(before)))
    if not marked or is_inside(node, frozenset({"mod_item"})):
        return None
    return "module" if node.type == "mod_item" else "file"
