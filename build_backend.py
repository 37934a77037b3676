"""Hatchling, with JupyterLab beside it where the front end has yet to be built; an editable install needs none."""

from pathlib import Path
from typing import Any

from hatchling import build as hatchling
from hatchling.build import (
    build_editable,
    build_sdist,
    build_wheel,
    get_requires_for_build_editable,
)

from hatch_build import BUILT

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
]

JUPYTERLAB = "jupyterlab>=4.4,<5"
"""Brings ``jlpm``, which installs what the front end is built with."""

Settings = dict[str, Any] | None


def get_requires_for_build_wheel(settings: Settings = None) -> list[str]:
    """Return what building the wheel needs."""
    return [*hatchling.get_requires_for_build_wheel(settings), *_for_the_front_end()]


def get_requires_for_build_sdist(settings: Settings = None) -> list[str]:
    """Return what building the source distribution needs, which carries the built front end."""
    return [*hatchling.get_requires_for_build_sdist(settings), *_for_the_front_end()]


def _for_the_front_end() -> list[str]:
    return [] if Path(BUILT, "package.json").is_file() else [JUPYTERLAB]
