"""Ways to say the same thing in JavaScript and TypeScript."""

import re

from style_learner.habits.features.feature import SCRIPTS, Choice, node_feature
from style_learner.habits.features.reading import child_of, field, field_text, first_named, is_kind, statements
from style_learner.syntax.parsing import Node, text_of


@node_feature(
    "declaring",
    "Declaring variables",
    {SCRIPTS: "lexical_declaration variable_declaration"},
    Choice("const", "const", "Declare variables with const.", {"javascript": "const a = 1;"}),
    Choice("let", "let", "", {"javascript": "let a = 1;"}),
    Choice("var", "var", "Declare variables with var.", {"javascript": "var a = 1;"}),
    crosses_languages=False,
)
def declaring(node: Node) -> str | None:
    """Read the word that declares; a counter of a loop has to vary."""
    if is_kind(node.parent, "for_statement"):
        return None
    return field_text(node, "kind") or "var"


@node_feature(
    "function_form",
    "Defining functions",
    {SCRIPTS: "function_declaration variable_declarator"},
    Choice(
        "declaration",
        "function f() {}",
        "Define functions as declarations: function f() {}.",
        {"javascript": "function f() {}"},
    ),
    Choice(
        "arrow",
        "const f = () => {}",
        "Define functions as arrows: const f = () => {}.",
        {"javascript": "const f = () => {};"},
    ),
    Choice("expression", "const f = function () {}", "", {"javascript": "const f = function () {};"}),
    crosses_languages=False,
)
def function_form(node: Node) -> str | None:
    """Read how a function gets its name."""
    if node.type == "function_declaration":
        return "declaration"
    value = field(node, "value")
    return {"arrow_function": "arrow", "function_expression": "expression"}.get(value.type if value else "")


@node_feature(
    "callback_form",
    "Functions given to others",
    {SCRIPTS: "arrow_function function_expression"},
    Choice("arrow", "() => {}", "Give arrow functions as callbacks.", {"javascript": "f(() => g());"}),
    Choice(
        "expression",
        "function () {}",
        "Give function expressions as callbacks.",
        {"javascript": "f(function () { g(); });"},
    ),
    crosses_languages=False,
)
def callback_form(node: Node) -> str | None:
    """Read a function among arguments."""
    if not is_kind(node.parent, "arguments"):
        return None
    return "arrow" if node.type == "arrow_function" else "expression"


@node_feature(
    "arrow_body",
    "Arrow functions of one expression",
    {SCRIPTS: "arrow_function"},
    Choice(
        "expression",
        "x => y",
        "Give arrow functions an expression where one is enough.",
        {"javascript": "f(x => x.y);"},
    ),
    Choice(
        "block",
        "x => { return y; }",
        "Give arrow functions a block and a return.",
        {"javascript": "f(x => { return x.y; });"},
    ),
    crosses_languages=False,
)
def arrow_body(node: Node) -> str | None:
    """Read the body of an arrow function that only returns."""
    body = field(node, "body")
    if not is_kind(body, "statement_block"):
        return "expression"
    inner = statements(body)
    return "block" if len(inner) == 1 and inner[0].type == "return_statement" else None


@node_feature(
    "waiting",
    "Waiting for promises",
    {SCRIPTS: "await_expression call_expression"},
    Choice("await", "await", "Wait for promises with await.", {"javascript": "async function f() { await g(); }"}),
    Choice("then", ".then()", "Continue promises with .then().", {"javascript": "g().then(h);"}),
    crosses_languages=False,
)
def waiting(node: Node) -> str | None:
    """Read await, and calls of then and catch on a promise."""
    if node.type == "await_expression":
        return "await"
    return "then" if field_text(field(node, "function"), "property") == "then" else None


@node_feature(
    "equality",
    "Comparing for equality",
    {SCRIPTS: "binary_expression"},
    Choice("strict", "===", "Compare with ===.", {"javascript": "a === b;"}),
    Choice("loose", "==", "Compare with ==.", {"javascript": "a != b;"}),
    crosses_languages=False,
)
def equality(node: Node) -> str | None:
    """Read the operator."""
    return {"===": "strict", "!==": "strict", "==": "loose", "!=": "loose"}.get(field_text(node, "operator"))


@node_feature(
    "exports",
    "Exports",
    {SCRIPTS: "export_statement"},
    Choice("named", "named", "Export by name.", {"javascript": "export const a = 1;"}),
    Choice("default", "default", "Use default exports.", {"javascript": "export default a;"}),
    crosses_languages=False,
)
def exports(node: Node) -> str | None:
    """Read what an export statement gives."""
    return "default" if child_of(node, "default") else "named"


@node_feature(
    "null_access",
    "Reaching into what may be missing",
    {SCRIPTS: "member_expression binary_expression"},
    Choice("chain", "a?.b", "Reach into what may be missing with ?..", {"javascript": "a?.b;"}),
    Choice("and", "a && a.b", "", {"javascript": "a && a.b;"}),
    crosses_languages=False,
)
def null_access(node: Node) -> str | None:
    """Read optional chains, and conjunctions that test what they reach into."""
    if node.type == "member_expression":
        return "chain" if child_of(node, "optional_chain") else None
    left, right = field_text(node, "left"), field_text(node, "right")
    return "and" if field_text(node, "operator") == "&&" and right.startswith(f"{left}.") else None


@node_feature(
    "fallback",
    "Values in place of missing ones",
    {SCRIPTS: "binary_expression"},
    Choice("nullish", "a ?? b", "Give fallbacks with ??.", {"javascript": "x = a ?? 1;"}),
    Choice("or", "a || b", "Give fallbacks with ||.", {"javascript": "x = a || 1;"}),
    crosses_languages=False,
)
def fallback(node: Node) -> str | None:
    """Read the operator before a plain value."""
    plain = is_kind(field(node, "right"), "string", "number", "object", "array", "true", "false", "template_string")
    return {"??": "nullish", "||": "or"}.get(field_text(node, "operator")) if plain else None


@node_feature(
    "object_parameters",
    "Options of functions",
    {SCRIPTS: "formal_parameters"},
    Choice(
        "destructured",
        "taken apart in the parameters",
        "Take option objects apart in the parameters.",
        {"javascript": "function f({a, b}) {}"},
    ),
    Choice(
        "object",
        "kept as one object",
        "Keep options as one parameter named options.",
        {"javascript": "function f(a, options) {}"},
    ),
    crosses_languages=False,
)
def object_parameters(node: Node) -> str | None:
    """Read the last parameter."""
    last = node.named_children[-1] if node.named_children else None
    pattern = field(last, "pattern") or field(last, "left") or last
    if is_kind(pattern, "object_pattern"):
        return "destructured"
    name = text_of(pattern) if pattern is not None else ""
    return "object" if re.fullmatch(r"_?(options|opts|props|config)", name) else None


@node_feature(
    "property_access",
    "Getting at properties",
    {SCRIPTS: "variable_declarator"},
    Choice("destructured", "const {a} = b", "Take properties apart: const {a} = b.", {"javascript": "const {a} = b;"}),
    Choice("member", "const a = b.a", "", {"javascript": "const a = b.a;"}),
    crosses_languages=False,
)
def property_access(node: Node) -> str | None:
    """Read declarations that take a property by its name."""
    target, value = field(node, "name"), field(node, "value")
    if is_kind(target, "object_pattern"):
        return "destructured"
    same = is_kind(value, "member_expression") and target and field_text(value, "property") == text_of(target)
    return "member" if same else None


@node_feature(
    "error_class",
    "What is thrown",
    {SCRIPTS: "throw_statement"},
    Choice(
        "specific",
        "a particular error (TypeError, own classes)",
        "Throw particular errors: TypeError, classes of your own.",
        {"javascript": "throw new TypeError('a');"},
    ),
    Choice("plain", "Error", "", {"javascript": "throw new Error('a');"}),
    crosses_languages=False,
)
def error_class(node: Node) -> str | None:
    """Read the class of a new error."""
    thrown = first_named(node)
    if not is_kind(thrown, "new_expression"):
        return None
    return "plain" if field_text(thrown, "constructor") == "Error" else "specific"


@node_feature(
    "property_values",
    "Properties named as their values",
    {SCRIPTS: "object"},
    Choice("shorthand", "{a}", "Use shorthand properties: {a}.", {"javascript": "f({a, b: 1});"}),
    Choice("pair", "{a: a}", "", {"javascript": "f({a: a});"}),
    crosses_languages=False,
)
def property_values(node: Node) -> str | None:
    """Read an object's properties."""
    if child_of(node, "shorthand_property_identifier"):
        return "shorthand"
    pairs = (child for child in node.named_children if child.type == "pair")
    return "pair" if any(field_text(pair, "key") == field_text(pair, "value") for pair in pairs) else None
