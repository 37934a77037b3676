"""Laws that every learner of the core obeys."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws.learners import LEARNERS, Learner

FACTS = st.lists(st.integers(0, 30), max_size=12)
every_learner = pytest.mark.parametrize("kind", LEARNERS, ids=lambda kind: kind.__name__)


def taught(kind: type[Learner], facts: list[int]) -> Learner:
    """Return a new learner that learned the facts in this order."""
    learner = kind()
    for fact in facts:
        learner.learn(fact)
    return learner


@every_learner
def test_who_has_learned_nothing_says_nothing(kind: type[Learner]) -> None:
    """A learner may be asked before it was taught, and a new one knows nothing of another's lessons."""
    taught(kind, [1, 2, 3])

    assert not any(kind().predict())
    assert not kind().rows()


@every_learner
@settings(max_examples=40)
@given(facts=FACTS)
def test_asking_teaches_nothing(kind: type[Learner], facts: list[int]) -> None:
    """The same question gets the same answer, and leaves the state as it was."""
    learner = taught(kind, facts)
    before = pickle.dumps(learner.rows())

    assert learner.predict() == learner.predict()
    assert pickle.dumps(learner.rows()) == before


@every_learner
@settings(max_examples=40)
@given(facts=FACTS, seed=st.randoms(use_true_random=False))
def test_the_order_of_lessons_does_not_matter(kind: type[Learner], facts: list[int], seed: Random) -> None:
    """Facts carry their own time, so they may come in any order."""
    shuffled = list(facts)
    seed.shuffle(shuffled)

    assert taught(kind, facts).predict() == taught(kind, shuffled).predict()


@every_learner
@settings(max_examples=40)
@given(facts=FACTS)
def test_a_lesson_repeated_counts_once(kind: type[Learner], facts: list[int]) -> None:
    """The same origin saying the same again changes nothing."""
    assert taught(kind, facts + facts).predict() == taught(kind, facts).predict()


@every_learner
@settings(max_examples=40)
@given(facts=FACTS, changed=st.integers(0, 30))
def test_a_newer_word_replaces_the_older(kind: type[Learner], facts: list[int], changed: int) -> None:
    """What an origin says last is all that it says, whether or not it said something before."""
    learner, fresh = taught(kind, [*facts, changed]), taught(kind, [fact for fact in facts if fact != changed])
    learner.learn(changed, variant=1)
    fresh.learn(changed, variant=1)

    assert learner.predict() == fresh.predict()


@every_learner
@settings(max_examples=40)
@given(facts=FACTS, changed=st.integers(0, 30))
def test_an_older_word_changes_nothing(kind: type[Learner], facts: list[int], changed: int) -> None:
    """What arrives late from an origin that has spoken since is ignored."""
    learner = taught(kind, facts)
    learner.learn(changed, variant=1)
    before = learner.predict()
    learner.learn(changed, variant=0)

    assert learner.predict() == before


@every_learner
@settings(max_examples=40)
@given(facts=FACTS, gone=st.integers(0, 30))
def test_the_forgotten_leaves_no_trace(kind: type[Learner], facts: list[int], gone: int) -> None:
    """After forgetting, all is as if the fact had never been."""
    learner = taught(kind, [*facts, gone])
    learner.forget(gone)
    without = taught(kind, [fact for fact in facts if fact != gone])

    assert learner.rows() == without.rows()
    assert learner.predict() == without.predict()


@every_learner
@settings(max_examples=40)
@given(facts=FACTS)
def test_saved_and_loaded_is_the_same(kind: type[Learner], facts: list[int]) -> None:
    """Rows hold the whole state: a learner rebuilt from them says the same and gives the same rows."""
    learner = taught(kind, facts)
    again = kind.from_rows(pickle.loads(pickle.dumps(learner.rows())))  # noqa: S301 - our own bytes

    assert again.rows() == learner.rows()
    assert again.predict() == learner.predict()


@every_learner
def test_memory_is_bounded(kind: type[Learner]) -> None:
    """However much is learned, what is kept has a limit, and the newest stays."""
    learner = kind()
    for fact in range(kind.max_facts + 40, -1, -1):
        learner.learn(fact)
    rows = learner.rows()
    origins = {row.origin for row in rows}

    assert len(origins) <= kind.max_facts
    assert "f0" in origins


@every_learner
def test_learning_and_asking_may_overlap(kind: type[Learner]) -> None:
    """One thread may learn while another asks, and neither disturbs the other."""
    learner = taught(kind, list(range(10)))
    with ThreadPoolExecutor(2) as threads:
        lessons = threads.submit(lambda: [learner.learn(fact % 30, variant=fact) for fact in range(300)])
        answers = threads.submit(lambda: [learner.predict() for _ in range(60)])

        assert len(lessons.result()) == 300
        assert all(any(answer) for answer in answers.result())
