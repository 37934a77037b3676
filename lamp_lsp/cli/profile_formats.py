"""The profile in the formats of other tools, by name."""

from collections.abc import Callable
from typing import Literal

from style_learner.profile.editorconfig import to_editorconfig
from style_learner.profile.prettier import to_prettier
from style_learner.profile.ruff import to_ruff

from style_learner.profile.agents import merged
from style_learner.profile.as_json import to_json
from style_learner.profile.markdown import to_markdown
from style_learner.profile.profile import Profile

Format = Literal["json", "markdown", "agents", "copilot", "editorconfig", "ruff", "prettier"]

WHOLE: dict[Format, Callable[[Profile], str]] = {
    "json": to_json,
    "markdown": to_markdown,
    "editorconfig": to_editorconfig,
    "ruff": to_ruff,
    "prettier": to_prettier,
}
"""Formats that are a file of their own; the others are a part of somebody's file."""


def written(form: Format, profile: Profile, *, project: str = "", existing: str = "") -> str:
    """Return the profile in a format; instructions for assistants keep the rest of an ``existing`` file.

    Raises:
        WrongSetting: the marks of an earlier export in ``existing`` don't pair.
    """
    if form in WHOLE:
        return WHOLE[form](profile)
    return merged(existing, profile, project)
