"""What a request is answered from: one snapshot, swapped whole by the writer."""

from dataclasses import FrozenInstanceError

import pytest

from style_learner.learned_state import LearnedState
from style_learner.rules.book import Rule, RuleBook
from style_learner.snapshot import DAY_S, Published
from style_learner.types import Pin

NOW = 1_700_000_000.0
SINGLE = Pin("python", "quotes", "single", "")


def test_who_holds_a_snapshot_keeps_its_answers() -> None:
    """A change is seen by whoever asks after it is published, and by nobody in the midst of a request."""
    published = Published()
    before = published.current
    assert before.confident("python", "") == {}

    before.state.pin(SINGLE)
    assert before.confident("python", "") == {}
    published.changed(NOW)

    assert before.confident("python", "") == {}
    assert published.current.confident("python", "") == {"quotes": "single"}
    assert published.current.version == before.version + 1


def test_a_snapshot_cannot_be_changed() -> None:
    """Nobody but the publisher moves the version on."""
    with pytest.raises(FrozenInstanceError):
        Published().current.version = 2  # type: ignore[misc]


def test_other_knowledge_is_another_number() -> None:
    """What was forgotten lives on in no cache: version and number both move when the knowledge is another."""
    published = Published()
    before = published.current
    published.replace(LearnedState(), is_open=True)

    assert (published.current.version, published.current.knowledge_number) == (
        before.version + 1,
        before.knowledge_number + 1,
    )
    assert published.current.is_open
    assert published.current.state is not before.state


def test_rules_are_computed_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule fades by the day, and no request computes what one of the same day has."""
    published, computed = Published(), list[float]()

    def rules(_: RuleBook, _language: str, now: float, **_more: object) -> list[Rule]:
        computed.append(now)
        return []

    monkeypatch.setattr(RuleBook, "rules", rules)
    for now in (NOW, NOW + 1, NOW + DAY_S, NOW + DAY_S + 1):
        published.current.rules("python", "", now)
        published.changed(now)

    assert computed == [NOW, NOW + DAY_S]
