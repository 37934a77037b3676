"""What requests are answered from: a snapshot that the one writer swaps whole.

The books in it are the writer's own and guard themselves; whatever is derived from them for a request (``confident``,
``rules``) belongs to one snapshot, is computed once, and goes with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from style_learner.habits.book import is_actionable
from style_learner.learned_state import LearnedState
from style_learner.memory.sticky import StickyRetrieval
from style_learner.rules.book import Rule

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of what is known; every change puts another in its place."""

    state: LearnedState
    sticky: StickyRetrieval
    is_open: bool
    """Whether there is a store behind it."""
    version: int
    """Counts what changed the answer to a request; part of the key of every cache."""
    knowledge_number: int
    """Another one after anything was forgotten, or the store was opened anew."""
    _confident: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    """By language and project; the one asked for last stands last."""
    _rules: dict[tuple[str, str], tuple[tuple[int, int], Sequence[Rule]]] = field(default_factory=dict)
    """By language and by the border around the place."""

    def confident(self, language: str, project: str) -> Mapping[str, str]:
        """Return the choice of every habit that may be acted upon; computed once."""
        known = self._confident.pop((language, project), None)
        if known is None:
            habits = self.state.habits.habits(language, project)
            known = {habit.feature: habit.choice for habit in habits if is_actionable(habit)}
        self._confident[language, project] = known
        return known

    def rules(self, language: str, project: str, now: float) -> Sequence[Rule]:
        """Return the corrections that recur in a language; computed once for each state of them, and anew each day."""
        key, border = (self.state.rules.version, int(now // DAY_S)), self.state.sharing.border(project)
        known = self._rules.get((language, border))
        if known is None or known[0] != key:
            shared = partial(self.state.sharing.joins, border)
            known = self._rules[language, border] = (key, self.state.rules.rules(language, now, shared=shared))
        return known[1]

    def following(self, now: float) -> "Snapshot":
        """Return the snapshot after a change, with what the last request needed already computed."""
        fresh = replace(self, version=self.version + 1, _confident={}, _rules=dict(self._rules))
        for language, project in tuple(self._confident)[-1:]:
            fresh.confident(language, project)
            fresh.rules(language, project, now)
        return fresh


class Published:
    """Holds the snapshot of this moment. Only the writer, in its one queue, puts another in its place."""

    def __init__(self) -> None:
        self.current = _snapshot(LearnedState(), is_open=False, version=0, number=0)

    def changed(self, now: float) -> None:
        """Publish that what is known has changed."""
        self.current = self.current.following(now)

    def replace(self, state: LearnedState, *, is_open: bool) -> None:
        """Publish other knowledge: a store was opened or closed, or something was forgotten."""
        last = self.current
        self.current = _snapshot(state, is_open=is_open, version=last.version + 1, number=last.knowledge_number + 1)


def _snapshot(state: LearnedState, *, is_open: bool, version: int, number: int) -> Snapshot:
    return Snapshot(state, StickyRetrieval(state.memory), is_open, version, number)
