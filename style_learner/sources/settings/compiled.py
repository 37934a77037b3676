"""Formatters of compiled languages: clang-format and rustfmt, as far as the catalogue has their choices."""

import re
import tomllib
from collections.abc import Iterator

from style_learner.sources.settings.asked import Asked, indentation, width

_C_FAMILY = ("c", "cpp")
_RUST = ("rust",)

_BASE_STYLES = {
    "LLVM": {"IndentWidth": "2", "ColumnLimit": "80", "PointerAlignment": "Right", "BreakBeforeBraces": "Attach"},
    "Google": {"IndentWidth": "2", "ColumnLimit": "80", "PointerAlignment": "Left", "BreakBeforeBraces": "Attach"},
    "Chromium": {"IndentWidth": "2", "ColumnLimit": "80", "PointerAlignment": "Left", "BreakBeforeBraces": "Attach"},
    "Mozilla": {"IndentWidth": "2", "ColumnLimit": "80", "PointerAlignment": "Left", "BreakBeforeBraces": "Mozilla"},
    "WebKit": {"IndentWidth": "4", "ColumnLimit": "0", "PointerAlignment": "Left", "BreakBeforeBraces": "WebKit"},
    "Microsoft": {"IndentWidth": "4", "ColumnLimit": "120", "PointerAlignment": "Right", "BreakBeforeBraces": "Custom"},
    "GNU": {"IndentWidth": "2", "ColumnLimit": "79", "PointerAlignment": "Right", "BreakBeforeBraces": "GNU"},
}
"""https://clang.llvm.org/docs/ClangFormatStyleOptions.html and the output of ``clang-format --dump-config``."""

_POINTERS = {"Left": "type", "Right": "name"}
_BRACES = {"Attach": "same_line", "Allman": "own_line", "GNU": "own_line", "Whitesmiths": "own_line"}
_OPERATOR_BREAKS = {"None": "after", "false": "after", "All": "before", "NonAssignment": "before", "true": "before"}


def read_clang_format(text: str) -> Iterator[Asked]:
    """Yield what a ``.clang-format`` asks for, of C and C++ alike."""
    given = dict(re.findall(r"^(\w+):[ \t]*'?([\w+-]+)", text, re.MULTILINE))
    settings = _BASE_STYLES.get(given.get("BasedOnStyle", ""), {}) | given
    tables = {
        "PointerAlignment": ("pointer_style", _POINTERS),
        "BreakBeforeBraces": ("brace_place", _BRACES),
        "BreakBeforeBinaryOperators": ("operator_breaks", _OPERATOR_BREAKS),
        "InsertBraces": ("control_braces", {"true": "always"}),
    }
    for key, (feature, choices) in tables.items():
        if choice := choices.get(settings.get(key, "")):
            yield Asked(feature, choice, _C_FAMILY, f"{key}: {settings[key]}")
    if choice := width(settings.get("ColumnLimit", "")):
        yield Asked("line_length", choice, _C_FAMILY, f"ColumnLimit: {settings['ColumnLimit']}")
    tabs = settings.get("UseTab", "Never") not in {"Never", "false"}
    if choice := indentation(settings.get("IndentWidth", ""), tabs=tabs):
        setting = f"UseTab: {settings['UseTab']}" if tabs else f"IndentWidth: {settings['IndentWidth']}"
        yield Asked("indentation", choice, _C_FAMILY, setting)


def read_rustfmt(text: str) -> Iterator[Asked]:
    """Yield what a ``rustfmt.toml`` asks for beside rustfmt's defaults, which nearly all Rust code follows."""
    try:
        settings = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    if choice := width(settings.get("max_width", "")):
        yield Asked("line_length", choice, _RUST, f"max_width = {settings['max_width']}")
    tabs = settings.get("hard_tabs") is True
    if choice := indentation(settings.get("tab_spaces", ""), tabs=tabs):
        yield Asked("indentation", choice, _RUST, "hard_tabs = true" if tabs else f"tab_spaces = {choice}")
    tables = {
        "newline_style": ("line_endings", {"Unix": "lf", "Windows": "crlf"}),
        "imports_granularity": ("use_grouping", {"Crate": "nested", "Module": "nested", "Item": "separate"}),
        "trailing_comma": ("trailing_commas", {"Never": "never", "Always": "always"}),
    }
    for key, (feature, choices) in tables.items():
        if choice := choices.get(str(settings.get(key))):
            yield Asked(feature, choice, _RUST, f"{key} = {settings[key]}")
