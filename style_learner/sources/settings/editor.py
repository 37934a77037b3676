"""``.editorconfig``: sections of patterns, the last that matches a file decides (https://spec.editorconfig.org)."""

import re
from collections.abc import Iterator

from style_learner.sources.files import EXTENSIONS
from style_learner.sources.settings.asked import Asked, indentation, width
from style_learner.syntax.languages import learned_as
from style_learner.syntax.parsing import LANGUAGES

_PLAIN = {
    "insert_final_newline": ("final_newline", {"true": "yes", "false": "no"}),
    "trim_trailing_whitespace": ("trailing_whitespace", {"true": "removed"}),
    "end_of_line": ("line_endings", {"lf": "lf", "crlf": "crlf"}),
    "quote_type": ("quotes", {"single": "single", "double": "double"}),
}


def read_editorconfig(text: str) -> Iterator[Asked]:
    """Yield what an ``.editorconfig`` asks of each language that is parsed."""
    sections = list(_sections(text))
    for language in sorted({learned_as(one) for one in LANGUAGES}):
        name = f"a.{EXTENSIONS[language].split()[0]}"
        settings: dict[str, str] = {}
        for pattern, values in sections:
            if matches(pattern, name):
                settings |= values
        yield from _asked(settings, language)


def _asked(settings: dict[str, str], language: str) -> Iterator[Asked]:
    for key, (feature, choices) in _PLAIN.items():
        if choice := choices.get(settings.get(key, "")):
            yield Asked(feature, choice, (language,), f"{key} = {settings[key]}")
    limit = settings.get("max_line_length", "")
    if choice := width(limit):
        yield Asked("line_length", choice, (language,), f"max_line_length = {limit}")
    tabs = settings.get("indent_style") == "tab"
    size = settings.get("indent_size", "")
    if size == "tab":
        size = settings.get("tab_width", "")
    if choice := indentation(size, tabs=tabs):
        setting = "indent_style = tab" if tabs else f"indent_size = {size}"
        yield Asked("indentation", choice, (language,), setting)


def _sections(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    values: dict[str, str] | None = None
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            values = {}
            yield line[1:-1], values
        elif values is not None and "=" in line and line[0] not in "#;":
            key, _, value = line.partition("=")
            values[key.strip().lower()] = re.split(r"\s[#;]", value)[0].strip().lower()


def matches(pattern: str, name: str) -> bool:
    """Say whether a section is about a file of that name at the top of the project.

    >>> matches("*", "a.py"), matches("*.{js,ts}", "a.ts"), matches("src/**.js", "a.js"), matches("**.py", "a.py")
    (True, True, False, True)
    """
    try:
        return re.fullmatch(_regex(pattern.removeprefix("/")), name) is not None
    except re.error:
        return False


def _regex(pattern: str) -> str:
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]]*\]|\{[^{}]*\})", pattern)
    return "".join(_part(part) for part in parts)


def _part(part: str) -> str:
    simple = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if part in simple:
        return simple[part]
    if part.startswith("["):
        return part.replace("[!", "[^", 1)
    if part.startswith("{") and "," in part:
        return "(?:" + "|".join(_regex(one) for one in part[1:-1].split(",")) + ")"
    return re.escape(part)
