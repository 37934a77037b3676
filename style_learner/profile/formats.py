"""The profile in the formats of other tools, by name."""

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Literal

from style_learner.privacy.ignore import IgnoreRules
from style_learner.profile.agents import merged
from style_learner.profile.as_json import to_json
from style_learner.profile.editorconfig import to_editorconfig
from style_learner.profile.markdown import to_markdown
from style_learner.profile.prettier import to_prettier
from style_learner.profile.profile import Profile
from style_learner.profile.ruff import to_ruff
from style_learner.profile.trying import MAX_FILES
from style_learner.sources.folder import files_of, survey
from style_learner.types import Source

Format = Literal["json", "markdown", "agents", "copilot", "editorconfig", "ruff", "prettier"]

TRIED_ON: dict[str, frozenset[str]] = {
    "ruff": frozenset({"python"}),
    "prettier": frozenset({"javascript", "javascriptreact", "typescript", "typescriptreact"}),
}
"""Formats whose settings are tried on the developer's code, and the languages of it."""


def written(
    form: Format,
    profile: Profile,
    *,
    project: str = "",
    texts: Mapping[str, str] | None = None,
    existing: str = "",
) -> str:
    """Return the profile in a format.

    Args:
        form: which one.
        profile: what was learned.
        project: its habits outweigh those of everywhere.
        texts: the developer's own files by path, to try settings on.
        existing: the file that instructions for assistants become a part of.

    Raises:
        WrongSetting: the marks of an earlier export in ``existing`` don't pair.
    """
    match form:
        case "json":
            return to_json(profile)
        case "markdown":
            return to_markdown(profile)
        case "editorconfig":
            return to_editorconfig(profile, project)
        case "ruff":
            return to_ruff(profile, texts, project)
        case "prettier":
            return to_prettier(profile, texts, project)
        case "agents" | "copilot":
            return merged(existing, profile, project)


def own_texts(folder: Path, languages: frozenset[str]) -> dict[str, str]:
    """Return the developer's own files in a folder by path, the newest first, as many as settings are tried on."""
    found = survey(folder, IgnoreRules(folder).why_not_learn_from)
    own = (file for file in files_of(found) if file.source is Source.WRITTEN and file.language in languages)
    return {file.path: file.text for file in islice(own, MAX_FILES)}
