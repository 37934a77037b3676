"""Outcomes as they arrive, as the learner takes them."""

import time

from lamp_lsp.api import messages as m
from style_learner.learner import Learner
from style_learner.types import Outcome, OutcomeKind, Retention, Run


def take_outcomes(learner: Learner, told: m.OutcomesRequest) -> None:
    """Keep what became of suggestions and learn from it; returns when it is safe on disk. Runs in the queue.

    Raises:
        LampError: it could not be kept.
    """
    texts = {one.suggestion_id: one.text for one in told.retentions if one.text}
    learner.writer.follow(outcomes_in(told), retentions_in(told), texts)
    learner.writer.ran(runs_in(told))


def outcomes_in(told: m.OutcomesRequest) -> list[Outcome]:
    """Return the outcomes that were told."""
    return [
        Outcome(one.suggestion_id, OutcomeKind(one.kind), one.at, one.characters, one.text, one.how)
        for one in told.outcomes
    ]


def retentions_in(told: m.OutcomesRequest) -> list[Retention]:
    """Return the looks at accepted texts that were told."""
    return [Retention(one.suggestion_id, one.after_s, one.share, one.characters, one.at) for one in told.retentions]


def runs_in(told: m.OutcomesRequest) -> list[Run]:
    """Return the runs that were told; a front end that does not say when means now."""
    now = time.time()
    return [Run(one.suggestion_id, one.at or now, one.raised, one.error) for one in told.runs]
