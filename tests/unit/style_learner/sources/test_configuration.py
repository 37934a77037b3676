"""What settings files ask for, in the catalogue's words."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from style_learner.habits.catalogue import catalogue
from style_learner.sources.configuration import READERS, Reader, read_configuration
from style_learner.types import Source

EDITORCONFIG = """\
root = true
[*]
indent_style = space
indent_size = 4
end_of_line = lf
insert_final_newline = true   # always
[*.{js,ts}]
indent_size = 2
[*.go]
indent_style = tab
[*.py]
max_line_length = 100
"""
PYPROJECT = """\
[tool.ruff]
line-length = 100
[tool.ruff.lint]
select = ["E", "I"]
[tool.ruff.lint.flake8-quotes]
inline-quotes = "single"
[tool.ruff.lint.pydocstyle]
convention = "google"
[tool.mypy]
strict = true
"""
CASES = [
    (".editorconfig", EDITORCONFIG, "python", {"indentation": "4", "line_length": "100", "final_newline": "yes"}),
    (".editorconfig", EDITORCONFIG, "typescript", {"indentation": "2", "line_endings": "lf"}),
    (".editorconfig", EDITORCONFIG, "go", {"indentation": "tabs"}),
    ("pyproject.toml", PYPROJECT, "python", {"line_length": "100", "quotes": "single", "docstring_form": "google"}),
    ("pyproject.toml", PYPROJECT, "python", {"import_order": "by_kind", "annotated_returns": "annotated"}),
    (
        "pyproject.toml",
        "[tool.black]\n",
        "python",
        {"line_length": "88", "quotes": "double", "trailing_commas": "always"},
    ),
    ("pyproject.toml", "[tool.black]\nline-length = 79\n", "python", {"line_length": "79"}),
    ("ruff.toml", "[format]\nquote-style = 'single'\n", "python", {"quotes": "single", "indentation": "4"}),
    (".flake8", "[flake8]\nmax-line-length = 120\n", "python", {"line_length": "120"}),
    ("setup.cfg", "[isort]\nforce_sort_within_sections = true\n", "python", {"import_order": "sorted"}),
    (".prettierrc", '{"semi": false, "tabWidth": 4}', "javascript", {"semicolons": "never", "indentation": "4"}),
    (".prettierrc", "semi: false\nsingleQuote: true\n", "typescript", {"semicolons": "never", "quotes": "single"}),
    (".prettierrc.toml", "useTabs = true\n", "javascript", {"indentation": "tabs", "quotes": "double"}),
    (
        "prettier.config.js",
        "export default {\n  arrowParens: 'avoid',\n};\n",
        "javascript",
        {"arrow_parentheses": "omitted"},
    ),
    ("package.json", '{"prettier": {"printWidth": 100}}', "javascript", {"line_length": "100"}),
    (
        ".clang-format",
        "BasedOnStyle: Google\nColumnLimit: 100\n",
        "cpp",
        {"pointer_style": "type", "line_length": "100"},
    ),
    ("rustfmt.toml", "max_width = 79\nhard_tabs = true\n", "rust", {"line_length": "79", "indentation": "tabs"}),
]


def _asked(project: Path, language: str) -> dict[str, str]:
    found = [one for observations in read_configuration(project).values() for one in observations]
    return {one.feature: one.choice for one in found if one.language == language}


@pytest.mark.parametrize(("name", "text", "language", "expected"), CASES)
def test_each_tool_is_understood(name: str, text: str, language: str, expected: dict[str, str], tmp_path: Path) -> None:
    """What a tool is set to do is told as a choice of the catalogue."""
    (tmp_path / name).write_text(text)

    asked = _asked(tmp_path, language)

    assert {feature: asked.get(feature) for feature in expected} == expected


@pytest.mark.parametrize(("name", "text", "_language", "_expected"), CASES)
def test_only_what_the_catalogue_knows_is_told(
    name: str, text: str, _language: str, _expected: dict[str, str], tmp_path: Path
) -> None:
    """Every observation names a known feature and choice, once for each language, with its file as the origin."""
    (tmp_path / name).write_text(text)

    ((origin, found),) = read_configuration(tmp_path).items()

    assert origin == (tmp_path / name).as_posix()
    assert {(one.origin, one.source, one.project) for one in found} == {
        (origin, Source.CONFIGURATION, tmp_path.as_posix())
    }
    assert all(one.choice in catalogue()[one.feature].choice_names for one in found)
    assert len({(one.feature, one.language) for one in found}) == len(found)


ODD = [
    '{"prettier": 1}',
    '{"prettier": {"semi": [], "printWidth": {}, "tabWidth": -1}}',
    "[tool]\nruff = 1\nblack = 2\nisort = 3\n",
    "[tool.ruff]\nlint = 2\nline-length = []\n",
    "[tool.ruff.lint]\nselect = [1]\npydocstyle = 5\nisort = 1\n",
    "lint = 1\nformat = 2\n",
    "[*.{py]\nindent_size = x\n[[!]\n=\n",
    "[flake8]\nmax-line-length\n",
    "max_width = 'wide'\ntab_spaces = {}\n",
    "IndentWidth: many\n",
]


@pytest.mark.parametrize("read", dict.fromkeys(READERS.values()))
@settings(max_examples=30)
@given(text=st.text())
def test_broken_settings_ask_for_nothing_and_break_nothing(read: Reader, text: str) -> None:
    """Another tool's settings may be in any state."""
    for asked in read(text):
        assert asked.choice in catalogue()[asked.feature].choice_names


@pytest.mark.parametrize("read", dict.fromkeys(READERS.values()))
@pytest.mark.parametrize("text", ODD)
def test_settings_of_the_wrong_type_break_nothing(read: Reader, text: str) -> None:
    """A number where a table belongs is passed over."""
    assert all(asked.choice in catalogue()[asked.feature].choice_names for asked in read(text))


def test_shared_settings_elsewhere_tell_nothing(tmp_path: Path) -> None:
    """A reference to a package of settings isn't taken for the tool's defaults."""
    (tmp_path / ".prettierrc").write_text('"@company/prettier-config"\n')
    (tmp_path / "package.json").write_text('{"prettier": "@company/prettier-config"}')

    assert _asked(tmp_path, "javascript") == {}


def test_languages_that_the_project_has_not_are_left_out(tmp_path: Path) -> None:
    """A setting for every language says nothing of those that nobody writes here."""
    (tmp_path / ".editorconfig").write_text(EDITORCONFIG)

    (found,) = read_configuration(tmp_path, {"python", "typescriptreact"}).values()

    assert {one.language for one in found} == {"python", "typescript"}
