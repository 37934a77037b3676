"""Python's tools: ruff, black, isort, flake8, pylint, pydocstyle and mypy, in TOML and INI files."""

import configparser
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from style_learner.sources.settings.asked import Asked, first_of_each, indentation, width

_PYTHON = ("python",)

_BLACK = {
    "quotes": "double",
    "docstring_quotes": "double",
    "indentation": "4",
    "trailing_commas": "always",
    "closing_bracket": "own_line",
    "blank_lines_top": "2",
    "blank_lines_members": "1",
}
"""What black's format always does, and ruff's with it (https://black.readthedocs.io, "The Black code style")."""
_BLACK_WIDTH = 88


def read_pyproject(text: str) -> Iterator[Asked]:
    """Yield what the tools in a ``pyproject.toml`` ask for."""
    tool = _mapping(_toml(text).get("tool"))
    yield from first_of_each(
        [
            *_ruff(_mapping(tool.get("ruff"))),
            *_black(tool.get("black")),
            *_isort(tool.get("isort")),
            *_widths(_mapping(tool.get("flake8")), "max-line-length", "max_line_length"),
            *_widths(_mapping(_mapping(tool.get("pylint")).get("format")), "max-line-length"),
            *_widths(_mapping(tool.get("autopep8")), "max_line_length"),
            *_widths(_mapping(tool.get("yapf")), "column_limit"),
            *_docstrings(_mapping(tool.get("pydocstyle"))),
            *_mypy(_mapping(tool.get("mypy"))),
        ]
    )


def read_ruff(text: str) -> Iterator[Asked]:
    """Yield what a ``ruff.toml`` asks for."""
    yield from first_of_each(_ruff(_toml(text)))


def read_ini(text: str) -> Iterator[Asked]:
    """Yield what the tools in a ``setup.cfg``, ``.flake8`` or ``tox.ini`` ask for."""
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    sections = {name: dict(parser[name]) for name in parser.sections()}
    flake8 = sections.get("flake8", {})
    yield from first_of_each(
        [
            *_widths(flake8, "max-line-length", "max_line_length"),
            *_quotes(flake8.get("inline-quotes"), "inline-quotes"),
            *_docstrings({"convention": flake8.get("docstring-convention")}),
            *_isort(sections.get("isort")),
            *_widths(sections.get("pycodestyle", {}), "max-line-length", "max_line_length"),
            *_docstrings(sections.get("pydocstyle", {})),
            *_mypy(sections.get("mypy", {})),
        ]
    )


def _ruff(settings: Mapping[str, Any]) -> Iterator[Asked]:
    lint = _mapping(settings.get("lint")) or settings
    formatting = settings.get("format")
    yield from _widths(settings, "line-length")
    style = _mapping(formatting)
    tabs = style.get("indent-style") == "tab"
    if choice := indentation(settings.get("indent-width", ""), tabs=tabs):
        yield Asked("indentation", choice, _PYTHON, f"indent-width = {settings.get('indent-width', 4)}")
    yield from _quotes(style.get("quote-style"), "quote-style")
    yield from _quotes(_mapping(lint.get("flake8-quotes")).get("inline-quotes"), "inline-quotes")
    yield from _docstrings(_mapping(lint.get("pydocstyle")))
    selected = {rule for key in ("select", "extend-select") for rule in _list(lint.get(key))}
    if selected & {"I", "I001", "ALL"}:
        yield from _sorted_imports(_mapping(lint.get("isort")), "select I")
    if selected & {"ANN", "ANN001", "ALL"}:
        yield Asked("annotated_parameters", "annotated", _PYTHON, "select ANN")
    if formatting is not None:
        yield from _as_black_does(width_too="line-length" not in settings, setting="ruff format")


def _black(settings: object) -> Iterator[Asked]:
    if settings is None:
        return
    given = _mapping(settings)
    yield from _widths(given, "line-length", "line_length")
    plain_quotes = given.get("skip-string-normalization") or given.get("skip_string_normalization")
    for asked in _as_black_does(width_too=True, setting="black"):
        if not (plain_quotes and asked.feature == "quotes"):
            yield asked


def _as_black_does(*, width_too: bool, setting: str) -> Iterator[Asked]:
    for feature, choice in _BLACK.items():
        yield Asked(feature, choice, _PYTHON, setting)
    if width_too and (limit := width(_BLACK_WIDTH)):
        yield Asked("line_length", limit, _PYTHON, setting)


def _isort(settings: object) -> Iterator[Asked]:
    if settings is None:
        return
    given = {key.replace("_", "-"): value for key, value in _mapping(settings).items()}
    yield from _widths(given, "line-length")
    yield from _sorted_imports(given, "isort")
    if given.get("profile") == "black":
        yield Asked("import_lines", "wrapped", _PYTHON, "profile = black")


def _sorted_imports(settings: Mapping[str, Any], setting: str) -> Iterator[Asked]:
    mixed = str(settings.get("force-sort-within-sections", "")).lower() == "true"
    yield Asked("import_order", "sorted" if mixed else "by_kind", _PYTHON, setting)
    yield Asked("import_groups", "separated", _PYTHON, setting)


def _mypy(settings: Mapping[str, Any]) -> Iterator[Asked]:
    for key in ("strict", "disallow_untyped_defs", "disallow_incomplete_defs"):
        if str(settings.get(key, "")).lower() == "true":
            for feature in ("annotated_parameters", "annotated_returns"):
                yield Asked(feature, "annotated", _PYTHON, f"{key} = true")


def _widths(settings: Mapping[str, Any], *keys: str) -> Iterator[Asked]:
    for key in keys:
        if choice := width(settings.get(key, "")):
            yield Asked("line_length", choice, _PYTHON, f"{key} = {settings[key]}")


def _quotes(value: object, key: str) -> Iterator[Asked]:
    choice = {"'": "single", '"': "double"}.get(str(value), str(value))
    if choice in {"single", "double"}:
        yield Asked("quotes", choice, _PYTHON, f"{key} = {value}")


def _docstrings(settings: Mapping[str, Any]) -> Iterator[Asked]:
    if settings.get("convention") in {"google", "numpy"}:
        yield Asked("docstring_form", settings["convention"], _PYTHON, f"convention = {settings['convention']}")


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
