"""What a project's own settings ask for, as observations.

Only files at the project's top are read, and nothing in them is executed.
"""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from style_learner.habits.catalogue import catalogue
from style_learner.sources.files import read_text
from style_learner.sources.settings.asked import Asked
from style_learner.sources.settings.compiled import read_clang_format, read_rustfmt
from style_learner.sources.settings.editor import read_editorconfig
from style_learner.sources.settings.prettier import read_package, read_prettier
from style_learner.sources.settings.python_tools import read_ini, read_pyproject, read_ruff
from style_learner.syntax.languages import learned_as
from style_learner.types import Observation, Source

Reader = Callable[[str], Iterable[Asked]]

READERS: dict[str, Reader] = {
    ".editorconfig": read_editorconfig,
    "pyproject.toml": read_pyproject,
    "ruff.toml": read_ruff,
    ".ruff.toml": read_ruff,
    "setup.cfg": read_ini,
    "tox.ini": read_ini,
    ".flake8": read_ini,
    ".isort.cfg": read_ini,
    "package.json": read_package,
    **dict.fromkeys(
        (
            *(".prettierrc", ".prettierrc.json", ".prettierrc.json5", ".prettierrc.yaml", ".prettierrc.yml"),
            *(".prettierrc.toml", ".prettierrc.js", ".prettierrc.cjs", ".prettierrc.mjs", ".prettierrc.ts"),
            *("prettier.config.js", "prettier.config.cjs", "prettier.config.mjs", "prettier.config.ts"),
        ),
        read_prettier,
    ),
    ".clang-format": read_clang_format,
    "_clang-format": read_clang_format,
    "rustfmt.toml": read_rustfmt,
    ".rustfmt.toml": read_rustfmt,
}
"""Every settings file that is understood, by its name."""


def read_configuration(project: Path, languages: Collection[str] | None = None) -> dict[str, list[Observation]]:
    """Return what each settings file of a project asks for; the key is the file, their origin, as an absolute path.

    Args:
        project: its top folder.
        languages: those that the project is written in; None for all. What is asked of others says nothing.
    """
    wanted = None if languages is None else {learned_as(language) for language in languages}
    return {
        path.as_posix(): _observations(path, read, project, wanted)
        for name, read in READERS.items()
        if (path := project / name).is_file()
    }


def _observations(path: Path, read: Reader, project: Path, wanted: Collection[str] | None) -> list[Observation]:
    text = read_text(path)
    if text is None:
        return []
    at = path.stat().st_mtime
    pairs = [(asked, language) for asked in read(text) for language in asked.languages]
    return [
        Observation(
            feature=asked.feature,
            choice=asked.choice,
            language=language,
            project=project.as_posix(),
            source=Source.CONFIGURATION,
            origin=path.as_posix(),
            at=at,
            example=asked.setting,
        )
        for asked, language in pairs
        if (wanted is None or language in wanted) and language in catalogue()[asked.feature].languages
    ]
