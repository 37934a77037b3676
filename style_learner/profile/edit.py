"""The profile as a small TOML document for its owner's editor, and what they changed in it.

A line ``quotes = "double"`` under ``[python]`` is what was learned; changed, it becomes a pin; deleted, the habit is
erased. Under ``[python.pinned]`` stand the pins of everywhere; deleted there, observations decide again.
Under ``[rules]`` stand the rules; a deleted one is erased.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import tomlkit

from style_learner.errors import WrongSetting
from style_learner.habits.catalogue import catalogue
from style_learner.profile.profile import Profile
from style_learner.profile.wording import feature_in_words, in_order, percent
from style_learner.types import Habit

_PINNED = "pinned"
_RULES, _LEARNED = "rules", "learned"

_WORTH_TELLING = 0.005
"""A smaller share reads as 0 %."""

_HEAD = """\
# How you write code, as LAMP has learned it. What you save here is applied when you close the editor.
#
#   Change a value            that choice is pinned: it holds, whatever LAMP observes.
#   Delete a line             the habit is erased; LAMP will learn it anew only from what you write from now on.
#   Under [LANGUAGE.pinned]   your pins: add a line to pin a choice, delete it to let observations decide again.
#
# An empty file changes nothing.
"""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the owner changed; holds everywhere, not in one project."""

    kind: Literal["pin", "unpin", "erase"]
    language: str
    feature: str
    """Of a rule: ``rule`` and its words; its language is in them."""
    choice: str = ""
    """For ``pin``."""


def to_text(profile: Profile) -> str:
    """Return the document to be edited."""
    parts = [_HEAD]
    for language in profile.languages:
        pins = {pin.feature: pin.choice for pin in profile.pins if pin.language == language and not pin.project}
        habits = in_order(habit for habit in profile.habits_of(language) if habit.feature not in pins)
        parts += [f"\n[{_key(language)}]\n", *(_learned(habit) for habit in habits)]
        if pins:
            parts += [f"\n[{_key(language)}.{_PINNED}]\n", *(_line(*pin) + "\n" for pin in pins.items())]
    if profile.rules:
        lines = (f"  {tomlkit.string(rule).as_string()},\n" for rule in profile.rules)
        parts += [
            f"\n[{_RULES}]  # learned from your edits; delete the line of one to erase it\n{_LEARNED} = [\n",
            *lines,
            "]\n",
        ]
    return "".join(parts)


def changes(text: str, profile: Profile) -> list[Change]:
    """Return what ``text`` changes in the profile that :func:`to_text` wrote.

    Raises:
        WrongSetting: the text is no such document; the message names the line.
    """
    document = _parsed(text)
    if not document:
        return []
    places = _Places(text)
    kept = _rules(document, places)
    found = [Change("erase", "", f"rule {rule}") for rule in dict.fromkeys(profile.rules) if rule not in kept]
    for language in dict.fromkeys([*profile.languages, *(name for name in document if name != _RULES)]):
        values, pinned = _of_language(document, language, places)
        learned = {habit.feature: habit.choice for habit in profile.habits_of(language)}
        pins = {pin.feature: pin.choice for pin in profile.pins if pin.language == language and not pin.project}
        wanted = {feature: choice for feature, choice in values.items() if learned.get(feature) != choice} | pinned
        for feature, choice in wanted.items():
            if pins.get(feature) != choice:
                _check(language, feature, choice, profile, places)
                found.append(Change("pin", language, feature, choice))
        found += [Change("unpin", language, feature) for feature in pins if feature not in wanted]
        gone = [
            feature for feature in learned if feature not in values and feature not in pinned and feature not in pins
        ]
        found += [Change("erase", language, feature) for feature in gone]
    return found


def _learned(habit: Habit) -> str:
    """Write one habit with a comment that says how sure it is and what else could stand there."""
    known = catalogue().get(habit.feature)
    shares = dict.fromkeys(known.choice_names if known else (), 0.0) | habit.shares
    ranked = sorted(shares, key=lambda choice: -shares[choice])
    seen = ", ".join(f"{choice} {percent(shares[choice])}" for choice in ranked if shares[choice] >= _WORTH_TELLING)
    unseen = ", ".join(choice for choice in ranked if shares[choice] < _WORTH_TELLING)
    words = f"{feature_in_words(habit.feature)}: {seen}{'; else ' if unseen else ''}{unseen}"
    comment = "".join(letter for letter in words if letter.isprintable())
    return f"# {comment}\n{_line(habit.feature, habit.choice)}\n"


def _line(feature: str, choice: str) -> str:
    return f"{_key(feature)} = {tomlkit.string(choice).as_string()}"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else tomlkit.string(name).as_string()


def _parsed(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+)", str(error))
        reason = str(error).partition(" (at")[0]
        line = f"Line {place[1]}" if place else "The end"
        raise WrongSetting(f"{line}: {reason[:1].lower()}{reason[1:]}. Correct it, or close without saving.") from error


def _rules(document: dict[str, object], places: "_Places") -> list[str]:
    """Return the rules that still stand in the document."""
    section = document.get(_RULES, {})
    kept = section.get(_LEARNED, []) if isinstance(section, dict) else None
    if not isinstance(kept, list) or not all(isinstance(rule, str) for rule in kept):
        raise WrongSetting(f"{places.of(_RULES, _LEARNED)}: {_LEARNED} is a list of texts; only delete lines of it.")
    return kept


def _of_language(
    document: dict[str, object], language: str, places: "_Places"
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what stands under one language, and under its pins."""
    section = document.get(language, {})
    if not isinstance(section, dict):
        raise WrongSetting(f"{places.of('', language)}: {language} is a heading; write [{language}].")
    pinned = section.get(_PINNED, {})
    if not isinstance(pinned, dict):
        raise WrongSetting(f"{places.of(language, _PINNED)}: {_PINNED} is a heading; write [{language}.{_PINNED}].")
    values = {feature: choice for feature, choice in section.items() if feature != _PINNED}
    for table, heading in ((values, language), (pinned, f"{language}.{_PINNED}")):
        for feature, choice in table.items():
            if not isinstance(choice, str):
                raise WrongSetting(
                    f'{places.of(heading, feature)}: a choice is a text in quotes, as in {feature} = "...".'
                )
    return values, pinned


def _check(language: str, feature: str, choice: str, profile: Profile, places: "_Places") -> None:
    """Refuse a feature or a choice that nothing would ever obey."""
    where = places.of(f"{language}.{_PINNED}", feature, else_under=language)
    known = catalogue().get(feature)
    seen = [habit for habit in profile.habits if (habit.language, habit.feature) == (language, feature)]
    if known is None and not seen:
        names = [name for name, one in catalogue().items() if language in one.languages]
        raise WrongSetting(f"{where}: there is no habit {language}.{feature}.{_nearest(feature, names)}")
    names = list(known.choice_names) if known else [name for habit in seen for name in habit.shares]
    if choice not in names:
        raise WrongSetting(
            f"{where}: {choice!r} is no choice of {language}.{feature}. Choose one of: {', '.join(names)}."
        )


def _nearest(name: str, names: list[str]) -> str:
    close = difflib.get_close_matches(name, names, n=1)
    return f" Did you mean {close[0]}?" if close else " `lamp profile show` lists them."


class _Places:
    """Finds the line of a key again, for messages."""

    def __init__(self, text: str) -> None:
        self._lines = dict(self._headed(text))

    def of(self, heading: str, key: str, *, else_under: str = "") -> str:
        """Return ``Line 12``, or the heading and the key where they are written in an uncommon way."""
        line = self._lines.get((heading, key)) or self._lines.get((else_under, key))
        return f"Line {line}" if line else f"Under [{else_under or heading}], {key}"

    @staticmethod
    def _headed(text: str) -> Iterator[tuple[tuple[str, str], int]]:
        heading = ""
        for number, line in enumerate(text.splitlines(), 1):
            if found := re.match(r"\s*\[([^\]]*)\]", line):
                heading = found[1].replace('"', "").strip()
            elif found := re.match(r"\s*\"?([^\"=#]+?)\"?\s*=", line):
                yield (heading, found[1]), number
