"""Brackets, strings and comments of code that may be cut anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from style_learner.postprocessing.lexing import scan

LANGUAGES = ["python", "typescript", "go", "rust", "c", "markdown"]


@pytest.mark.parametrize(
    ("text", "language", "opened"),
    [
        ("f('(', \"[\", [1", "python", "(["),
        ("x = '''(\n''' + (", "python", "("),
        ("# (\n{", "python", "{"),
        ("a(// (\n /* [ */ {", "typescript", "({"),
        ("a(`(\n`, /[(]/, [", "javascript", "(["),
        ("fn f<'a>(x: &'a str, c = '(', r#\"(\"# {", "rust", "({"),
        ('f("\\"(", {', "go", "({"),
    ],
)
def test_brackets_in_strings_and_comments_do_not_count(text: str, language: str, opened: str) -> None:
    """Only brackets of the code itself are open."""
    assert "".join(bracket.text for bracket in scan(text, language).open) == opened


@pytest.mark.parametrize(
    ("text", "language", "inside"),
    [
        ("x = 'abc", "python", "string"),
        ("x = 'abc\ny", "python", "code"),
        ('"""abc\n', "python", "string"),
        ("x  # why", "python", "comment"),
        ("x  # why\n", "python", "code"),
        ("/* a\n", "rust", "comment"),
        ("/* a */", "rust", "code"),
        ("`a ${b} \n", "typescript", "string"),
    ],
)
def test_where_the_text_ends(text: str, language: str, inside: str) -> None:
    """A text ends in code, in a string or in a comment."""
    assert scan(text, language).inside == inside


def test_closers_name_what_they_close() -> None:
    """A closer closes the innermost fitting bracket, also one given as open before; a lone one closes nothing."""
    above = scan("{(", "c").open
    found = scan("x)]}", "c", above)

    assert [closing.opener for closing in found.closings] == [above[1], None, above[0]]


@given(st.text(alphabet="ab\"'`#/*\\()[]{}\n r$"), st.sampled_from(LANGUAGES))
def test_reading_on_from_a_line_start_is_reading_on(text: str, language: str) -> None:
    """What is open at the end depends on what is open at a line's beginning, not on how it came about."""
    cut = text.rfind("\n") + 1
    head = scan(text[:cut], language)
    if head.inside == "code":
        tail = scan(text[cut:], language, head.open)

        assert [b.text for b in tail.open] == [b.text for b in scan(text, language).open]
