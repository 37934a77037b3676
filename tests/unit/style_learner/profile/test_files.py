"""The profile in a project's own settings files: theirs stays theirs."""

import json
import tomllib
from pathlib import Path

import pytest

from style_learner.errors import WrongSetting
from style_learner.profile.files import BEGIN, Kind, updated_file
from style_learner.profile.profile import Profile
from style_learner.types import Pin

PROFILE = Profile(
    pins=(
        Pin("python", "quotes", "single"),
        Pin("python", "indentation", "4"),
        Pin("javascript", "semicolons", "never"),
        Pin("javascript", "line_length", "100"),
    )
)


def written(kind: Kind, folder: Path) -> tuple[str, str]:
    """Return the file's name and its new content; the folder is as it was."""
    before = {path: path.read_bytes() for path in folder.iterdir()}
    path, text = updated_file(kind, PROFILE, folder.as_posix())
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert Path(path).parent == folder
    return Path(path).name, text


@pytest.mark.parametrize(
    ("kind", "name"),
    [("agents", "AGENTS.md"), ("editorconfig", ".editorconfig"), ("ruff", "ruff.toml"), ("prettier", ".prettierrc")],
)
def test_a_project_without_the_file_gets_one(tmp_path: Path, kind: Kind, name: str) -> None:
    """It has the name that the tool looks for, and is not written."""
    assert written(kind, tmp_path)[0] == name


@pytest.mark.parametrize("kind", ["agents", "editorconfig", "ruff", "prettier"])
def test_written_again_it_is_the_same(tmp_path: Path, kind: Kind) -> None:
    """What LAMP wrote before is replaced, not repeated."""
    name, first = written(kind, tmp_path)
    (tmp_path / name).write_text(first, encoding="utf-8")

    again = written(kind, tmp_path)[1]

    assert again.count("single") == first.count("single")
    assert again.count(BEGIN) == first.count(BEGIN)
    if kind in {"agents", "editorconfig"}:
        assert again == first


def test_an_editorconfig_keeps_its_sections_and_their_order(tmp_path: Path) -> None:
    """LAMP's sections come last, where they hold over the others."""
    own = "root = true\n\n[*]\nindent_size = 2\n"
    (tmp_path / ".editorconfig").write_text(own, encoding="utf-8")

    text = written("editorconfig", tmp_path)[1]

    assert text.startswith(own)
    assert text.index("indent_size = 4") > text.index(BEGIN)


def test_ruff_in_the_project_file_is_changed_there(tmp_path: Path) -> None:
    """A ruff.toml beside it would switch off what stands there."""
    (tmp_path / "pyproject.toml").write_text(
        '# mine\n[project]\nname = "shop"\n[tool.ruff]\ntarget-version = "py311"\n', encoding="utf-8"
    )

    name, text = written("ruff", tmp_path)

    settings = tomllib.loads(text)
    assert name == "pyproject.toml"
    assert text.startswith("# mine\n")
    assert settings["project"] == {"name": "shop"}
    assert settings["tool"]["ruff"]["target-version"] == "py311"
    assert settings["tool"]["ruff"]["format"]["quote-style"] == "single"


def test_prettiers_settings_are_changed_in_the_form_they_have(tmp_path: Path) -> None:
    """JSON stays JSON, with the owner's other keys."""
    (tmp_path / ".prettierrc.json").write_text('{"proseWrap": "always", "semi": true}', encoding="utf-8")

    name, text = written("prettier", tmp_path)

    assert name == ".prettierrc.json"
    assert json.loads(text) == {"proseWrap": "always", "semi": False, "printWidth": 100}


def test_prettier_as_a_dependency_is_no_settings(tmp_path: Path) -> None:
    """Only the key at the top of package.json holds settings."""
    (tmp_path / "package.json").write_text('{"devDependencies": {"prettier": "3"}}', encoding="utf-8")

    assert written("prettier", tmp_path)[0] == ".prettierrc"


def test_prettiers_lines_are_replaced_one_by_one(tmp_path: Path) -> None:
    """Flat YAML stays as it is but for the keys that LAMP knows."""
    (tmp_path / ".prettierrc").write_text("# mine\nproseWrap: always\nsemi: true\n", encoding="utf-8")

    text = written("prettier", tmp_path)[1]

    assert text.splitlines()[:2] == ["# mine", "proseWrap: always"]
    assert [line for line in text.splitlines() if line.startswith("semi")] == ["semi: false"]


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        ("ruff", "ruff.toml", "quotes ="),
        ("prettier", ".prettierrc", "{semi"),
        ("prettier", "package.json", '{"name": "shop", "prettier": {"semi": true}}'),
        ("agents", "AGENTS.md", "<!-- lamp:begin -->"),
        ("editorconfig", ".editorconfig", b"\xff\xfe"),
    ],
)
def test_a_file_that_cannot_be_understood_is_told(tmp_path: Path, kind: Kind, name: str, content: str | bytes) -> None:
    """Nothing of it is thrown away; its owner corrects it first."""
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(WrongSetting, match=r"[Cc]orrect|look at it|move them"):
        updated_file(kind, PROFILE, tmp_path.as_posix())


def test_nothing_learned_makes_no_file(tmp_path: Path) -> None:
    """Settings for a language that the developer does not write would be guesses."""
    with pytest.raises(WrongSetting, match="lamp learn"):
        updated_file("ruff", Profile(), tmp_path.as_posix())
