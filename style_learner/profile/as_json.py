"""The profile as JSON: exported by one LAMP and imported by another, unchanged.

docs/profile.md describes the form, docs/profile.schema.json is :func:`json_schema`.
"""

import json
import math
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from style_learner.errors import WrongSetting
from style_learner.profile.profile import SCHEMA_VERSION, Profile
from style_learner.types import Habit

_PROFILE = TypeAdapter(
    with_config(ConfigDict(extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True))(Profile)
)

_SUM_TOLERANCE = 1e-6
"""Shares are sums of rounded numbers."""


def to_json(profile: Profile) -> str:
    """Return the profile as an indented JSON document."""
    return json.dumps(_PROFILE.dump_python(profile, mode="json"), indent=2, ensure_ascii=False) + "\n"


def from_json(text: str) -> Profile:
    """Return the profile that a JSON document holds.

    Raises:
        WrongSetting: it is no JSON, of a newer form, or not a profile; the message names the place.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        raise WrongSetting(f"This is not JSON: {error}. Give a file that `lamp profile export` wrote.") from error
    version = document.get("schema_version", SCHEMA_VERSION) if isinstance(document, dict) else SCHEMA_VERSION
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise WrongSetting(f"This profile has form {version}, and this LAMP reads up to {SCHEMA_VERSION}. Update LAMP.")
    try:
        profile = _PROFILE.validate_python(document)
    except ValidationError as error:
        raise WrongSetting(f"This is not a profile: {_first_problem(error)}. Correct that place.") from error
    for number, habit in enumerate(profile.habits):
        problem = _nonsense(habit)
        if problem:
            raise WrongSetting(f"This is not a profile: habits.{number} ({habit.name}): {problem}. Correct that place.")
    return profile


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of :func:`to_json`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_PROFILE.json_schema(mode="serialization")}


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    place = ".".join(str(part) for part in problem["loc"])
    return f"{place or 'the document'}: {problem['msg'][0].lower()}{problem['msg'][1:]}"


def _nonsense(habit: Habit) -> str | None:
    """Say what no estimator could have given."""
    if not habit.shares:
        return "shares is empty"
    if min(habit.shares.values()) < 0 or not math.isclose(sum(habit.shares.values()), 1, abs_tol=_SUM_TOLERANCE):
        return "shares must not be negative and must sum to 1"
    if not 0 <= habit.confidence <= 1:
        return "confidence lies between 0 and 1"
    if habit.evidence < 0 or habit.origins < 0:
        return "evidence and origins must not be negative"
    return None
