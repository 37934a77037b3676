"""What the owner does with the profile: look at it, bring one along, correct it."""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from style_learner.errors import WrongSetting
from style_learner.learned_state import LearnedState
from style_learner.libraries.keeping import library_named
from style_learner.profile.as_json import from_json, to_json
from style_learner.profile.profile import Profile, profile_of
from style_learner.rules.book import Rule
from style_learner.rules.keeping import RULE, replaced_by_rule, rule_name
from style_learner.store.store import Store
from style_learner.types import Habit, Observation, Pin, Source


def known_profile(knowledge: LearnedState, project: str = "") -> Profile:
    """Return what is known as a profile; with a project, its own habits beside the general ones."""
    habits = [*knowledge.habits.habits(), *(knowledge.habits.habits(project=project) if project else ())]
    rules = [rule.in_words for rule in known_rules(knowledge, project)]
    return profile_of(habits, knowledge.libraries.uses(), time.time(), rules)


def known_rules(knowledge: LearnedState, project: str = "") -> list[Rule]:
    """Return the rules that hold everywhere; with a project, its own as well."""
    return [rule for rule in knowledge.rules.rules() if rule.project in {"", project}]


def profile_document(knowledge: LearnedState, project: str = "") -> dict[str, Any]:
    """Return the profile in its documented JSON form; with a project, its own habits beside the general ones."""
    document: dict[str, Any] = json.loads(to_json(known_profile(knowledge, project)))
    return document


def import_profile(knowledge: LearnedState, store: Store, document: Mapping[str, Any]) -> int:
    """Add another profile's evidence to what is known; the same profile again changes nothing. Returns its habits.

    Each habit comes as as many independent origins as it rests on, which share its evidence evenly.
    """
    profile = from_json(json.dumps(document))
    by_origin: dict[str, list[Observation]] = {}
    for habit in profile.habits:
        for number in range(habit.origins):
            origin = f"profile:{int(profile.generated_at)}:{number}"
            by_origin.setdefault(origin, []).extend(_evidence(habit, origin, profile.generated_at))
    for origin, observations in by_origin.items():
        knowledge.habits.replace(origin, observations)
        store.replace_observations(origin, observations)
    for pin in profile.pins:
        _pin(knowledge, store, pin)
    store.flush()
    return len(profile.habits)


def change_profile(knowledge: LearnedState, store: Store, changes: Sequence[Mapping[str, str]]) -> int:
    """Apply corrections: ``action`` is ``pin``, ``unpin`` or ``erase``; with ``feature``, ``language``, ``choice``.

    Raises:
        WrongSetting: an action is none of these, or something is missing; nothing was changed.
    """
    for change in changes:
        if change.get("action") not in {"pin", "unpin", "erase"} or not {"feature", "language"} <= change.keys():
            raise WrongSetting("A change needs `action` (pin, unpin or erase), `feature` and `language`.")
        if change["action"] == "pin" and not change.get("choice"):
            raise WrongSetting("A pin needs a `choice`.")
        if change["action"] != "erase" and library_named(change["feature"]):
            raise WrongSetting("A library can be erased, and not pinned: LAMP says what you use, and chooses none.")
    for change in changes:
        _change(knowledge, store, change)
    store.flush()
    return len(changes)


def _change(knowledge: LearnedState, store: Store, change: Mapping[str, str]) -> None:
    change = _by_its_text(knowledge, change)
    pin = Pin(change["language"], change["feature"], change.get("choice", ""), change.get("project", ""))
    if change["action"] == "pin":
        _pin(knowledge, store, pin)
    elif change["action"] == "unpin":
        _unpin(knowledge, store, pin)
    else:
        _unpin(knowledge, store, pin)
        _erase(knowledge, pin.language, pin.feature, time.time())
        store.set_state("erased", json.dumps(_erased(store) | {f"{pin.language} {pin.feature}": time.time()}))


def _by_its_text(knowledge: LearnedState, change: Mapping[str, str]) -> Mapping[str, str]:
    """Return a change of a rule, which people name by its words, with what it replaces in their place."""
    words = change["feature"].removeprefix(f"{RULE} ")
    found = next((rule for rule in knowledge.rules.rules() if rule.in_words == words), None)
    return change if found is None else {**change, "language": found.language, "feature": rule_name(found.old)}


def _erased(store: Store) -> dict[str, float]:
    found: dict[str, float] = json.loads(store.state("erased", default="{}"))
    return found


def restore_erased(knowledge: LearnedState, store: Store) -> None:
    """Erase again, after a rebuild, what the owner erased."""
    for name, at in _erased(store).items():
        language, _, feature = name.partition(" ")
        _erase(knowledge, language, feature, at)


def _erase(knowledge: LearnedState, language: str, feature: str, at: float) -> None:
    """Erase a habit; or, by the name ``rule`` and what is replaced, a rule; or, by ``library`` and its name, that."""
    if old := replaced_by_rule(feature):
        knowledge.rules.erase(old, language, at)
    elif library := library_named(feature):
        knowledge.libraries.erase(library, language, at)
    else:
        knowledge.habits.erase(feature, language, at=at)


def _pin(knowledge: LearnedState, store: Store, pin: Pin) -> None:
    knowledge.pin(pin)
    store.set_pin(pin)


def _unpin(knowledge: LearnedState, store: Store, pin: Pin) -> None:
    knowledge.unpin(pin)
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
