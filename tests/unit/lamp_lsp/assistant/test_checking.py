"""What of an answer is offered to be applied."""

from dataclasses import replace

import pytest

from lamp_lsp.assistant.checking import BROKEN, COPIED, CUT, ONLY_COMMENTS, Checked, check
from lamp_lsp.assistant.questions import Action, Question
from style_learner.notebooks.cells import Cell
from tests.unit.lamp_lsp.assistant.scripted import question

LOAD = Cell(
    "code",
    "import pandas as pd\nsales = pd.read_csv('sales.csv')\nsales.head()",
    ("   region  price\n0  north    1.5",),
)
FAILS = "totl = sum(prices)\nprint(total)"


def checked(code: str, asked: Question, *, cut_short: bool = False) -> Checked:
    """Check an answer that is this code in a fence."""
    return check(asked, f"```{asked.spoken}\n{code}\n```", {}, cut_short=cut_short)


@pytest.mark.parametrize(
    ("language", "code", "answer"),
    [
        ("python", FAILS, f"# sum the prices\n{FAILS}  # fails"),
        ("python", FAILS, f'"""Sum the prices."""\n{FAILS}'),
        ("python", "%%time\n" + FAILS, "%%time\n# once\n" + FAILS),
        ("javascript", "let a = b;", "// not defined\nlet a = b; /* here */"),
        ("julia", "a = b", "# not defined\na = b"),
    ],
)
def test_a_fix_that_only_adds_comments_is_not_offered(language: str, code: str, answer: str) -> None:
    """The error would stay, whatever is said about it."""
    asked = question(Action.FIX, code)
    asked = replace(asked, notebook=replace(asked.notebook, language=language))

    found = checked(answer, asked)

    assert found.code is None
    assert found.text.endswith(ONLY_COMMENTS)


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("if a:\n    b()\n    c()", "if a:\n    b()\nc()"),
        ("x = (1", "x = (1)  # closed"),
        ("f('a')", "f('b')"),
    ],
)
def test_a_fix_that_changes_code_is_offered(code: str, answer: str) -> None:
    """Indentation, a bracket and the inside of a string are code."""
    assert checked(answer, question(Action.FIX, code)).code == answer


def test_comments_are_what_documenting_is_for() -> None:
    """Only a fix has to change what the cell does."""
    assert checked(f"# the sum\n{FAILS}", question(Action.DOCUMENT, FAILS)).code is not None


@pytest.mark.parametrize("copy", [LOAD.source, LOAD.source.partition("\n")[2], "# 0  north    1.5", "0  north    1.5"])
def test_an_answer_that_repeats_other_cells_or_their_output_is_not_offered(copy: str) -> None:
    """It would run them twice, or break the cell."""
    answer = f"{copy}\nprint(total)" if copy[0] in "is#" else f'"""\n{copy}\n"""\nprint(total)'

    found = checked(answer, question(Action.FIX, FAILS, "", LOAD))

    assert found.code is None
    assert found.text.endswith(COPIED)


def test_an_import_that_another_cell_has_is_no_copy() -> None:
    """A missing import is a fix."""
    answer = f"import pandas as pd\n{FAILS.replace('totl', 'total')}"

    assert checked(answer, question(Action.FIX, FAILS, "", LOAD)).code == answer


@pytest.mark.parametrize("action", [Action.FIX, Action.WRITE, Action.REWRITE, Action.TEST])
def test_code_that_was_cut_is_not_offered(action: Action) -> None:
    """Half a loop may parse; words after the whole code do no harm."""
    half, asked = "```python\nfor price in prices:\n    total += price", question(action, "x = y")

    assert check(asked, half, {}, cut_short=True).text == f"{half}\n\n{CUT}"
    assert check(asked, f"{half}\n```\nThis adds", {}, cut_short=True).code is not None
    assert check(asked, half, {}).code is not None


def test_code_that_does_not_parse_says_where_to_the_model() -> None:
    """The next try knows the line."""
    found = checked("x = 1\ny = (", question(Action.FIX, "x"))

    assert found.text.endswith(BROKEN)
    assert "line 2" in found.order
