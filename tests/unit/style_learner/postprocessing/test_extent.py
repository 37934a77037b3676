"""How much is wanted at a place."""

import pytest

from style_learner.postprocessing.completion_scope import completion_scope
from tests.unit.style_learner.postprocessing.places import at


@pytest.mark.parametrize(
    ("marked", "language"),
    [
        ("x = foo(a, | b)\n", "python"),
        ("x = foo(|)\n", "python"),
        ("total = |\nprint(total)\n", "python"),
        ("import os\nos.pa|\n", "python"),
        ('x = "some |\n', "python"),
        ("const a = [|];\n", "typescript"),
        ("let s = 'it|\n", "javascript"),
        ("fn f<'a>(x: &'a str) -> |\n", "rust"),
    ],
)
def test_one_line_inside_a_line(marked: str, language: str) -> None:
    """In the middle of a line, or with more than closers on its right, one line is wanted."""
    wanted = completion_scope(at(marked, language))

    assert (wanted.kind, wanted.max_lines, wanted.stop) == ("single", 1, ("\n",))


@pytest.mark.parametrize(
    ("marked", "language"),
    [
        ("def f():\n    |\n", "python"),
        ("def f():|\n", "python"),
        ("x = 1\n|\ny = 2\n", "python"),
        ("x = foo(\n    |\n)\n", "python"),
        ("function f() {|}\n", "javascript"),
        ("function f() {\n\ta();\n\t|\n}\n", "typescript"),
        ('def f():\n    """Doc.\n    |\n    """\n', "python"),
        ("impl A {\n    |\n}\n", "rust"),
    ],
)
def test_lines_on_an_empty_line_and_behind_an_opener(marked: str, language: str) -> None:
    """On an empty line and behind the opening of a block, lines are wanted."""
    wanted = completion_scope(at(marked, language))

    assert wanted.kind == "multi"
    assert wanted.max_lines > 1


def test_an_empty_body_gets_more_lines_than_one_begun() -> None:
    """A body still to be written may be longer than what is added to an existing one."""
    empty = completion_scope(at("def f():\n    |\n\n\ndef g():\n    pass\n"))
    begun = completion_scope(at("def f():\n    |\n    return 1\n"))

    assert empty.max_lines > begun.max_lines


def test_the_first_column_stops_only_what_is_indented() -> None:
    """A definition in the first column ends an indented block, and is what is wanted in the first column."""
    indented, first_column = completion_scope(at("def f():\n    |\n")), completion_scope(at("x = 1\n|\n"))

    assert "\ndef " in indented.stop
    assert "\ndef " not in first_column.stop


def test_cells_stop_where_there_are_cells() -> None:
    """The mark of a notebook's next cell ends an answer in a document that has cells."""
    assert "\n# %%" in completion_scope(at("# %%\nx = 1\n|\n")).stop
    assert "\n# %%" not in completion_scope(at("x = 1\n|\n")).stop
