"""The profile for people: at a terminal and as a document."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from style_learner.habits.catalogue import catalogue
from style_learner.profile.markdown import to_markdown
from style_learner.profile.profile import Profile, profile_of
from style_learner.profile.table import ProfileTable
from style_learner.profile.usual import USUAL
from style_learner.shown import code_for_markdown as code
from style_learner.types import Habit, Pin
from tests.unit.style_learner.profile.profiles import ADA, habit, profiles

GOLDEN = """\
Python
Habit                    Your way              How often
────────────────────────────────────────────────────────────────────────
Docstring quotes         three double quotes   pinned
Case of function names   camelCase             ━━━━━━━━━━   81 %
String quotes            double quotes         ━━━━━━━━━━   98 %
As is usual in Python: indentation.
1 more are not sure yet.

In the project   Habit           Here            Elsewhere
──────────────────────────────────────────────────────────────
engine           String quotes   single quotes   double quotes

Library   Files   Imported as          What of it
─────────────────────────────────────────────────
numpy         7   import numpy as np   array

JavaScript
Habit           Your way        How often
─────────────────────────────────────────────────
String quotes   single quotes   ━━━━━━━━━━   98 %
"""


def _shown(profile: Profile, width: int, *, everything: bool = False) -> list[str]:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    console.print(ProfileTable(profile, everything=everything))
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_a_person_sees_first_what_is_theirs() -> None:
    """Pins, then what sets them apart, then the usual in a line, the unsure as a number, projects, libraries."""
    rules = str.maketrans({"─": None})

    shown = [line.translate(rules) for line in _shown(ADA, 80)]

    assert "\n".join(shown).split() == GOLDEN.translate(rules).split()


def test_everything_lists_the_usual_and_the_unsure_too() -> None:
    """On demand no habit is held back."""
    shown = "\n".join(_shown(ADA, 140, everything=True))

    assert "four spaces" in shown
    assert "Putting values into text" in shown
    assert "not sure yet" not in shown


@given(profiles(), st.integers(40, 160))
def test_no_line_is_wider_than_the_terminal(profile: Profile, width: int) -> None:
    """Whatever the names, the table fits."""
    assert all(cell_len(line) <= width for line in _shown(profile, width, everything=True))


def test_an_empty_profile_says_what_to_do() -> None:
    """Without anything learned the next step is told."""
    assert "lamp learn PATH" in " ".join(_shown(Profile(), 80))


def test_markdown_holds_pins_habits_and_libraries() -> None:
    """The document has a table of each, with an example as code."""
    text = to_markdown(ADA)

    assert '| String quotes | double quotes | 98 % | `name = "Ada"` |' in text
    assert "| Docstring quotes | three double quotes | everywhere |" in text
    assert "| numpy | 7 | `import numpy as np` |" in text


@given(profiles())
def test_no_name_breaks_a_markdown_table(profile: Profile) -> None:
    """Every row of every table is one line with both its borders."""
    rows = [line for line in to_markdown(profile).split("\n") if line.startswith("|")]

    assert all(row.endswith(" |") for row in rows)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_inline_code_ends_where_it_should(text: str) -> None:
    """Its fence is longer than any run of backticks inside; what a tag could begin in has tags for its fence."""
    shown = code(text)
    if "<" in text:
        assert shown.count("<") == 2
        return
    fence = shown[: len(shown) - len(shown.lstrip("`"))]

    assert fence not in shown.removeprefix(fence).removesuffix(fence) if shown else not text.split()


def test_the_owners_word_becomes_a_pin() -> None:
    """A habit of full confidence is a pin, and a pin for everywhere is not repeated for each project."""
    everywhere = Habit("quotes", "python", "", {"single": 1.0}, 0, 0, 1.0)
    in_project = Habit("quotes", "python", "/p", {"single": 1.0}, 0, 0, 1.0)

    found = profile_of([everywhere, in_project, habit("indentation", "4")], [], 1.0)

    assert found.pins == (Pin("python", "quotes", "single"),)
    assert [one.feature for one in found.habits] == ["indentation"]


def test_the_projects_pin_outweighs_everything() -> None:
    """Nearest first: the project's pin, its habit, the pin for everywhere, the habit for everywhere."""
    habits = (habit("quotes", "double"), habit("quotes", "single", project="/p"))

    assert Profile(habits).choice("python", "quotes", "/p") == "single"
    assert Profile(habits, pins=(Pin("python", "quotes", "double", "/p"),)).choice("python", "quotes", "/p") == "double"
    assert Profile(habits).choice("python", "quotes", "/elsewhere") == "double"


@pytest.mark.parametrize("language", USUAL)
def test_the_usual_is_in_the_catalogue(language: str) -> None:
    """Every usual choice is one of its feature's, in a language that has the feature."""
    for feature, choice in USUAL[language].items():
        assert language in catalogue()[feature].languages, feature
        assert choice in catalogue()[feature].choice_names, feature
