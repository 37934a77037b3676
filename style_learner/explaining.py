"""Why a suggestion looks as it does: the developer's sure habits that its text shows."""

from collections.abc import Iterable
from dataclasses import dataclass

from style_learner.habits.book import OWNERS_WORD
from style_learner.habits.observing import observe_code
from style_learner.profile.wording import choice_in_words, feature_in_words, lower_first, percent
from style_learner.types import Habit, Source


@dataclass(frozen=True, slots=True)
class HabitShown:
    """A sure habit that a suggestion follows."""

    habit: Habit
    applied: bool
    """The model wrote it otherwise, and LAMP brought it to the habit."""

    @property
    def said(self) -> str:
        """The habit as one tells it to the person whose it is."""
        choice = lower_first(choice_in_words(self.habit.feature, self.habit.choice))
        words = f"{feature_in_words(self.habit.feature)}: {choice}"
        if self.habit.confidence == OWNERS_WORD:
            return f"{words}, as you pinned it"
        return f"{words}, as in {percent(self.habit.shares[self.habit.choice])} of your code"


def habits_shown(text: str, written: str, language: str, sure: Iterable[Habit]) -> list[HabitShown]:
    """Return the habits of ``sure`` that ``text`` follows; ``written`` is what the model wrote before them."""
    seen, before = _choices(text, language), _choices(written, language)
    return [
        HabitShown(habit, applied=habit.choice not in before.get(habit.feature, {habit.choice}))
        for habit in sure
        if habit.choice in seen.get(habit.feature, ())
    ]


def _choices(text: str, language: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in observe_code(text, language, project="", origin="", source=Source.ACCEPTED, at=0.0):
        found.setdefault(one.feature, set()).add(one.choice)
    return found
