"""Quotes, and how text is put together."""

import re

from style_learner.habits.features.feature import SCRIPTS, Choice, node_feature
from style_learner.habits.features.reading import child_of, field, field_text, is_kind
from style_learner.syntax.parsing import Node, text_of


@node_feature(
    "quotes",
    "String quotes",
    {"python": "string", SCRIPTS: "string"},
    Choice(
        "double",
        "double quotes",
        "Use double quotes for strings.",
        {"python": 'name = "text"', "javascript": 'name = "text";'},
    ),
    Choice(
        "single",
        "single quotes",
        "Use single quotes for strings.",
        {"python": "name = 'text'", "javascript": "name = 'text';"},
    ),
)
def quotes(node: Node) -> str | None:
    """Read what a string opens with; a string that holds the other quote, or many lines, had no choice."""
    text = text_of(node)
    opening = text.lstrip("rRbBuUfFtT")
    if opening.startswith(('"""', "'''")) or ("'" in text and '"' in text):
        return None
    return {'"': "double", "'": "single"}.get(opening[:1])


@node_feature(
    "string_building",
    "Putting values into text",
    {"python": "string call binary_operator", SCRIPTS: "template_string binary_expression"},
    Choice(
        "interpolation",
        "interpolation (f-strings, template literals)",
        "Put values into text by interpolation (f-strings, template literals).",
        {"python": 'f"{name}!"', "javascript": "`${name}!`;"},
    ),
    Choice("format", "str.format()", "Put values into text with str.format().", {"python": '"{}!".format(name)'}),
    Choice("percent", "the % operator", "Put values into text with the % operator.", {"python": '"%s!" % name'}),
    Choice(
        "concatenation",
        "joining with +",
        "Put values into text by joining with +.",
        {"python": 'name + "!"', "javascript": "name + '!';"},
    ),
)
def string_building(node: Node) -> str | None:
    """Read how text and values are brought together."""
    if node.type in {"string", "template_string"}:
        interpolated = child_of(node, "interpolation") or child_of(node, "template_substitution")
        return "interpolation" if interpolated else None
    if node.type == "call":
        function = field(node, "function")
        of_text = is_kind(field(function, "object"), "string", "concatenated_string")
        return "format" if of_text and field_text(function, "attribute") == "format" else None
    return _operator(node)


def _operator(node: Node) -> str | None:
    left, right = field(node, "left"), field(node, "right")
    operator = field_text(node, "operator")
    if operator == "%" and is_kind(left, "string", "concatenated_string"):
        return "percent"
    if operator == "+" and is_kind(left, "string") != is_kind(right, "string"):
        return "concatenation"
    return None


@node_feature(
    "format_arguments",
    "Arguments of formatting macros",
    {"rust": "macro_invocation"},
    Choice(
        "inline",
        "captured in the text",
        'Name values inside the format string: println!("{name}").',
        {"rust": 'fn f() { println!("{name}"); }'},
    ),
    Choice(
        "positional",
        "listed after the text",
        'List values after the format string: println!("{}", name).',
        {"rust": 'fn f() { println!("{}", name); }'},
    ),
    crosses_languages=False,
)
def format_arguments(node: Node) -> str | None:
    """Read the place of values in ``format!`` and its like."""
    text = text_of(node)
    if re.search(r'"[^"]*\{[a-z_][a-z0-9_]*(:[^}"]*)?\}', text):
        return "inline"
    return "positional" if re.search(r'"[^"]*\{(:[^}"]*)?\}[^"]*"\s*,', text) else None


@node_feature(
    "docstring_quotes",
    "Docstring quotes",
    {"python": "string"},
    Choice("double", "three double quotes", 'Write docstrings in """.', {"python": 'def f():\n    """Text."""'}),
    Choice("single", "three single quotes", "Write docstrings in '''.", {"python": "def f():\n    '''Text.'''"}),
    crosses_languages=False,
)
def docstring_quotes(node: Node) -> str | None:
    """Read the quotes of a string that stands alone in three quotes."""
    if not is_kind(node.parent, "expression_statement"):
        return None
    opening = text_of(node).lstrip("rRuU")[:3]
    return {'"""': "double", "'''": "single"}.get(opening)
