"""The profile as a Markdown document."""

from datetime import UTC, datetime

from style_learner.profile.profile import Profile, is_sure
from style_learner.profile.wording import (
    choice_in_words,
    feature_in_words,
    language_in_words,
    most_telling_first,
    percent,
)
from style_learner.shown import code_for_markdown, for_markdown
from style_learner.types import Habit, LibraryUse

_LIBRARIES = 30


def to_markdown(profile: Profile) -> str:
    """Return the sure habits, the pins and the libraries of every language."""
    at = datetime.fromtimestamp(profile.generated_at, UTC).date().isoformat()
    parts = ["# How I write code", "", f"Learned by LAMP from my own code, as of {at}."]
    for language in profile.languages:
        parts += ["", f"## {for_markdown(language_in_words(language))}"]
        parts += _pins(profile, language)
        parts += _habits([habit for habit in profile.habits_of(language) if is_sure(habit)])
        parts += _libraries(profile.libraries_of(language)[:_LIBRARIES])
    return "\n".join(parts) + "\n"


def _pins(profile: Profile, language: str) -> list[str]:
    pins = [pin for pin in profile.pins if pin.language == language]
    rows = [
        [
            for_markdown(feature_in_words(pin.feature)),
            for_markdown(choice_in_words(pin.feature, pin.choice)),
            for_markdown(pin.project or "everywhere"),
        ]
        for pin in pins
    ]
    return _table(["Set by me", "My way", "Where"], rows)


def _habits(habits: list[Habit]) -> list[str]:
    rows = [
        [
            for_markdown(feature_in_words(habit.feature)),
            for_markdown(choice_in_words(habit.feature, habit.choice)),
            percent(habit.shares[habit.choice]),
            code_for_markdown(habit.example),
        ]
        for habit in most_telling_first(habits)
    ]
    return _table(["Habit", "My way", "How often", "For example"], rows)


def _libraries(uses: list[LibraryUse]) -> list[str]:
    forms = [max(use.imports, key=use.imports.__getitem__, default="") for use in uses]
    rows = [
        [for_markdown(use.library), str(use.files), code_for_markdown(form)]
        for use, form in zip(uses, forms, strict=True)
    ]
    return _table(["Library", "Files", "Imported as"], rows)


def _table(headings: list[str], rows: list[list[str]]) -> list[str]:
    if not rows:
        return []
    lines = [headings, ["---"] * len(headings), *(map(_cell, row) for row in rows)]
    return ["", *(f"| {' | '.join(line)} |" for line in lines)]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
