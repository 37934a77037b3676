"""Prettier (https://prettier.io/docs/options), whatever language its settings are written in."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

from style_learner.sources.settings.asked import Asked, indentation, width

_SCRIPTS = ("javascript", "typescript")

_DEFAULTS: dict[str, Any] = {
    "semi": True,
    "singleQuote": False,
    "trailingComma": "all",
    "bracketSpacing": True,
    "arrowParens": "always",
}
"""Of prettier 3; the older ``es5`` for ``trailingComma`` has the same commas but in calls. Width, indentation and line
ends are not here, since prettier takes them from ``.editorconfig`` where its own settings are silent."""

_KNOWN = frozenset({*_DEFAULTS, "printWidth", "tabWidth", "useTabs", "endOfLine"})

_CHOICES: dict[str, tuple[str, dict[object, str]]] = {
    "semi": ("semicolons", {True: "always", False: "never"}),
    "singleQuote": ("quotes", {True: "single", False: "double"}),
    "trailingComma": ("trailing_commas", {"all": "always", "es5": "always", "none": "never"}),
    "bracketSpacing": ("bracket_spacing", {True: "spaced", False: "tight"}),
    "arrowParens": ("arrow_parentheses", {"always": "always", "avoid": "omitted"}),
    "endOfLine": ("line_endings", {"lf": "lf", "crlf": "crlf"}),
}

_LINE = re.compile(r"""^[ \t{,]*["']?(\w+)["']?[ \t]*:[ \t]*["']?([\w-]+)["']?""", re.MULTILINE)
"""One setting of an object in JSON5, YAML or JavaScript."""


def read_prettier(text: str) -> Iterator[Asked]:
    """Yield what a ``.prettierrc`` in any of its languages, or a ``prettier.config.js``, asks for."""
    settings = _settings(text)
    if settings is not None:
        yield from _asked(settings)


def read_package(text: str) -> Iterator[Asked]:
    """Yield what the key ``prettier`` of a ``package.json`` asks for; the name of shared settings tells nothing."""
    try:
        package = json.loads(text)
    except (ValueError, RecursionError):
        return
    settings = package.get("prettier") if isinstance(package, dict) else None
    if isinstance(settings, dict):
        yield from _asked(settings)


def _asked(given: dict[str, Any]) -> Iterator[Asked]:
    settings = _DEFAULTS | given
    for key, (feature, choices) in _CHOICES.items():
        value = settings.get(key)
        if isinstance(value, str | bool) and (choice := choices.get(value)):
            yield Asked(feature, choice, _SCRIPTS, _as_written(key, value))
    if choice := width(settings.get("printWidth", "")):
        yield Asked("line_length", choice, _SCRIPTS, _as_written("printWidth", settings["printWidth"]))
    tabs = settings.get("useTabs") is True
    if choice := indentation(settings.get("tabWidth", ""), tabs=tabs):
        key = "useTabs" if tabs else "tabWidth"
        yield Asked("indentation", choice, _SCRIPTS, _as_written(key, settings[key]))


def _as_written(key: str, value: object) -> str:
    return f"{key}: {json.dumps(value)}"


def _settings(text: str) -> dict[str, Any] | None:
    """Return the settings in a file; None where it refers to settings elsewhere."""
    readers: tuple[Callable[[str], object], ...] = (json.loads, tomllib.loads)
    for read in readers:
        try:
            found = read(text)
        except (ValueError, RecursionError):
            continue
        return found if isinstance(found, dict) else None
    before_overrides = re.split(r"^\W*overrides\W", text, maxsplit=1, flags=re.MULTILINE)[0]
    lenient = {key: _value(value) for key, value in _LINE.findall(before_overrides) if key in _KNOWN}
    return lenient or None


def _value(word: str) -> object:
    return {"true": True, "false": False}.get(word, int(word) if word.isdigit() else word)
