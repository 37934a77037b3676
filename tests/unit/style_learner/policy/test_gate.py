"""Places where a suggestion would only be in the way."""

import pytest

from style_learner.policy.gate import skip_reason
from tests.unit.style_learner.postprocessing.places import at


@pytest.mark.parametrize(
    ("marked", "language", "reason"),
    [
        (" \n|\n", "python", "the document is empty"),
        ("imp|ort os\n", "python", "in the middle of a word"),
        ("x = |value\n", "python", "right before a word"),
        ("foo(|, 'something else')\n", "python", "too much text right of the cursor"),
        ("call();|\n", "typescript", "behind a complete statement"),
        (f"x = [{'1, ' * 400}|\n", "python", "the line is too long"),
        ('"""' + "words\n" * 50 + "|\n", "python", "inside a long comment"),
    ],
)
def test_hopeless_places_have_a_reason(marked: str, language: str, reason: str) -> None:
    """A place where nothing can be suggested says why."""
    assert skip_reason(at(marked, language)) == reason


@pytest.mark.parametrize(
    ("marked", "language"),
    [
        ("def f():\n    |\n", "python"),
        ("foo(|)\n", "python"),
        ("foo(a, |))):\n", "python"),
        ("call()|\n", "python"),
        ("const a = [1, 2|];\n", "typescript"),
        ("for (let i = 0; |\n", "typescript"),
        ("// a comment; |\n", "typescript"),
    ],
)
def test_ordinary_places_have_none(marked: str, language: str) -> None:
    """Closers right of the cursor, as editors put them there, are no hindrance."""
    assert skip_reason(at(marked, language)) is None


def test_an_invoked_suggestion_is_refused_only_where_no_answer_can_be_right() -> None:
    """Asked for, even a place behind a statement or before other text gets its answer."""
    assert skip_reason(at("call();|\n", "typescript"), invoked=True) is None
    assert skip_reason(at("foo(|, 'something else')\n"), invoked=True) is None
    assert skip_reason(at("imp|ort os\n"), invoked=True) == "in the middle of a word"


@pytest.mark.parametrize("language", ["markdown", "latex", "plaintext", "html"])
def test_a_paragraph_may_be_one_long_line(language: str) -> None:
    """Prose is often wrapped by the editor alone."""
    assert skip_reason(at("<p>" + "some words " * 200 + "|\n", language)) is None


@pytest.mark.parametrize(
    ("marked", "language"),
    [
        ("# " + "some words " * 200 + "|\n", "python"),
        ('query = """\n' + "SELECT a\n" * 50 + '|\n"""\n', "python"),
        ("const page = html`\n" + "<p>a</p>\n" * 50 + "|\n`;\n", "javascript"),
        ("var page = `\n" + "a\n" * 50 + "|\n`\n", "go"),
    ],
)
def test_comments_may_be_wide_and_literals_long(marked: str, language: str) -> None:
    """A comment as long as a paragraph is one, and a query of fifty lines is code."""
    assert skip_reason(at(marked, language)) is None


@pytest.mark.parametrize(
    ("marked", "language"),
    [
        ("class A {}|\n", "typescript"),
        ("export async function f() {\n}  |\n", "javascript"),
        ("if (a) {\n} else {\n}|\n", "java"),
        ("pub fn f() {\n}|\n", "rust"),
        ("func f() {\n}|\n", "go"),
        ("public void F()\n{\n};|\n", "csharp"),
    ],
)
def test_what_a_brace_ends_for_good(marked: str, language: str) -> None:
    """Behind a function, a class, an else nothing comes on the line."""
    assert skip_reason(at(marked, language)) == "behind a complete statement"
