"""The profile laid into a project's own settings files: all else in them stays as its owner wrote it."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import tomlkit

from style_learner.errors import WrongSetting
from style_learner.profile.agents import FILES, merged
from style_learner.profile.editorconfig import to_editorconfig
from style_learner.profile.formats import TRIED_ON, own_texts
from style_learner.profile.prettier import to_prettier
from style_learner.profile.profile import Profile
from style_learner.profile.ruff import to_ruff

Kind = Literal["agents", "editorconfig", "ruff", "prettier"]

BEGIN, END = "# lamp:begin", "# lamp:end"
"""Between them stands what LAMP wrote into an ``.editorconfig``."""


def updated_file(kind: Kind, profile: Profile, folder: str) -> tuple[str, str]:
    """Return the absolute path of a settings file in ``folder``, and its whole content with the profile in it.

    Nothing is written. Ruff's and prettier's settings are tried on the developer's own code there: some seconds.

    Raises:
        WrongSetting: the file is there and cannot be understood, or nothing is learned that it could hold.
    """
    path, text = _WRITERS[kind](profile, Path(folder))
    return path.as_posix(), text


def _agents(profile: Profile, folder: Path) -> tuple[Path, str]:
    path = folder / FILES[0]
    return path, merged(_read(path), profile, folder.as_posix())


def _editorconfig(profile: Profile, folder: Path) -> tuple[Path, str]:
    path = folder / ".editorconfig"
    existing = _read(path) or "root = true\n"
    sections = to_editorconfig(profile, folder.as_posix()).partition("root = true\n")[2].strip("\n")
    block = f"{BEGIN} From your habits; what stands between these marks is replaced.\n{sections}\n{END}\n"
    found = re.compile(f"^{BEGIN}.*?^{END}$\n?", re.MULTILINE | re.DOTALL)
    if found.search(existing):
        return path, found.sub(lambda _: block, existing, count=1)
    return path, existing.rstrip("\n") + "\n\n" + block


def _ruff(profile: Profile, folder: Path) -> tuple[Path, str]:
    text = _wanted(to_ruff(profile, own_texts(folder, TRIED_ON["ruff"]), folder.as_posix()), "Python")
    project = folder / "pyproject.toml"
    if "ruff" in _toml(project).get("tool", {}):
        document = _toml(project)
        _lay_over(document["tool"]["ruff"], tomllib.loads(text))
        return project, tomlkit.dumps(document)
    path = next((folder / name for name in (".ruff.toml", "ruff.toml") if (folder / name).exists()), None)
    if path is None:
        return folder / "ruff.toml", text
    document = _toml(path)
    _lay_over(document, tomllib.loads(text))
    return path, tomlkit.dumps(document)


def _prettier(profile: Profile, folder: Path) -> tuple[Path, str]:
    text = _wanted(
        to_prettier(profile, own_texts(folder, TRIED_ON["prettier"]), folder.as_posix()), "JavaScript or TypeScript"
    )
    settings = dict(line.split(": ", 1) for line in text.splitlines() if not line.startswith("#"))
    if "prettier" in _json(folder / "package.json"):
        raise WrongSetting(
            f"prettier's settings stand in {folder / 'package.json'}; lay the output of `lamp profile export prettier` "
            "over them, or move them into a .prettierrc first."
        )
    path = next((folder / name for name in (".prettierrc", ".prettierrc.json") if (folder / name).exists()), None)
    if path is None:
        return folder / ".prettierrc", text
    if not _read(path).lstrip().startswith("{"):
        return path, _lines_laid_over(_read(path), settings)
    return path, json.dumps(_json(path) | {key: _plain(value) for key, value in settings.items()}, indent=2) + "\n"


_WRITERS: Mapping[Kind, Callable[[Profile, Path], tuple[Path, str]]] = {
    "agents": _agents,
    "editorconfig": _editorconfig,
    "ruff": _ruff,
    "prettier": _prettier,
}


def _wanted(text: str, language: str) -> str:
    if not text:
        raise WrongSetting(f"Nothing is learned of {language} yet; `lamp learn PATH` reads your code.")
    return text


def _lay_over(existing: Any, wanted: Mapping[str, Any]) -> None:
    for key, value in wanted.items():
        if isinstance(value, Mapping) and isinstance(existing.get(key), Mapping):
            _lay_over(existing[key], value)
        else:
            existing[key] = value


def _lines_laid_over(existing: str, settings: Mapping[str, str]) -> str:
    """Replace the lines of these keys in a flat YAML document, and add those that are not there."""
    lines = existing.splitlines()
    kept = [line for line in lines if line.partition(":")[0].strip() not in settings]
    return "\n".join([*kept, *(f"{key}: {value}" for key, value in settings.items())]) + "\n"


def _plain(value: str) -> object:
    """Return a value of flat YAML.

    >>> _plain("true"), _plain("80"), _plain("es5")
    (True, 80, 'es5')
    """
    if value in {"true", "false"}:
        return value == "true"
    return int(value) if value.isdigit() else value


def _json(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(_read(path) or "{}")
    except ValueError as error:
        raise WrongSetting(f"{path} is no JSON ({error}); correct it first.") from error
    return document if isinstance(document, dict) else {}


def _toml(path: Path) -> Any:
    try:
        return tomlkit.parse(_read(path))
    except tomlkit.exceptions.ParseError as error:
        raise WrongSetting(f"{path} is no TOML ({error}); correct it first.") from error


def _read(path: Path) -> str:
    """Return a file's text; empty where there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"{path} cannot be read as text ({error}); look at it first.") from error
