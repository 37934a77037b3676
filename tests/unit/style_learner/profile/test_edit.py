"""The profile in its owner's editor."""

import pytest
from hypothesis import given

from style_learner.errors import WrongSetting
from style_learner.profile.edit import Change, changes, to_text
from style_learner.profile.profile import Profile
from tests.unit.style_learner.profile.profiles import ADA, NAMES, profiles


@given(profiles())
def test_an_untouched_document_changes_nothing(profile: Profile) -> None:
    """Saving what was opened has no effect, whatever the names in it."""
    assert changes(to_text(profile), profile) == []


@given(profiles(NAMES))
def test_deleting_every_line_erases_every_habit(profile: Profile) -> None:
    """What is left of the headings erases each learned habit and rule and unpins each pin of everywhere, once."""
    headings = "\n".join(line for line in to_text(profile).split("\n") if line.startswith("["))
    pinned = {(pin.language, pin.feature) for pin in profile.pins if not pin.project}
    learned = {(habit.language, habit.feature) for habit in profile.habits if not habit.project} - pinned

    found = [(change.kind, change.language, change.feature) for change in changes(headings, profile)]

    rules = {("", f"rule {rule}") for rule in profile.rules}
    assert sorted(found) == sorted([("unpin", *key) for key in pinned] + [("erase", *key) for key in learned | rules])


def test_an_empty_document_changes_nothing() -> None:
    """Emptying the file is the way out, not the way to lose everything."""
    assert changes("", ADA) == changes("# nothing\n", ADA) == []


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ('quotes = "double"', 'quotes = "single"', Change("pin", "python", "quotes", "single")),
        ('function_case = "camel"\n', "", Change("erase", "python", "function_case")),
        ('docstring_quotes = "double"\n', "", Change("unpin", "python", "docstring_quotes")),
        (
            'docstring_quotes = "double"',
            'docstring_quotes = "single"',
            Change("pin", "python", "docstring_quotes", "single"),
        ),
        ("[python.pinned]\n", '[python.pinned]\nquotes = "double"\n', Change("pin", "python", "quotes", "double")),
    ],
)
def test_each_edit_is_one_change(old: str, new: str, change: Change) -> None:
    """Changing a value pins it, deleting a line erases or unpins, a line under the pins pins even what was learned."""
    assert changes(to_text(ADA).replace(old, new, 1), ADA) == [change]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            'quotes = "double"',
            'quotes = "dubble"',
            "Line 15: 'dubble' is no choice of python.quotes. Choose one of: double, single",
        ),
        ("\nquotes =", "\nqoutes =", "there is no habit python.qoutes. Did you mean quotes?"),
        ('quotes = "double"', "quotes = double", "Line 15: invalid value"),
        ('quotes = "double"', "quotes = 2", 'Line 15: a choice is a text in quotes, as in quotes = "..."'),
        ("[javascript]", '[javascript]\npinned = "x"', r"pinned is a heading"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, words: str) -> None:
    """Nothing is applied of a document with a mistake, and the message leads to it."""
    text = to_text(ADA)
    assert old in text

    with pytest.raises(WrongSetting) as told:
        changes(text.replace(old, new, 1), ADA)

    assert words in str(told.value)
