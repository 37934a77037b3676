from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from style_learner.errors import WrongSetting
from style_learner.store.forgetting import Forget
from style_learner.store.store import Store
from style_learner.types import Pin
from tests.unit.style_learner.store.facts import (
    SHOP,
    feedback,
    observation,
    outcome,
    retention,
    run,
    snippet,
    suggestion,
    turn,
)

OTHER = "/home/ada/shopping"
"""Begins like the shop, and is none of it."""


@pytest.fixture
def two_projects(store: Store) -> Store:
    """Fill the store with the same facts in two projects, two files each."""
    for project, mark in ((SHOP, "s"), (OTHER, "o")):
        for file in ("cart.py", "till/till.py"):
            name = f"{mark}-{file}"
            store.add(suggestion(name, project=project, path=file), outcome(name), retention(name))
            store.add(
                run(name), feedback(name, project=project, path=file), turn(f"t-{name}", project=project, path=file)
            )
            of_file, of_suggestion = f"file:{project}/{file}", f"suggestion:{name}"
            for origin in (of_file, of_suggestion, f"answer:t-{name}"):
                store.replace_observations(origin, [observation(origin=origin, project=project)])
            store.replace_snippets(project, file, [snippet(name=name, project=project, path=file)])
        store.set_pin(Pin("python", "quotes", "single", project))
        store.set_state("learned", "1", project)
    store.set_pin(Pin("python", "quotes", "double"))
    store.flush()
    return store


def left(store: Store) -> set[str]:
    """Name the projects and files that something is left of."""
    shown = {f"{one.project}/{one.path}" for one in store.suggestions()}
    assert {f"{one.project}/{one.path}" for one in store.snippets()} == shown
    seen = {one.origin.removeprefix("file:") for one in store.observations() if one.origin.startswith("file:")}
    assert seen == shown
    assert {f"{one.project}/{one.path}" for one in store.feedback()} == shown
    assert {f"{one.project}/{one.path}" for one in store.turns()} == shown
    assert {one.suggestion_id for one in store.runs()} == {one.id for one in store.suggestions()}
    said = {one.origin.removeprefix("answer:") for one in store.observations() if one.origin.startswith("answer:")}
    assert said == {one.id for one in store.turns()}
    assert {one.suggestion_id for one in store.outcomes()} == {one.id for one in store.suggestions()}
    return shown


@pytest.mark.parametrize(
    ("what", "gone"),
    [
        (Forget(project=SHOP), {f"{SHOP}/cart.py", f"{SHOP}/till/till.py"}),
        (Forget(project=SHOP + "/"), {f"{SHOP}/cart.py", f"{SHOP}/till/till.py"}),
        (Forget(path=f"{SHOP}/cart.py"), {f"{SHOP}/cart.py"}),
        (Forget(path=f"{SHOP}/till"), {f"{SHOP}/till/till.py"}),
        (Forget(path="cart.py"), {f"{SHOP}/cart.py", f"{OTHER}/cart.py"}),
        (Forget(path="/nowhere"), set()),
    ],
)
def test_what_is_named_goes_with_all_that_came_of_it_and_nothing_else(
    two_projects: Store, what: Forget, gone: set[str]
) -> None:
    """Suggestions, their outcomes, what was learned from either, snippets; a path that only begins alike stays."""
    before = left(two_projects)

    two_projects.forget(what)

    assert before - left(two_projects) == gone
    assert {one.origin.split(":")[1] for one in two_projects.observations() if "suggestion" in one.origin} == {
        one.id for one in two_projects.suggestions()
    }


def test_a_project_goes_with_its_pins_and_state(two_projects: Store) -> None:
    """What the owner set for one project is no longer of use; what holds everywhere stays."""
    two_projects.forget(Forget(project=SHOP))

    assert {pin.project for pin in two_projects.pins()} == {"", OTHER}
    assert two_projects.state("learned", SHOP) == ""
    assert two_projects.state("learned", OTHER) == "1"


def test_everything_leaves_only_what_is_no_ones(two_projects: Store) -> None:
    """Counts say how much went."""
    before = two_projects.counts()

    counts = two_projects.forget(Forget(everything=True))

    assert counts == before
    assert set(two_projects.counts().values()) == {0}


def test_a_day_begins_and_ends_at_local_midnight(store: Store) -> None:
    """The last second before it and the first after it stay."""
    start = datetime(2026, 3, 29).astimezone()
    end = datetime(2026, 3, 30).astimezone()
    seconds = {"before": start.timestamp() - 1, "first": start.timestamp(), "after": end.timestamp()}
    seconds["last"] = end.timestamp() - 1
    store.add(*(suggestion(name, at=at) for name, at in seconds.items()))
    store.flush()

    store.forget(Forget(day="2026-03-29"))

    assert {one.id for one in store.suggestions()} == {"before", "after"}


def test_an_outcome_of_the_day_goes_though_its_suggestion_stays(store: Store) -> None:
    """It tells of the day, whatever it follows on."""
    noon = datetime(2026, 3, 29, 12).astimezone()
    store.add(suggestion(at=(noon - timedelta(days=1)).timestamp()), outcome(at=noon.timestamp()))
    store.flush()

    store.forget(Forget(day="2026-03-29"))

    assert (len(store.suggestions()), store.outcomes()) == (1, [])


def test_code_read_on_a_day_goes_with_it_however_old(store: Store) -> None:
    """What was kept on that day is forgotten, not only what was written then."""
    store.replace_snippets(SHOP, "cart.py", [snippet()])
    store.replace_observations(observation().origin, [observation()])
    store.flush()

    store.forget(Forget(day=datetime.fromtimestamp(2_000.0).date().isoformat()))  # noqa: DTZ006 - local, as people say

    assert (store.snippets(), store.observations()) == ([], [])


@pytest.mark.parametrize("make", [Forget, lambda: Forget(everything=True, project=SHOP), lambda: Forget(path="")])
def test_exactly_one_thing_is_named(make: Callable[[], Forget]) -> None:
    """Saying nothing must not mean everything."""
    with pytest.raises(WrongSetting, match="Say one thing"):
        make()


def test_a_day_that_is_none_is_told(store: Store) -> None:
    """The sentence shows how a day is written."""
    with pytest.raises(WrongSetting, match="'yesterday' is no day"):
        store.forget(Forget(day="yesterday"))


def test_what_is_older_than_the_owner_wants_goes(store: Store) -> None:
    """Old facts and their outcomes go; code seen lately stays, however long ago it was written."""
    day = 86_400.0
    store.add(suggestion("old", at=2_000.0 - 31 * day), outcome("old", at=2_000.0 - 31 * day))
    store.add(suggestion("new", at=2_000.0 - 29 * day), outcome("new", at=2_000.0 - 29 * day))
    store.replace_snippets(SHOP, "cart.py", [snippet()])
    store.flush()

    counts = store.expire(30)

    assert (counts["suggestions"], counts["outcomes"]) == (1, 1)
    assert [one.id for one in store.suggestions()] == ["new"]
    assert [one.suggestion_id for one in store.outcomes()] == ["new"]
    assert len(store.snippets()) == 1


def test_a_conversation_is_forgotten_alone(two_projects: Store) -> None:
    """Erasing what was said of one document leaves the code learned from it, and every other conversation."""
    two_projects.add(feedback("t-s-cart.py"))
    before = two_projects.counts()

    counts = two_projects.forget_conversation(SHOP, "cart.py")

    assert counts["turns"] == 1
    assert {f"{one.project}/{one.path}" for one in two_projects.turns()} == {
        f"{SHOP}/till/till.py", f"{OTHER}/cart.py", f"{OTHER}/till/till.py",
    }  # fmt: skip
    assert not [one for one in two_projects.observations() if one.origin == "answer:t-s-cart.py"]
    assert not [one for one in two_projects.feedback() if one.about == "t-s-cart.py"]
    assert two_projects.counts()["snippets"] == before["snippets"]
