"""Each answer that a developer can give to a suggestion in VS Code is found in the store."""

import pytest

from tests.e2e.lamp_home import LampHome
from tests.e2e.vscode.kept import outcome
from tests.e2e.vscode.window import Window

pytestmark = [pytest.mark.vscode, pytest.mark.browser, pytest.mark.model]

ONE_LINE = "def add(first: int, second: int) -> int:\n    return "
LINES = """\
def describe(numbers):
    smallest = min(numbers)
    largest = max(numbers)
    total = sum(numbers)
    return {
        "smallest": smallest,
"""


def test_all_of_a_suggestion(window: Window, home: LampHome) -> None:
    """Tab inserts what was shown; it is kept as accepted, by the developer's own act."""
    window.write_and_open("whole.py", ONE_LINE)
    shown = window.suggest()
    window.press("Tab")
    window.until(lambda: not window.ghost)

    assert window.text == ONE_LINE + shown
    kept = outcome(home, "whole.py", "accepted")
    assert (kept["how"], kept["characters"]) == ("command", len(shown))


def test_a_word_of_it(window: Window, home: LampHome) -> None:
    """Ctrl and right inserts a word; so many characters are kept as accepted, and the rest stays on show."""
    window.write_and_open("word.py", ONE_LINE)
    shown = window.suggest()
    window.press("Control+ArrowRight")
    window.until(lambda: window.text != ONE_LINE)
    word = window.text.removeprefix(ONE_LINE)

    assert shown.startswith(word)
    assert len(word) < len(shown)
    kept = outcome(home, "word.py", "accepted_part")
    assert (kept["how"], kept["characters"]) == ("command", len(word))


def test_a_line_of_it(window: Window, home: LampHome) -> None:
    """Alt and right inserts a line of several; so many characters are kept as accepted."""
    window.write_and_open("line.py", LINES)
    shown = window.suggest()
    window.press("Alt+ArrowRight")
    window.until(lambda: window.text != LINES)
    line = window.text.removeprefix(LINES)

    assert line.strip() == shown.splitlines()[0].strip()
    assert len(line) < len(shown)
    kept = outcome(home, "line.py", "accepted_part")
    assert (kept["how"], kept["characters"]) == ("command", len(line))


def test_a_dismissed_one(window: Window, home: LampHome) -> None:
    """Escape hides it, and it is kept as rejected."""
    window.write_and_open("dismissed.py", ONE_LINE)
    window.suggest()
    outcome(home, "dismissed.py", "shown")  # a key pressed before it can be read is no answer to it
    window.press("Escape")
    window.until(lambda: not window.ghost)

    assert window.text == ONE_LINE
    assert outcome(home, "dismissed.py", "rejected")["how"] == "command"


def test_one_typed_over(window: Window, home: LampHome) -> None:
    """What the developer writes instead is kept with it."""
    window.write_and_open("over.py", ONE_LINE)
    window.suggest()
    window.type("sum((first, second))")

    assert outcome(home, "over.py", "typed_over")["text"] == "sum((first, second))"


def test_one_typed_along(window: Window, home: LampHome) -> None:
    """Typing what it says keeps the rest on show, and ends as accepted by typing."""
    window.write_and_open("along.py", ONE_LINE)
    shown = window.suggest()
    window.type(shown[:4])
    window.until(lambda: window.ghost == shown[4:])
    window.type(shown[4:])

    assert outcome(home, "along.py", "accepted")["how"] == "typed"
