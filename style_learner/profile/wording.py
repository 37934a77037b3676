"""Habits in words: the catalogue's own where it knows the feature, else its name made readable.

A profile may come from a newer LAMP, so that no name here is ever an error.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from style_learner.habits.catalogue import catalogue
from style_learner.profile.usual import departs, is_usual
from style_learner.types import Habit, Pin

Chosen = TypeVar("Chosen", bound=Pin | Habit)

_LANGUAGES = {
    "python": "Python",
    "javascript": "JavaScript",
    "javascriptreact": "JavaScript (React)",
    "typescript": "TypeScript",
    "typescriptreact": "TypeScript (React)",
    "go": "Go",
    "rust": "Rust",
    "java": "Java",
    "c": "C",
    "cpp": "C++",
}

FAIRLY_SURE = 0.9
"""Posterior probability below which a habit is a guess."""
FEW_PLACES, MANY_PLACES = 3, 10
"""Independent places from which a habit is no coincidence, and from which more would not change it."""


def language_in_words(language: str) -> str:
    """Return a language as people write it.

    >>> language_in_words("cpp")
    'C++'
    """
    return _LANGUAGES.get(language, language.capitalize())


def feature_in_words(feature: str) -> str:
    """Return a feature's title."""
    known = catalogue().get(feature)
    return known.title if known else feature.replace("_", " ").capitalize()


def choice_in_words(feature: str, choice: str) -> str:
    """Return a choice's title."""
    known = catalogue().get(feature)
    found = known.choice(choice) if known else None
    return found.title if found else choice.replace("_", " ")


def titles() -> dict[str, dict[str, Any]]:
    """Return every title by its name: of languages, of features, and of each feature's choices.

    >>> titles()["choices"]["quotes"]["single"] == choice_in_words("quotes", "single")
    True
    """
    features = catalogue().values()
    return {
        "languages": dict(_LANGUAGES),
        "features": {feature.name: feature.title for feature in features},
        "choices": {feature.name: {one.name: one.title for one in feature.choices} for feature in features},
    }


def instruction_in_words(chosen: Habit | Pin) -> str:
    """Return a choice as one tells it to an assistant; empty where it is not worth telling."""
    known = catalogue().get(chosen.feature)
    found = known.choice(chosen.choice) if known else None
    return found.instruction if found else ""


def percent(share: float) -> str:
    """Return a share as a person reads it; never 100 % of what was not always so.

    >>> percent(0.997), percent(1.0), percent(0.5)
    ('99 %', '100 %', '50 %')
    """
    rounded = round(share, 2)
    return f"{share if rounded == share else min(rounded, 0.99):.0%}".replace("%", " %")


def certainty(habit: Habit) -> str:
    """Return how sure a habit is, in words: a share of certainty would say more than a few places can.

    >>> certainty(Habit("quotes", "python", "", {"double": 1.0}, 9.0, 3, 0.99))
    'fairly sure'
    """
    if habit.confidence < FAIRLY_SURE or habit.origins < FEW_PLACES:
        return "not sure yet"
    return "sure" if habit.origins >= MANY_PLACES else "fairly sure"


def counted(count: int, one: str, more: str = "") -> str:
    """Return so many of something; ``more`` where the plural is not ``one`` with an s.

    >>> counted(1, "library", "libraries"), counted(1200, "habit")
    ('1 library', '1,200 habits')
    """
    return f"{count:,} {one if count == 1 else more or f'{one}s'}"


def in_order(chosen: Iterable[Chosen]) -> list[Chosen]:
    """Sort as the catalogue does, by subject; what it does not know comes last, by name."""
    places = {feature: place for place, feature in enumerate(catalogue())}
    return sorted(chosen, key=lambda one: (places.get(one.feature, len(places)), one.feature))


def most_telling_first(chosen: Iterable[Chosen]) -> list[Chosen]:
    """Sort so that what sets a developer apart comes first and what nearly everybody does last."""
    return sorted(in_order(chosen), key=lambda one: is_usual(one) - departs(one))


def lower_first(words: str) -> str:
    """Begin in lower case, as within a sentence.

    >>> lower_first("String quotes")
    'string quotes'
    """
    return words[:1].lower() + words[1:]
