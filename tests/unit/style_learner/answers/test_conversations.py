"""Conversations on a real store: what is said of answers becomes habits, and what was kept comes back."""

import doctest
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from style_learner.answers.conversations import Conversations
from style_learner.errors import NotAvailable
from style_learner.learner import Learner
from style_learner.store.forgetting import Forget
from style_learner.store.store import Store
from tests.unit.style_learner.store.facts import SHOP, turn

ANSWER = "It adds them up.\n\n```python\ntotal = sum(prices)  # all of them\n```\n"


def _talks(learner: Learner) -> Conversations:
    assert learner.conversations is not None
    return learner.conversations


def _answered(learner: Learner, name: str, asked: str = "add the prices", answer: str = ANSWER) -> None:
    _talks(learner).keep(replace(turn(name, asked=asked), at=time.time(), answer=answer))


def _wishes(learner: Learner) -> dict[str, str]:
    return {habit.feature: habit.choice for habit in _talks(learner).habits(SHOP)}


@pytest.mark.parametrize("module", ["code", "traits"])
def test_the_examples_run(module: str) -> None:
    """What a docstring shows is what happens."""
    assert doctest.testmod(import_module(f"style_learner.answers.{module}")).failed == 0


def test_three_times_shorter_is_a_habit(learner: Learner) -> None:
    """As with code, once is chance and twice is coincidence; then it shows in the profile as well."""
    for name in ("a", "b"):
        _answered(learner, name)
        _talks(learner).judge(name, "shorter")
    assert "answer_length" not in _wishes(learner)

    _answered(learner, "c")
    _talks(learner).judge("c", "shorter")

    assert _wishes(learner)["answer_length"] == "short"
    shown = [habit for habit in learner.editor.profile()["habits"] if habit["feature"] == "answer_length"]
    assert shown[0]["language"] == "answers"


def test_code_with_a_secret_in_it_is_not_offered_again(learner: Learner) -> None:
    """With a gap in its place it would break the cell."""
    secret = "key = 'AKIA" + "IOSFODNN7" + "EXAMPLX'"
    _talks(learner).keep(replace(turn("a"), proposed=secret))
    _talks(learner).keep(replace(turn("b"), proposed="key = 1"))

    assert [one.proposed for one, _ in _talks(learner).turns("", "")] == ["", "key = 1"]


@pytest.mark.parametrize(
    ("verdict", "reason", "text", "feature", "choice"),
    [
        ("bad", "please no comments in the code", "", "answer_comments", "bare"),
        ("bad", "Bitte auf Deutsch", "", "answer_language", "german"),
        ("edited", "", "total = sum(prices)\n", "answer_comments", "bare"),
        ("good", "", "", "answer_order", "words_first"),
        ("applied", "", "", "answer_comments", "commented"),
    ],
)
def test_what_is_said_and_done_teaches(
    learner: Learner, verdict: str, reason: str, text: str, feature: str, choice: str
) -> None:
    """Reasons, edits, thumbs and applied code all say how answers should be."""
    for name in "abcdef":
        _answered(learner, name)
        _talks(learner).judge(name, verdict, reason, text)

    assert _wishes(learner)[feature] == choice


def test_a_thumb_down_takes_a_thumb_up_back(learner: Learner) -> None:
    """The newest word on an answer counts, and counts once."""
    for name in "abc":
        _answered(learner, name)
        _talks(learner).judge(name, "good")
        _talks(learner).judge(name, "bad")

    assert not _wishes(learner)


def test_a_kept_answer_to_a_like_question_comes_back(learner: Learner) -> None:
    """It is retrieved for what is alike, and not when it was thrown away or is about something else."""
    _answered(learner, "kept", "plot the prices by city as bars")
    _answered(learner, "bad", "plot the prices by city as bars, please")
    _talks(learner).judge("kept", "good")
    _talks(learner).judge("bad", "bad")

    like = _talks(learner).kept_like(turn("new", asked="plot prices by month as bars"))
    other = _talks(learner).kept_like(replace(turn("new", asked="connect to postgres"), code="engine"))

    assert like is not None
    assert like.id == "kept"
    assert other is None


def test_conversations_survive_a_restart_and_can_be_searched(tmp_path: Path) -> None:
    """One a document, found by any of their words, in whatever case."""
    for name in ("first", "second"):
        learner = Learner()
        learner.open(Store.open(tmp_path / "lamp.duckdb", None), meaning_search=False)
        _answered(learner, name, asked=f"{name} question")
        found = [one.id for one, _ in _talks(learner).turns(SHOP, "cart.py")]
        searched = [one.id for one, _ in _talks(learner).turns("", "", "FIRST prices")]
        learner.close()

    assert found == ["first", "second"]
    assert searched == ["first"]


@pytest.mark.parametrize("what", [Forget(project=SHOP), Forget(path=f"{SHOP}/cart.py"), Forget(everything=True)])
def test_forgetting_takes_conversations_and_their_habits(learner: Learner, what: Forget) -> None:
    """Nothing of it is left, neither the words nor what was learned from them."""
    for name in "abc":
        _answered(learner, name, asked="where is my secret sauce")
        _talks(learner).judge(name, "shorter")

    learner.forget(what)

    assert "sauce" not in str(learner.records.export())
    assert not _wishes(learner)
    assert not learner.editor.profile()["habits"]


def test_one_conversation_is_erased_alone(learner: Learner) -> None:
    """Its habits go with it; another document's stay."""
    for number in range(3):
        _talks(learner).keep(turn(f"a{number}", path="one.ipynb"))
        _talks(learner).keep(turn(f"b{number}", path="two.ipynb"))
        _talks(learner).judge(f"a{number}", "longer")
        _talks(learner).judge(f"b{number}", "bad", "no comments")

    _talks(learner).forget(SHOP, "one.ipynb")

    assert _wishes(learner) == {"answer_comments": "bare"}
    assert {one.path for one, _ in _talks(learner).turns("", "")} == {"two.ipynb"}


def test_secrets_are_not_kept(learner: Learner) -> None:
    """A token in a question or an answer is redacted before it is kept."""
    token = "ghp_" + "a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"
    _answered(learner, "a", asked=f"use {token}", answer=f"token = '{token}'")

    assert token not in str(learner.records.export())


def test_an_unknown_answer_is_said_to_be_so(learner: Learner) -> None:
    """Feedback on what was erased meanwhile says what to do."""
    with pytest.raises(NotAvailable, match="ask again"):
        _talks(learner).judge("gone", "good")
