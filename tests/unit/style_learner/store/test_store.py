from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from style_learner.errors import TryAgain
from style_learner.store.store import Store
from style_learner.types import OutcomeKind, Pin, Suggestion
from tests.unit.style_learner.store.facts import KEY, SHOP, observation, outcome, retention, snippet, suggestion


def test_what_is_added_is_read_back_equal(store: Store) -> None:
    """Facts come back as they were, from the file and not from memory."""
    facts = suggestion(mean_logprob=None), outcome(kind=OutcomeKind.TYPED_OVER, text="return 0"), retention()

    store.add(*facts)
    store.flush()

    assert (store.suggestions(), store.outcomes(), store.retentions()) == ([facts[0]], [facts[1]], [facts[2]])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(texts=st.lists(st.text(), min_size=1, max_size=20), at=st.floats(0, 1e10))
def test_any_text_comes_back(store: Store, texts: list[str], at: float) -> None:
    """Quotes, control characters and every script survive."""
    told = [suggestion(uuid4().hex, text=text, at=at) for text in texts]

    store.add(*told)
    store.flush()

    assert set(told) <= set(store.suggestions(since=at))


def test_broken_unicode_becomes_question_marks(store: Store) -> None:
    """A lone surrogate, which UTF-8 cannot carry, neither stops the store nor takes other facts along."""
    store.add(suggestion("bad", text="a\ud800b"), suggestion("good"))
    store.flush()

    assert {one.id: one.text for one in store.suggestions()} == {"bad": "a?b", "good": "return total"}


def test_a_number_that_is_none_is_kept_as_zero(store: Store) -> None:
    """A clock that says NaN costs the time, not the fact."""
    store.add(suggestion(at=float("nan")))
    store.flush()

    assert [one.at for one in store.suggestions()] == [0.0]


@pytest.mark.parametrize("together", [True, False])
def test_a_fact_told_twice_is_kept_once(store: Store, *, together: bool) -> None:
    """A front end may send again what it does not know to have arrived."""
    facts = suggestion(), outcome(), retention()
    for _ in range(2):
        store.add(*facts)
        if not together:
            store.flush()
    store.flush()

    counts = store.counts()

    assert (counts["suggestions"], counts["outcomes"], counts["retentions"]) == (1, 1, 1)


def test_an_outcome_of_an_unknown_suggestion_is_not_kept(store: Store) -> None:
    """What follows on something never kept, or forgotten, could not be forgotten with it."""
    store.add(outcome("unknown"), retention("unknown"))
    store.flush()

    assert store.outcomes() == []
    assert store.retentions() == []


def test_since_is_inclusive(store: Store) -> None:
    """A reader that goes on from the last time it saw misses nothing."""
    store.add(*(suggestion(f"s{at}", at=float(at)) for at in (10, 20, 30)))
    store.flush()

    assert [one.id for one in store.suggestions(since=20.0)] == ["s20", "s30"]


def test_a_newer_set_of_observations_replaces_the_older(store: Store) -> None:
    """The newest look at a file is what counts, others' origins stay."""
    other = observation("double", origin="file:/other.py")
    store.replace_observations(other.origin, [other])
    store.replace_observations(observation().origin, [observation("single"), observation("single")])
    store.flush()
    store.replace_observations(observation().origin, [observation("double")])
    store.flush()

    assert set(store.observations()) == {other, observation("double")}


def test_equal_observations_of_one_origin_all_count(store: Store) -> None:
    """Two lines that show the same choice are two observations."""
    store.replace_observations(observation().origin, [observation(), observation()])
    store.flush()

    assert store.observations() == [observation(), observation()]


def test_an_observation_of_another_origin_is_refused(store: Store) -> None:
    """It would never be replaced by a newer look at where it came from."""
    with pytest.raises(ValueError, match="origin"):
        store.replace_observations("elsewhere", [observation()])


def test_a_newer_cut_of_a_file_replaces_the_older(store: Store) -> None:
    """Snippets of one file go when the file is cut again, those of others stay."""
    other = snippet(name="n9", path="till.py")
    store.replace_snippets(SHOP, "till.py", [other])
    store.replace_snippets(SHOP, "cart.py", [snippet("old", name="n1"), snippet("both", name="n2")])
    store.flush()
    store.replace_snippets(SHOP, "cart.py", [snippet("both", name="n2"), snippet("new", name="n3")])
    store.flush()

    assert [one.id for one in store.snippets()] == ["n2", "n3", "n9"]
    assert store.snippets("/elsewhere") == []


def test_vectors_of_snippets_that_stay_stay(store: Store) -> None:
    """Embedding is slow, so a file saved again keeps what was made of its unchanged parts."""
    store.replace_snippets(SHOP, "cart.py", [snippet(name="n1"), snippet(name="n2")])
    store.add_vectors("mini", {"n1": np.ones(3, np.float32), "n2": np.full(3, 2, np.float32)})
    store.flush()
    store.replace_snippets(SHOP, "cart.py", [snippet(name="n2"), snippet(name="n3")])
    store.flush()

    ids, matrix = store.vectors("mini")

    assert ids == ["n2"]
    assert matrix.tolist() == [[2.0, 2.0, 2.0]]


def test_a_vector_without_its_snippet_is_left_out(store: Store) -> None:
    """The file may have been saved anew while its old text was embedded."""
    store.add_vectors("mini", {"gone": np.ones(3, np.float32)})
    store.flush()

    assert store.vectors("mini")[0] == []


def test_vectors_of_another_embedder_are_not_mixed_in(store: Store) -> None:
    """Two embedders' directions mean different things."""
    store.replace_snippets(SHOP, "cart.py", [snippet(name="n1")])
    store.add_vectors("mini", {"n1": np.ones(3, np.float32)})
    store.flush()

    assert store.vectors("maxi")[0] == []


def test_a_pin_replaces_the_earlier_one(store: Store) -> None:
    """The owner's last word on a habit in a scope is the one that counts."""
    here = Pin("python", "quotes", "single", SHOP)
    for pin in (Pin("python", "quotes", "single"), here, Pin("python", "quotes", "double")):
        store.set_pin(pin)
    store.flush()

    assert store.pins() == [Pin("python", "quotes", "double"), here]


def test_a_withdrawn_pin_is_gone(store: Store) -> None:
    """Taking a pin back needs no memory of its choice."""
    store.set_pin(Pin("python", "quotes", "single"))
    store.withdraw_pin(Pin("python", "quotes", ""))
    store.flush()

    assert store.pins() == []


def test_a_named_value_is_the_last_one_set(store: Store) -> None:
    """Before it is set, the reader's own default stands for it."""
    assert store.state("read", SHOP, "none") == "none"

    store.set_state("read", "1", SHOP)
    store.set_state("read", "it's \0 2", SHOP)
    store.flush()

    assert store.state("read", SHOP, "none") == "it's \0 2"


def test_everything_is_there_after_a_restart(path: Path) -> None:
    """Closing writes what nobody waited for."""
    first = Store.open(path, KEY)
    first.add(suggestion(), outcome())
    first.close()

    second = Store.open(path, KEY)

    assert (second.suggestions(), second.outcomes()) == ([suggestion()], [outcome()])
    second.close()


def test_a_closed_store_says_so(path: Path) -> None:
    """Late callers get a sentence, and closing twice is closing once."""
    store = Store.open(path, KEY)
    store.close()
    store.close()

    with pytest.raises(TryAgain, match="closed"):
        store.add(suggestion())
    with pytest.raises(TryAgain, match="closed"):
        store.flush()


def test_readers_and_writers_of_many_threads_do_not_disturb_each_other(store: Store) -> None:
    """Each reader sees whole transactions, and in the end everything is there."""

    def work(thread: int) -> list[Suggestion]:
        for number in range(10):
            store.add(suggestion(f"{thread}-{number}"), outcome(f"{thread}-{number}"))
            kept = {one.id for one in store.suggestions()}
            assert {one.suggestion_id for one in store.outcomes()} >= kept
        store.flush()
        return store.suggestions()

    with ThreadPoolExecutor(6) as threads:
        results = list(threads.map(work, range(6)))

    assert store.counts()["suggestions"] == 60
    assert all(sum(one.id.startswith(f"{thread}-") for one in seen) == 10 for thread, seen in enumerate(results))
