"""What nearly everybody does in a language, so that telling it says nothing about one person.

From the languages' own style guides and formatters: PEP 8 and 257, gofmt and Effective Go, rustfmt and the Rust API
guidelines, prettier's defaults, Google's Java and C++ guides.
"""

from style_learner.types import Habit, Pin

_EVERYWHERE = {
    "closing_bracket": "own_line",
    "comment_place": "own_line",
    "comment_space": "spaced",
    "final_newline": "yes",
    "line_endings": "lf",
    "operator_spacing": "spaced",
    "trailing_whitespace": "removed",
    "type_case": "pascal",
}
_SCRIPTS = _EVERYWHERE | {
    "arrow_parentheses": "always",
    "blank_lines_members": "1",
    "blank_lines_top": "1",
    "brace_place": "same_line",
    "bracket_spacing": "spaced",
    "callback_form": "arrow",
    "control_braces": "always",
    "declaring": "const",
    "equality": "strict",
    "function_case": "camel",
    "increments": "postfix",
    "indentation": "2",
    "module_system": "import",
    "property_values": "shorthand",
    "semicolons": "always",
    "trailing_commas": "always",
    "variable_case": "camel",
    "waiting": "await",
}

USUAL: dict[str, dict[str, str]] = {
    "python": _EVERYWHERE
    | {
        "assign_in_condition": "before",
        "blank_lines_members": "1",
        "blank_lines_top": "2",
        "constant_case": "upper",
        "counting_loops": "enumerate",
        "docstring_quotes": "double",
        "emptiness": "truth",
        "empty_literals": "literal",
        "except_breadth": "specific",
        "function_case": "snake",
        "functional_calls": "comprehension",
        "future_annotations": "none",
        "import_place": "top",
        "indentation": "4",
        "keyword_dicts": "literal",
        "one_line_bodies": "own_line",
        "open_files": "with",
        "private_members": "underscore",
        "raise_from": "plain",
        "raise_message": "inline",
        "short_functions": "def",
        "super_form": "bare",
        "type_checks": "isinstance",
        "variable_case": "snake",
        "wildcard_imports": "avoided",
    },
    "javascript": _SCRIPTS,
    "typescript": _SCRIPTS,
    "go": _EVERYWHERE
    | {
        "blank_lines_top": "1",
        "indentation": "tabs",
        "operator_breaks": "after",
        "variable_case": "camel",
        "local_declarations": "short",
    },
    "rust": _EVERYWHERE
    | {
        "block_comments": "lines",
        "blank_lines_members": "1",
        "blank_lines_top": "1",
        "constant_case": "upper",
        "error_propagation": "question",
        "field_values": "shorthand",
        "final_value": "tail",
        "function_case": "snake",
        "indentation": "4",
        "operator_breaks": "before",
        "trailing_commas": "always",
        "variable_case": "snake",
        "wrapped_arguments": "one_per_line",
    },
    "java": _EVERYWHERE
    | {
        "blank_lines_members": "1",
        "brace_place": "same_line",
        "constant_case": "upper",
        "control_braces": "always",
        "function_case": "camel",
        "increments": "postfix",
        "overrides": "marked",
        "variable_case": "camel",
        "wildcard_imports": "avoided",
    },
    "c": {key: _EVERYWHERE[key] for key in ("comment_space", "final_newline", "line_endings", "operator_spacing")}
    | {"constant_case": "upper", "increments": "postfix"},
    "cpp": _EVERYWHERE | {"constant_case": "upper", "null_pointer": "nullptr", "overrides": "marked"},
}
"""By language, the usual choice of each feature that has one."""


def is_usual(chosen: Habit | Pin) -> bool:
    """Say whether nearly everybody chooses so."""
    return USUAL.get(chosen.language, {}).get(chosen.feature) == chosen.choice


def departs(chosen: Habit | Pin) -> bool:
    """Say whether nearly everybody chooses otherwise."""
    return chosen.feature in USUAL.get(chosen.language, {}) and not is_usual(chosen)
