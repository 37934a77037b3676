"""Editing the profile: the owner looks at it, brings one along, corrects it.

Threads: looking takes any thread; the changes run in the one queue (``write_queue``).
"""

import json
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from style_learner.errors import WrongSetting
from style_learner.learned_state import LearnedState
from style_learner.libraries.keeping import library_named
from style_learner.profile.as_json import from_json, to_json
from style_learner.profile.profile import Profile, profile_of
from style_learner.rules.book import Rule
from style_learner.rules.keeping import RULE, replaced_by_rule, rule_name
from style_learner.snapshot import Published
from style_learner.store.store import Store
from style_learner.types import Habit, Observation, Pin, Source
from style_learner.writer import Writer


class ProfileEditor:
    """Shows the profile, and makes the owner's own corrections."""

    def __init__(self, published: Published, writer: Writer) -> None:
        self._published = published
        self._writer = writer

    @property
    def _state(self) -> LearnedState:
        return self._published.current.state

    def known_profile(self, project: str = "") -> Profile:
        """Return what is known as a profile; with a project, its own habits beside the general ones."""
        state = self._state
        general = state.habits.habits(shown_in=project)
        habits = [*general, *(state.habits.habits(project=project) if project else ())]
        rules = [rule.in_words for rule in self.known_rules(project)]
        libraries = state.libraries.uses(shared=partial(state.sharing.allows, project))
        return profile_of(habits, libraries, time.time(), rules)

    def known_rules(self, project: str = "") -> list[Rule]:
        """Return the rules that hold everywhere; with a project, its own as well."""
        shared = partial(self._state.sharing.joins, project)
        return [rule for rule in self._state.rules.rules(shared=shared) if rule.project in {"", project}]

    def profile(self, project: str = "") -> dict[str, Any]:
        """Return the profile in its documented JSON form; with a project, its own habits beside the general ones."""
        document: dict[str, Any] = json.loads(to_json(self.known_profile(project)))
        return document

    def import_profile(self, document: Mapping[str, Any]) -> int:
        """Add another profile's evidence to what is known; the same profile again changes nothing.

        Returns its habits. Each comes as as many independent origins as it rests on, which share its evidence evenly.
        """
        state, store = self._state, self._writer.opened.store
        profile = from_json(json.dumps(document))
        by_origin: dict[str, list[Observation]] = {}
        for habit in profile.habits:
            for number in range(habit.origins):
                origin = f"profile:{int(profile.generated_at)}:{number}"
                by_origin.setdefault(origin, []).extend(_evidence(habit, origin, profile.generated_at))
        for origin, observations in by_origin.items():
            state.habits.replace(origin, observations)
            store.replace_observations(origin, observations)
        for pin in profile.pins:
            _pin(state, store, pin)
        store.flush()
        self._writer.changed()
        return len(profile.habits)

    def change_profile(self, changes: Sequence[Mapping[str, str]]) -> int:
        """Apply corrections: ``action`` is ``pin``, ``unpin`` or ``erase``; with ``feature``, ``language``, ``choice``.

        Raises:
            WrongSetting: an action is none of these, or something is missing; nothing was changed.
        """
        store = self._writer.opened.store
        for change in changes:
            _check(change)
        for change in changes:
            _change(self._state, store, change)
        store.flush()
        self._writer.changed()
        return len(changes)


def _check(change: Mapping[str, str]) -> None:
    if change.get("action") not in {"pin", "unpin", "erase"} or not {"feature", "language"} <= change.keys():
        raise WrongSetting("A change needs `action` (pin, unpin or erase), `feature` and `language`.")
    if change["action"] == "pin" and not change.get("choice"):
        raise WrongSetting("A pin needs a `choice`.")
    if change["action"] != "erase" and library_named(change["feature"]):
        raise WrongSetting("A library can be erased, and not pinned: LAMP says what you use, and chooses none.")


def _change(state: LearnedState, store: Store, change: Mapping[str, str]) -> None:
    change = _by_its_text(state, change)
    pin = Pin(change["language"], change["feature"], change.get("choice", ""), change.get("project", ""))
    if change["action"] == "pin":
        _pin(state, store, pin)
    elif change["action"] == "unpin":
        _unpin(state, store, pin)
    else:
        _unpin(state, store, pin)
        _erase(state, pin.language, pin.feature, time.time())
        store.set_state("erased", json.dumps(_erased(store) | {f"{pin.language} {pin.feature}": time.time()}))


def _by_its_text(state: LearnedState, change: Mapping[str, str]) -> Mapping[str, str]:
    """Return a change of a rule, which people name by its words, with what it replaces in their place."""
    words, sharing = change["feature"].removeprefix(f"{RULE} "), state.sharing
    known = (state.rules.rules(shared=partial(sharing.joins, side)) for side in ("", *sharing.apart))
    found = next((rule for rules in known for rule in rules if rule.in_words == words), None)
    return change if found is None else {**change, "language": found.language, "feature": rule_name(found.old)}


def _erased(store: Store) -> dict[str, float]:
    found: dict[str, float] = json.loads(store.state("erased", default="{}"))
    return found


def restore_erased(state: LearnedState, store: Store) -> None:
    """Erase again, after a rebuild, what the owner erased."""
    for name, at in _erased(store).items():
        language, _, feature = name.partition(" ")
        _erase(state, language, feature, at)


def _erase(state: LearnedState, language: str, feature: str, at: float) -> None:
    """Erase a habit; or, by the name ``rule`` and what is replaced, a rule; or, by ``library`` and its name, that."""
    if old := replaced_by_rule(feature):
        state.rules.erase(old, language, at)
    elif library := library_named(feature):
        state.libraries.erase(library, language, at)
    else:
        state.habits.erase(feature, language, at=at)


def _pin(state: LearnedState, store: Store, pin: Pin) -> None:
    state.pin(pin)
    store.set_pin(pin)


def _unpin(state: LearnedState, store: Store, pin: Pin) -> None:
    state.unpin(pin)
    store.withdraw_pin(pin)


def _evidence(habit: Habit, origin: str, at: float) -> list[Observation]:
    each = habit.evidence / max(habit.origins, 1)
    return [
        Observation(
            habit.feature,
            choice,
            habit.language,
            habit.project,
            Source.WRITTEN,
            origin,
            at,
            share * each,
            habit.example,
        )
        for choice, share in habit.shares.items()
        if share * each > 0
    ]
