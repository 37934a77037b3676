"""Profiles for tests: some by hand, any by hypothesis."""

from hypothesis import strategies as st

from style_learner.profile.profile import Profile
from style_learner.types import Habit, LibraryUse, Pin

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda name: name != "pinned")
COUNTS = st.floats(0, 1e9)


@st.composite
def habits(draw: st.DrawFn, names: st.SearchStrategy[str] = WORDS) -> Habit:
    """Draw a habit that an estimator could have given."""
    weights = draw(st.dictionaries(names, st.integers(1, 1000), min_size=1, max_size=4))
    total = sum(weights.values())
    return Habit(
        feature=draw(names),
        language=draw(names),
        project=draw(st.sampled_from(["", "/home/ada/engine"])),
        shares={choice: weight / total for choice, weight in weights.items()},
        evidence=draw(COUNTS),
        origins=draw(st.integers(0, 1000)),
        confidence=draw(st.floats(0, 1)),
        example=draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=20)),
    )


def libraries() -> st.SearchStrategy[LibraryUse]:
    """Draw how a library is used."""
    counts = st.dictionaries(WORDS, COUNTS, max_size=3)
    return st.builds(
        LibraryUse,
        WORDS,
        WORDS,
        imports=counts,
        members=counts,
        together=counts,
        files=st.integers(0, 999),
        last_used=COUNTS,
    )


def profiles(names: st.SearchStrategy[str] = WORDS) -> st.SearchStrategy[Profile]:
    """Draw a profile with at most one habit and one pin for each feature in each scope."""
    return st.builds(
        Profile,
        habits=st.lists(habits(names), max_size=5, unique_by=lambda one: (one.language, one.feature, one.project)).map(
            tuple
        ),
        libraries=st.lists(libraries(), max_size=2).map(tuple),
        pins=st.lists(
            st.builds(Pin, names, names, names, st.sampled_from(["", "/p"])),
            max_size=3,
            unique_by=lambda pin: (pin.language, pin.feature, pin.project),
        ).map(tuple),
        rules=st.lists(WORDS, max_size=2).map(tuple),
        generated_at=COUNTS,
    )


def habit(
    feature: str, choice: str, share: float = 0.98, *, language: str = "python", project: str = "", **more: str
) -> Habit:
    """Return a sure habit."""
    return Habit(
        feature, language, project, {choice: share, "other": 1 - share}, 120.0, 12, 0.99, more.get("example", "")
    )


ADA = Profile(
    habits=(
        habit("quotes", "double", example='name = "Ada"'),
        habit("function_case", "camel", 0.81, example="def weaveCards(deck):"),
        habit("indentation", "4", example="    return cards"),
        Habit("string_building", "python", "", {"interpolation": 0.5, "percent": 0.5}, 9.0, 4, 0.5),
        habit("quotes", "single", project="/home/ada/engine"),
        habit("quotes", "single", language="javascript"),
    ),
    libraries=(LibraryUse("numpy", "python", {"import numpy as np": 7.0}, {"array": 4.0}, {}, 7, 1.7e9),),
    pins=(Pin("python", "docstring_quotes", "double"),),
    generated_at=1.75e9,
)
"""A developer as they come: sure, unsure, pinned, otherwise in one project."""
