"""What a run of an accepted suggestion's cell teaches."""

import time
from dataclasses import replace

import pytest

from style_learner.learner import Learner
from style_learner.types import CursorContext, Outcome, OutcomeKind, Run, Suggestion
from tests.unit.style_learner.store.facts import suggestion

TEXT = "print('total')\n"


def _accept(learner: Learner, name: str) -> Suggestion:
    offered = replace(suggestion(name, text=TEXT), at=time.time())
    learner.writer.record(offered, _place(offered))
    learner.writer.follow([Outcome(name, OutcomeKind.ACCEPTED, time.time(), len(TEXT))], [])
    return offered


def _place(offered: Suggestion) -> CursorContext:
    path = f"{offered.project}/{offered.path}"
    return CursorContext(path, "python", offered.before, offered.after, offered.project)


def _evidence(learner: Learner) -> float:
    habits = learner.editor.profile()["habits"]
    return float(sum(habit["evidence"] for habit in habits if habit["feature"] == "quotes"))


def test_what_ran_counts_more_than_what_was_only_taken(learner: Learner) -> None:
    """A cell that ran raises the evidence of its suggestion, and running it again raises it no further."""
    _accept(learner, "s1")
    taken = _evidence(learner)

    learner.writer.ran([Run("s1", time.time(), raised=False)])
    once = _evidence(learner)
    learner.writer.ran([Run("s1", time.time(), raised=False)])

    assert taken < once
    assert _evidence(learner) == pytest.approx(once)


def test_what_raised_by_its_own_fault_counts_no_more(learner: Learner) -> None:
    """Code with a wrong name in it shows nobody's manner, and stays away from its place."""
    offered = _accept(learner, "s1")

    learner.writer.ran([Run("s1", time.time(), raised=True, error="NameError: name 'secret' is not defined")])

    assert _evidence(learner) == 0
    assert learner.advice.is_rejected(_place(offered), TEXT)
    assert "secret" not in str(learner.records.export())


def test_what_the_world_did_is_not_the_codes_fault(learner: Learner) -> None:
    """A missing file changes nothing that was learned."""
    offered = _accept(learner, "s1")
    before = _evidence(learner)

    learner.writer.ran([Run("s1", time.time(), raised=True, error="FileNotFoundError: sales.csv")])

    assert _evidence(learner) == before > 0
    assert not learner.advice.is_rejected(_place(offered), TEXT)
