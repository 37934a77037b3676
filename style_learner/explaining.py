"""Why a suggestion looks as it does: the developer's sure habits that its text shows."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from style_learner.habits.book import OWNERS_WORD
from style_learner.habits.observing import observe_code
from style_learner.profile.wording import choice_in_words, feature_in_words, lower_first, percent
from style_learner.types import Habit, Source, Suggestion

_CLOSING = re.compile(r"[)\]},;:]*$")


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


def habits_shown(suggestion: Suggestion, written: str, sure: Iterable[Habit]) -> list[HabitShown]:
    """Return the habits of ``sure`` that a suggestion follows; ``written`` is what the model wrote before them."""
    texts = suggestion.text, _placeholder(suggestion.text), written
    seen, without, before = (_choices(suggestion, text) for text in texts)
    keys = ((habit, (habit.feature, habit.choice)) for habit in sure)
    return [HabitShown(habit, applied=before[key] < seen[key]) for habit, key in keys if seen[key] > without[key]]


def _placeholder(text: str) -> str:
    """Return what leaves the code around ``text`` as sound as it does, and has no style of its own.

    >>> _placeholder("'all')")
    '_)'
    """
    return f"_{_CLOSING.search(text)[0]}"  # type: ignore[index] # matches the empty end too


def _choices(suggestion: Suggestion, text: str) -> Counter[tuple[str, str]]:
    """Count each feature's choices on the lines of ``text``, read at its place: alone it may not even parse."""
    code = suggestion.before + text + _not_repeated(text, suggestion.after)
    first = suggestion.before.count("\n")
    found = observe_code(
        code,
        suggestion.language,
        project="",
        origin="",
        source=Source.ACCEPTED,
        at=0.0,
        within=(first, first + text.count("\n")),
    )
    return Counter({(one.feature, one.choice): int(one.count) for one in found})


def _not_repeated(text: str, after: str) -> str:
    r"""Leave out what follows the cursor and is part of ``text`` already, such as a bracket that closed itself.

    >>> _not_repeated("'all')", ")\nrest"), _not_repeated("x", "\nrest")
    ('\nrest', '\nrest')
    """
    line = after.partition("\n")[0]
    overlap = next((length for length in range(len(line), 0, -1) if text.endswith(line[:length])), 0)
    return after[overlap:]
