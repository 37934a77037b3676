"""The profile of one developer: all that was learned, at one moment."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from style_learner.habits.book import OWNERS_WORD
from style_learner.types import Habit, LibraryUse, Pin

SCHEMA_VERSION = 1
"""Of the JSON form; raised when a reader of the older form would misread the newer."""

SURE_CONFIDENCE = 0.9
"""Nine to one that the leading choice really leads, before it is told to others as a fact."""
SURE_SHARE = 0.6
"""Below, the developer does it both ways, however sure that is."""
SURE_ORIGINS = 3
"""Three independent recurrences, as for every habit that speaks."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Habits, libraries and pins of one developer."""

    habits: tuple[Habit, ...] = ()
    libraries: tuple[LibraryUse, ...] = ()
    pins: tuple[Pin, ...] = ()
    rules: tuple[str, ...] = ()
    """Corrections learned from edits, in words."""
    generated_at: float = 0.0
    """Seconds since the epoch."""
    schema_version: int = SCHEMA_VERSION

    @property
    def languages(self) -> list[str]:
        """Every language in it, the one with the most evidence first."""
        evidence: Counter[str] = Counter()
        for habit in self.habits:
            evidence[habit.language] += habit.evidence  # type: ignore[assignment]
        for language in [use.language for use in self.libraries] + [pin.language for pin in self.pins]:
            evidence.setdefault(language, 0)
        return sorted(evidence, key=lambda language: (-evidence[language], language))

    def habits_of(self, language: str, project: str = "") -> list[Habit]:
        """Return the habits of one language in one scope, as they were given."""
        return [habit for habit in self.habits if habit.language == language and habit.project == project]

    def libraries_of(self, language: str) -> list[LibraryUse]:
        """Return the libraries of one language, the one in the most files first."""
        return sorted(
            (use for use in self.libraries if use.language == language), key=lambda use: (-use.files, use.library)
        )

    def chosen(self, language: str, project: str = "") -> dict[str, Pin | Habit]:
        """Return what the developer surely chooses, by feature: their pins, and sure habits where there is no pin.

        What holds in the project outweighs what holds everywhere.
        """
        found: dict[str, Pin | Habit] = {}
        for scope in dict.fromkeys(("", project)):
            found |= {habit.feature: habit for habit in self.habits_of(language, scope) if is_sure(habit)}
            found |= {pin.feature: pin for pin in self.pins if (pin.language, pin.project) == (language, scope)}
        return found

    def choice(self, language: str, feature: str, project: str = "") -> str | None:
        """Return the sure choice of one feature; None when there is none."""
        found = self.chosen(language, project).get(feature)
        return found.choice if found else None


def profile_of(
    habits: Iterable[Habit], libraries: Iterable[LibraryUse], generated_at: float, rules: Iterable[str] = ()
) -> Profile:
    """Put a profile together from what was learned; a habit by the owner's word is a pin."""
    learned, pins = [], set()
    for habit in habits:
        if habit.confidence == OWNERS_WORD:
            pins.add(Pin(habit.language, habit.feature, habit.choice, habit.project))
        else:
            learned.append(habit)
    # A pin for everywhere is every project's word too; it is told once.
    own = {pin for pin in pins if not pin.project or Pin(pin.language, pin.feature, pin.choice) not in pins}
    ordered = tuple(sorted(own, key=lambda pin: (pin.language, pin.feature, pin.project)))
    return Profile(tuple(learned), tuple(libraries), ordered, tuple(rules), generated_at)


def is_sure(habit: Habit) -> bool:
    """Say whether a habit may be told to others as a fact."""
    return (
        habit.confidence >= SURE_CONFIDENCE
        and habit.shares[habit.choice] >= SURE_SHARE
        and habit.origins >= SURE_ORIGINS
    )
