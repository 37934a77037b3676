"""The profile as a Markdown document."""

import re
from datetime import UTC, datetime

from style_learner.profile.profile import Profile, is_sure
from style_learner.profile.wording import (
    choice_in_words,
    feature_in_words,
    language_in_words,
    most_telling_first,
    percent,
)
from style_learner.types import Habit, LibraryUse

_LIBRARIES = 30


def to_markdown(profile: Profile) -> str:
    """Return the sure habits, the pins and the libraries of every language."""
    at = datetime.fromtimestamp(profile.generated_at, UTC).date().isoformat()
    parts = ["# How I write code", "", f"Learned by LAMP from my own code, as of {at}."]
    for language in profile.languages:
        parts += ["", f"## {language_in_words(language)}"]
        parts += _pins(profile, language)
        parts += _habits([habit for habit in profile.habits_of(language) if is_sure(habit)])
        parts += _libraries(profile.libraries_of(language)[:_LIBRARIES])
    return "\n".join(parts) + "\n"


def _pins(profile: Profile, language: str) -> list[str]:
    pins = [pin for pin in profile.pins if pin.language == language]
    rows = [
        [feature_in_words(pin.feature), choice_in_words(pin.feature, pin.choice), pin.project or "everywhere"]
        for pin in pins
    ]
    return _table(["Set by me", "My way", "Where"], rows)


def _habits(habits: list[Habit]) -> list[str]:
    rows = [
        [
            feature_in_words(habit.feature),
            choice_in_words(habit.feature, habit.choice),
            percent(habit.shares[habit.choice]),
            code(habit.example),
        ]
        for habit in most_telling_first(habits)
    ]
    return _table(["Habit", "My way", "How often", "For example"], rows)


def _libraries(uses: list[LibraryUse]) -> list[str]:
    rows = [
        [use.library, str(use.files), code(max(use.imports, key=lambda form: use.imports[form], default=""))]
        for use in uses
    ]
    return _table(["Library", "Files", "Imported as"], rows)


def _table(headings: list[str], rows: list[list[str]]) -> list[str]:
    if not rows:
        return []
    lines = [headings, ["---"] * len(headings), *(map(_cell, row) for row in rows)]
    return ["", *(f"| {' | '.join(line)} |" for line in lines)]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """Return a line as inline code, fenced by more backticks than it holds.

    >>> code("a `b` c")
    '`` a `b` c ``'
    """
    line = " ".join(text.split())
    if not line:
        return ""
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    return f"{fence} {line} {fence}" if "`" in line else f"`{line}`"
