"""Quotes, semicolons and commas as the developer is sure to write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from style_learner.habits.catalogue import catalogue
from style_learner.postprocessing.habits import APPLIED, apply_habits
from tests.unit.style_learner.postprocessing.places import at


@pytest.mark.parametrize(
    ("marked", "text", "sure", "changed"),
    [
        ("|\n", "x = 'a' + rb'b'", {"quotes": "double"}, 'x = "a" + rb"b"'),
        ("foo(|\n", "'abc')", {"quotes": "double"}, '"abc")'),
        ("foo('|\n", "abc')", {"quotes": "double"}, "abc')"),
        ("|\n", "x = 'a\"b' + 'a\\n' + f'{a[\"b\"]}'", {"quotes": "double"}, "x = 'a\"b' + 'a\\n' + f'{a[\"b\"]}'"),
        ("def f():\n    |\n    pass\n", "'''Do.'''", {"docstring_quotes": "double"}, '"""Do."""'),
        ("|\n", "f(\n    a,\n    b\n)", {"trailing_commas": "always"}, "f(\n    a,\n    b,\n)"),
        ("|\n", "f(\n    a,\n    b,  # why\n)", {"trailing_commas": "never"}, "f(\n    a,\n    b  # why\n)"),
        ("|\n", "x = a+b*c", {"operator_spacing": "spaced"}, "x = a + b * c"),
        ("|\n", "x = 'a'", {"quotes": "backticks", "unheard_of": "x", "function_case": "camel"}, "x = 'a'"),
    ],
)
def test_python(marked: str, text: str, sure: dict[str, str], changed: str) -> None:
    """Tokens are brought to a sure habit where another means the same, and left alone elsewhere."""
    assert apply_habits(text, at(marked), sure) == changed


@pytest.mark.parametrize(
    ("text", "sure", "changed"),
    [
        ("a = 'b'\nreturn a", {"semicolons": "always", "quotes": "double"}, 'a = "b";\nreturn a;'),
        ("a = b;\n(c || d)();\nx = y;", {"semicolons": "never"}, "a = b;\n(c || d)()\nx = y"),
        ("f({a: 1, b});", {"bracket_spacing": "spaced"}, "f({ a: 1, b });"),
        ("f((x) => x);", {"arrow_parentheses": "omitted"}, "f(x => x);"),
        ("f(x => x, async y => y);", {"arrow_parentheses": "always"}, "f((x) => x, async (y) => y);"),
        ("f(`a'b`, \"it's\");", {"quotes": "single"}, "f(`a'b`, \"it's\");"),
    ],
)
@pytest.mark.parametrize("language", ["javascript", "typescript", "typescriptreact"])
def test_scripts(text: str, sure: dict[str, str], changed: str, language: str) -> None:
    """Semicolons go only where the next line cannot be drawn into the statement."""
    assert apply_habits(text, at("function f() {\n\t|\n}\n", language), sure) == changed


def test_every_rewrite_is_of_a_feature_that_reads_nodes() -> None:
    """The table of rewrites names features of the catalogue alone."""
    assert all(catalogue()[name].read_node for name in APPLIED)


PIECES = ["x = ", "'a'", '"', "\n", "f(", ")", "{a: 1}", ";", "=>", "x", "\n    ", ",", "[", "]", "+", "é", "\ud800"]


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from(PIECES), max_size=16).map("".join), st.sampled_from(["python", "typescript", "rust", "x"])
)
def test_habits_are_brought_once_and_for_all(text: str, language: str) -> None:
    """Applying habits never fails, and applying them again changes nothing."""
    sure = {name: catalogue()[name].choice_names[0] for name in APPLIED}
    place = at("a(1)\n|\nb(2)\n", language)
    once = apply_habits(text, place, sure)

    assert apply_habits(once, place, sure) == once
