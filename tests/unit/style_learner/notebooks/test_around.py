"""A notebook's place as one text."""

import ast
import doctest
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st

from style_learner import notebooks as package
from style_learner.notebooks.around import around, code_of
from style_learner.notebooks.cells import Cell, KernelName, Notebook
from style_learner.notebooks.outputs import MOST_CHARACTERS, shortened

LOADED = Cell("code", "import pandas as pd\ndf = pd.read_csv('sales.csv')", ("city  price\nBonn  3.0",))
DF = KernelName("df", "DataFrame", "(2, 2) [city: str, price: float64]")


def _at_end(source: str, *others: Cell, language: str = "python", names: tuple[KernelName, ...] = ()) -> Notebook:
    cells = (*others, Cell("code", source))
    return Notebook(language, cells, len(others), len(source), names)


@pytest.mark.parametrize("module", [module.name for module in iter_modules(package.__path__)])
def test_the_examples_run(module: str) -> None:
    """What a docstring shows is what happens."""
    assert doctest.testmod(import_module(f"{package.__name__}.{module}")).failed == 0


def test_what_is_not_the_cells_own_is_told_apart() -> None:
    """Cells above and below are before the model, and are not the cell's own text, of which some is kept."""
    cells = (LOADED, Cell("code", "x = \ny = 2"), Cell("markdown", "Secret plans."), Cell("code", "z = 3"))

    found = around(Notebook("python", cells, 1, 4, ()))

    assert found.prefix[found.context_only_characters :] == "x = "
    assert found.suffix[: len(found.suffix) - found.context_only_characters_after] == "\ny = 2"
    assert "Secret plans." in found.suffix


def test_everything_that_is_no_code_is_a_comment() -> None:
    """Markdown, outputs and names of the kernel stand before the cell as comments, so that it still parses."""
    found = around(_at_end("df.", Cell("markdown", "# Sales\nBy city."), LOADED, names=(DF,)))

    before = found.prefix.removesuffix("df.")
    assert found.prefix.endswith("# df: DataFrame (2, 2) [city: str, price: float64]\ndf.")
    assert "# # Sales\n# By city.\n" in before
    assert "#   city  price\n" in before
    assert ast.unparse(ast.parse(before)) == ast.unparse(ast.parse(LOADED.source))


def test_the_last_cell_knows_the_cells_above_and_others_those_below_too() -> None:
    """No cell is left out because it is the last or the first."""
    cells = (Cell("code", "first = 1"), Cell("code", "second = first"), Cell("code", "third = second"))

    last, first = around(Notebook("python", cells, 2, 0)), around(Notebook("python", cells, 0, 0))

    assert last.prefix == "first = 1\n\nsecond = first\n\n"
    assert first.prefix == ""
    assert first.suffix == "first = 1\n\nsecond = first\n\nthird = second\n"


def test_what_is_borrowed_ends_where_the_cell_begins() -> None:
    """Only the cell's own text may be kept or learned."""
    found = around(_at_end("total = df.", LOADED, names=(DF,)))

    assert found.prefix[found.context_only_characters :] == "total = df."


@pytest.mark.parametrize(
    ("source", "language", "end"),
    [
        ("%%sql\nSELECT city FROM ", "sql", "SELECT city FROM "),
        ("%%bash\necho ", "shellscript", "echo "),
        ("x = 1\n!pip ins", "shellscript", "pip ins"),
        ("%timeit sum(", "python", "sum("),
        ("%%time\ntotal = ", "python", "total = "),
    ],
)
def test_a_command_is_completed_in_its_own_language(source: str, language: str, end: str) -> None:
    """A magic or a shell line says in which language its code is."""
    found = around(_at_end(source, LOADED))

    assert found.language == language
    assert found.prefix[found.context_only_characters :] == end


@pytest.mark.parametrize("language", ["r", "julia"])
def test_other_kernels_speak_their_own_language(language: str) -> None:
    """The kernel's language is the cell's."""
    found = around(_at_end("plot(", Cell("code", "x <- 1"), language=language))

    assert (found.language, found.prefix) == (language, "x <- 1\n\nplot(")


def test_a_cell_in_another_language_is_a_comment() -> None:
    """SQL between Python cells is told and does not break the parse."""
    found = around(_at_end("rows = ", Cell("code", "%%sql\nSELECT 1")))

    assert "# %%sql\n# SELECT 1\n" in found.prefix


def test_only_the_developers_own_code_is_learned_from() -> None:
    """Markdown, outputs, commands and other languages show nobody's manner of writing Python."""
    cells = (Cell("markdown", "text"), LOADED, Cell("code", "%%sql\nSELECT 1"), Cell("code", "!ls\n%time x = df.sum()"))

    assert code_of(cells, "python").split() == [*LOADED.source.split(), "x", "=", "df.sum()"]


@given(st.lists(st.text(max_size=600), max_size=5))
def test_outputs_are_capped(outputs: list[str]) -> None:
    """However much a cell put out, a little of it is told, on lines of their own."""
    found = shortened(outputs)

    assert sum(map(len, found)) <= MOST_CHARACTERS + len("...")
    assert not any("\n" in line or "\x1b" in line for line in found)


@given(st.text(max_size=80), st.integers(0, 80), st.sampled_from(["python", "r", "sql"]))
def test_any_text_has_a_place(source: str, offset: int, language: str) -> None:
    """No cell, however odd, is too much; what is borrowed is a part of the prefix."""
    notebook = Notebook(language, (LOADED, Cell("code", source)), 1, min(offset, len(source)))

    found = around(notebook)

    assert 0 <= found.context_only_characters <= len(found.prefix)
