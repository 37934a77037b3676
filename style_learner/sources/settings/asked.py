"""What one line of a settings file asks for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from style_learner.habits.catalogue import catalogue


@dataclass(frozen=True, slots=True)
class Asked:
    """One feature's choice, asked of some languages."""

    feature: str
    choice: str
    languages: tuple[str, ...]
    setting: str
    """As it stands in the file, near enough to be recognized: ``line-length = 100``."""


def width(columns: object) -> str | None:
    """Return the choice of ``line_length`` that a limit of so many columns leads to; None for no number.

    >>> width(80), width(100), width("120"), width(400)
    ('88', '100', '120', 'longer')
    """
    try:
        limit = int(str(columns))
    except ValueError:
        return None
    bins = sorted(int(name) for name in catalogue()["line_length"].choice_names if name.isdigit())
    return next((str(one) for one in bins if limit <= one), "longer") if limit > 0 else None


def indentation(columns: object, *, tabs: bool) -> str | None:
    """Return the choice of ``indentation``; None where the catalogue has none for so many columns."""
    choice = "tabs" if tabs else str(columns)
    return choice if choice in catalogue()["indentation"].choice_names else None


def first_of_each(asked: Iterable[Asked]) -> Iterator[Asked]:
    """Yield what is asked first of each feature and language: within a file the more explicit comes first."""
    seen: set[tuple[str, str]] = set()
    for one in asked:
        fresh = tuple(language for language in one.languages if (one.feature, language) not in seen)
        seen |= {(one.feature, language) for language in fresh}
        if fresh:
            yield Asked(one.feature, one.choice, fresh, one.setting)
