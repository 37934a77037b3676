"""The profile as a ``.prettierrc``: the settings under which prettier leaves most of the developer's code alone.

They follow from the habits; what those leave open, prettier tries where it is on the search path. The form is YAML,
which may hold a comment that says so.
"""

from collections.abc import Mapping

from style_learner.profile.profile import Profile
from style_learner.profile.trying import best, changed_lines, installed, sample

_CHOICES: dict[str, tuple[str, dict[str, str]]] = {
    "semi": ("semicolons", {"always": "true", "never": "false"}),
    "singleQuote": ("quotes", {"single": "true", "double": "false"}),
    "trailingComma": ("trailing_commas", {"always": "all", "never": "none"}),
    "bracketSpacing": ("bracket_spacing", {"spaced": "true", "tight": "false"}),
    "arrowParens": ("arrow_parentheses", {"always": "always", "omitted": "avoid"}),
    "endOfLine": ("line_endings", {"lf": "lf", "crlf": "crlf"}),
}

_TRIED: dict[str, tuple[str, ...]] = {
    "useTabs": ("false", "true"),
    "tabWidth": ("2", "4"),
    "semi": ("true", "false"),
    "singleQuote": ("false", "true"),
    "trailingComma": ("all", "es5", "none"),
    "bracketSpacing": ("true", "false"),
    "arrowParens": ("always", "avoid"),
    "printWidth": ("80", "100", "120"),
}
"""The values of each option, prettier's default first; in the order in which they change most lines."""

_SAMPLE_CHARACTERS = 200_000
"""Prettier formats that much in some seconds, and is run once for each value tried."""

Settings = dict[str, str]


def to_prettier(profile: Profile, texts: Mapping[str, str] | None = None, project: str = "") -> str:
    """Return a ``.prettierrc``, empty where there is no JavaScript or TypeScript; arguments as for ``to_ruff``."""
    settings = _from_habits(profile, project)
    program = installed("prettier")
    files = sample(texts or {}, ("ts", "js", "tsx", "jsx", "mjs", "cjs"), _SAMPLE_CHARACTERS)
    if not files and not {"javascript", "typescript"} & set(profile.languages):
        return ""
    if program and files and (tried := _tried(program, files, settings)):
        return tried
    return _document("From your habits alone, by LAMP; prettier was not tried on your code.", settings)


def _from_habits(profile: Profile, project: str) -> Settings:
    """Take the language with more evidence where JavaScript and TypeScript differ."""
    settings: Settings = {}
    for language in (language for language in profile.languages if language in {"javascript", "typescript"}):
        chosen = {feature: one.choice for feature, one in profile.chosen(language, project).items()}
        for key, (feature, values) in _CHOICES.items():
            if chosen.get(feature) in values:
                settings.setdefault(key, values[chosen[feature]])
        indentation, width = chosen.get("indentation", ""), chosen.get("line_length", "")
        if indentation == "tabs":
            settings.setdefault("useTabs", "true")
        elif indentation.isdigit():
            settings.setdefault("tabWidth", indentation)
        if width.isdigit():
            settings.setdefault("printWidth", width)
    return settings


def _tried(program: str, files: Mapping[str, str], settings: Settings) -> str | None:
    """Try one open option after the other, each with the best of those before."""
    found = best([settings], lambda one: changed_lines(_command(program, one), files))
    for key in (key for key in _TRIED if key not in settings and not (key == "tabWidth" and "useTabs" in settings)):
        options = [found[0] | {key: value} for value in _TRIED[key]] if found else []
        found = best(options, lambda one: changed_lines(_command(program, one), files))
    if found is None:
        return None
    settings, changed = found
    total = sum(text.count("\n") for text in files.values())
    head = f"Tried by LAMP on {len(files)} of your files: prettier changes {changed} of {total} lines."
    return _document(head, settings)


def _command(program: str, settings: Settings) -> list[str]:
    flags = [f"--{_dashed(key)}={value}" for key, value in settings.items() if value not in {"true", "false"}]
    flags += [_switch(key, on=value == "true") for key, value in settings.items() if value in {"true", "false"}]
    return [program, "--no-config", "--no-editorconfig", "--log-level=silent", "--write", *filter(None, flags)]


def _switch(key: str, *, on: bool) -> str:
    """Return the flag of a yes-or-no option: prettier negates those that are on by default, and has no other."""
    usually_on = key in {"semi", "bracketSpacing"}
    if on == usually_on:
        return ""
    return f"--{_dashed(key)}" if on else f"--no-{_dashed(key)}"


def _dashed(key: str) -> str:
    """Return a key as a flag.

    >>> _dashed("printWidth")
    'print-width'
    """
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in key)


def _document(head: str, settings: Settings) -> str:
    return "\n".join([f"# {head}", *(f"{key}: {value}" for key, value in settings.items())]) + "\n"
