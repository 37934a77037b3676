"""The profile as JSON."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from style_learner.errors import WrongSetting
from style_learner.profile.as_json import from_json, json_schema, to_json
from style_learner.profile.profile import Profile
from tests.unit.style_learner.profile.profiles import ADA, profiles

DOCS = Path(__file__).parents[4] / "docs"


@given(profiles())
def test_what_is_exported_is_imported_unchanged(profile: Profile) -> None:
    """Export and import are inverse."""
    assert from_json(to_json(profile)) == profile


@given(
    st.text()
    | st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    ).map(json.dumps)
)
def test_any_other_text_is_refused_in_words(text: str) -> None:
    """What is no profile raises one error of ours; an object without any key is the empty profile."""
    try:
        profile = from_json(text)
    except WrongSetting:
        return

    assert profile == Profile()


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("schema_version", 2, "Update LAMP"),
        ("habit", [], "habit: unexpected"),
        ("generated_at", "yesterday", "generated_at: input should be"),
        ("rules", [1], r"rules\.0: input should be"),
    ],
)
def test_a_refusal_names_the_place(place: str, value: object, words: str) -> None:
    """The message says where, and what is expected there."""
    document = json.loads(to_json(ADA)) | {place: value}

    with pytest.raises(WrongSetting, match=words):
        from_json(json.dumps(document))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("shares", {}, "shares is empty"),
        ("shares", {"double": 0.5}, "sum to 1"),
        ("confidence", 1.5, "between 0 and 1"),
        ("evidence", -1, "not be negative"),
    ],
)
def test_impossible_numbers_are_refused(field: str, value: object, words: str) -> None:
    """No estimator gives such a habit, so that none is taken in."""
    document = json.loads(to_json(ADA))
    document["habits"][0][field] = value

    with pytest.raises(WrongSetting, match=rf"habits\.0 \(python\.quotes\).*{words}"):
        from_json(json.dumps(document))


def test_the_documented_schema_is_the_real_one() -> None:
    """docs/profile.schema.json is what the code reads, and docs/profile.md names every field."""
    schema = json_schema()
    described = (DOCS / "profile.md").read_text()
    fields = {field for part in [schema, *schema["$defs"].values()] for field in part["properties"]}

    assert json.loads((DOCS / "profile.schema.json").read_text()) == schema
    assert {field for field in fields if f"`{field}`" not in described} == set()
