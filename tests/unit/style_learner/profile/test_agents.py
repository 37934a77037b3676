"""The profile as instructions for other assistants."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from style_learner.errors import WrongSetting
from style_learner.profile.agents import BEGIN, END, instructions, merged
from style_learner.profile.profile import Profile
from tests.unit.style_learner.profile.profiles import ADA, profiles

TEXTS = st.text().filter(lambda text: BEGIN not in text and END not in text)


def test_only_what_is_sure_is_told() -> None:
    """A sure habit, a pin and a library of several files are told; what goes both ways is not."""
    text = instructions(ADA)

    assert "- Use double quotes for strings.\n" in text
    assert "in camelCase. (in 81 % of cases)\n" in text
    assert 'Write docstrings in """.' in text
    assert "`import numpy as np`" in text
    assert "interpolation" not in text


def test_the_projects_own_way_outweighs() -> None:
    """Told for a project, its habit stands in the place of the usual one."""
    assert "- Use single quotes for strings.\n" in instructions(ADA, "/home/ada/engine").partition("JavaScript")[0]


@settings(max_examples=40)
@given(profiles(), profiles(), TEXTS, TEXTS)
def test_the_owners_text_stays(old: Profile, new: Profile, before: str, after: str) -> None:
    """A block is replaced where it stands, and not a letter around it changes."""
    existing = before + instructions(old) + after

    assert merged(existing, new) == before + instructions(new) + after


@given(profiles(), TEXTS)
def test_a_block_is_added_once(profile: Profile, text: str) -> None:
    """A file without a block gets one at its end; writing again changes nothing."""
    once = merged(text, profile)

    assert once.startswith(text)
    assert merged(once, profile) == once


@pytest.mark.parametrize("text", [BEGIN, END, END + BEGIN, BEGIN + END + BEGIN + END])
def test_marks_that_do_not_pair_are_told(text: str) -> None:
    """Where it is unclear what to replace, nothing is."""
    with pytest.raises(WrongSetting, match="must each stand there once"):
        merged(text, ADA)
