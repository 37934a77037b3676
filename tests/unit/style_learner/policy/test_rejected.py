"""What was rejected at a place is not offered there again."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from style_learner.policy.rejected import FADING_S, FORGOTTEN_AFTER_S, MOST_PLACES, MOST_TEXTS, RejectedHere
from style_learner.types import CursorContext
from tests.unit.style_learner.postprocessing.places import at

PLACE = at("import os\n\n\ndef size(path):\n    if not path:\n        return 0\n    |\n")


def test_a_near_copy_is_rejected_too() -> None:
    """The rejected text and one that differs in a blank count alike; another answer does not."""
    rejected = RejectedHere()
    rejected.remember(PLACE, "return os.path.getsize(path)")

    assert rejected.is_rejected(PLACE, "return os.path.getsize( path )\n")
    assert not rejected.is_rejected(PLACE, "return Path(path).stat().st_size")


def test_a_place_is_its_lines_and_not_their_white_space() -> None:
    """Edits above leave a place the same, as does its indentation; other lines, another file or project don't."""
    rejected = RejectedHere()
    rejected.remember(PLACE, "return 1")

    assert rejected.is_rejected(replace(PLACE, prefix="import sys\n" + PLACE.prefix.replace("    ", "\t")), "return 1")
    assert not rejected.is_rejected(
        at("import os\n\n\ndef length(path):\n    if not path:\n        return 1\n    |\n"), "return 1"
    )
    assert not rejected.is_rejected(replace(PLACE, path="b"), "return 1")
    assert not rejected.is_rejected(replace(PLACE, project="/p"), "return 1")


def test_rejections_are_forgotten_in_time() -> None:
    """After a week the text may be offered again."""
    now = [0.0]
    rejected = RejectedHere(clock=lambda: now[0])
    rejected.remember(PLACE, "return 1")
    now[0] = FORGOTTEN_AFTER_S + 1

    assert not rejected.is_rejected(PLACE, "return 1")


def test_what_was_written_after_all_is_forgiven() -> None:
    """A text that the developer took later is no longer refused; others stay so."""
    rejected = RejectedHere()
    rejected.remember(PLACE, "return 1")
    rejected.remember(PLACE, "raise NotImplementedError")
    rejected.forgive(PLACE, "return 1")

    assert not rejected.is_rejected(PLACE, "return 1")
    assert rejected.is_rejected(PLACE, "raise NotImplementedError")


def test_memory_is_bounded() -> None:
    """However many are rejected, the oldest places and texts make room."""
    rejected = RejectedHere()
    first = rejected.remember(replace(PLACE, path="0"), "return 1")
    for number in range(1, MOST_PLACES + 50):
        rejected.remember(replace(PLACE, path=str(number)), "return 1")
    for number in range(MOST_TEXTS * 2):
        rejected.remember(PLACE, f"{number}" * 9)

    assert len(list(rejected.rows())) <= MOST_PLACES + MOST_TEXTS
    assert first not in list(rejected.rows())


@given(st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=9)), max_size=30))
def test_rows_bring_the_same_memory_back(rejections: list[tuple[str, str]]) -> None:
    """What is kept as rows answers as before."""
    rejected = RejectedHere(clock=lambda: 1.0)
    for path, text in rejections:
        rejected.remember(replace(PLACE, path=path), text)
    again = RejectedHere(rejected.rows(), clock=lambda: 1.0)

    assert list(again.rows()) == list(rejected.rows())
    for path, text in rejections:
        place = replace(PLACE, path=path)
        assert again.is_rejected(place, text) == rejected.is_rejected(place, text)


def _guarding(name: str) -> CursorContext:
    """Return one of several places that differ in a name only."""
    return replace(at(f"def load(self, {name}):\n    if {name} is None:\n        |\n"), path=f"{name}.py")


def test_rejected_in_several_like_places_is_refused_in_the_next() -> None:
    """Twice is a manner, once may be the place; where the lines are not like these the text is still welcome."""
    rejected = RejectedHere()
    rejected.remember(_guarding("source"), "raise ValueError")
    assert not rejected.is_rejected(_guarding("target"), "raise ValueError")
    rejected.remember(_guarding("sourced"), "raise ValueError")

    assert rejected.is_rejected(_guarding("target"), "raise  ValueError")
    assert not rejected.is_rejected(_guarding("target"), "return None")
    assert not rejected.is_rejected(replace(_guarding("target"), language="rust"), "raise ValueError")
    assert not rejected.is_rejected(at("import os\n\nname = 3\nwith open(name) as file:\n    |\n"), "raise ValueError")


def test_one_place_counts_once() -> None:
    """However often a text is rejected at one place, that says nothing of another."""
    rejected = RejectedHere()
    for text in ("raise ValueError", "raise ValueError()", "raise ValueError( )"):
        rejected.remember(_guarding("source"), text)

    assert not rejected.is_rejected(_guarding("target"), "raise ValueError")


def test_rejections_in_like_places_fade() -> None:
    """After some days two are not enough any more."""
    now = [0.0]
    rejected = RejectedHere(clock=lambda: now[0])
    for name in ("source", "sourced"):
        rejected.remember(_guarding(name), "raise ValueError")
    assert rejected.is_rejected(_guarding("target"), "raise ValueError")
    now[0] = FADING_S

    assert not rejected.is_rejected(_guarding("target"), "raise ValueError")


def test_taken_in_a_like_place_is_forgiven_in_all() -> None:
    """Who changed their mind is offered the text again wherever it was refused for that manner's sake."""
    rejected = RejectedHere()
    for name in ("source", "sourced"):
        rejected.remember(_guarding(name), "raise ValueError")
    rejected.forgive(_guarding("target"), "raise ValueError")

    assert not rejected.is_rejected(_guarding("target"), "raise ValueError")
    assert not rejected.is_rejected(_guarding("source"), "raise ValueError")
