"""The estimator's arithmetic."""

import doctest
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from style_learner.habits import estimate
from style_learner.habits.features import reading
from style_learner.libraries import keeping
from style_learner.syntax import imports, languages

SHAPES = st.lists(st.floats(0.05, 200), min_size=2, max_size=6)


@pytest.mark.parametrize("module", [estimate, reading, imports, languages, keeping])
def test_the_examples_in_docstrings_hold(module: ModuleType) -> None:
    """What documentation shows is what happens."""
    result = doctest.testmod(module)

    assert result.attempted
    assert not result.failed


def test_the_worked_examples_in_the_documents_hold() -> None:
    """The document on learning shows what the estimators really do."""
    document = Path(__file__).parents[4] / "docs" / "learning.md"
    result = doctest.testfile(str(document), module_relative=False)

    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize("shapes", [(3.5, 0.5), (10, 8, 2), (1, 1, 1, 1), (120, 100), (0.25, 0.25, 2.25, 0.25)])
def test_confidence_is_how_often_the_leader_leads(shapes: tuple[float, ...]) -> None:
    """The integral agrees with drawing Dirichlet vectors and counting."""
    drawn = np.random.default_rng(0).dirichlet(shapes, size=200_000)
    leads = float(np.mean(np.argmax(drawn, axis=1) == int(np.argmax(shapes))))

    assert estimate.leader_confidence({str(i): n for i, n in enumerate(shapes)}) == pytest.approx(leads, abs=0.01)


@given(shapes=SHAPES)
def test_confidence_is_a_probability_no_smaller_than_chance(shapes: list[float]) -> None:
    """The leader is at least as likely to lead as any other."""
    confidence = estimate.leader_confidence({str(i): n for i, n in enumerate(shapes)})

    assert 1 / len(shapes) - 0.02 <= confidence <= 1


@given(shapes=SHAPES, more=st.floats(0.5, 50))
def test_more_for_the_leader_is_more_confidence(shapes: list[float], more: float) -> None:
    """Evidence for the leading choice makes it surer."""
    counts = {str(i): n for i, n in enumerate(shapes)}
    leader = max(counts, key=lambda name: counts[name])
    surer = counts | {leader: counts[leader] + more}

    assert estimate.leader_confidence(surer) >= estimate.leader_confidence(counts) - 1e-3


@given(shapes=SHAPES, strength=st.floats(0.1, 10))
def test_shrinking_keeps_the_mean_and_bounds_the_strength(shapes: list[float], strength: float) -> None:
    """A narrower scope's prior has the wider one's mean and at most the given weight."""
    wider = {str(i): n for i, n in enumerate(shapes)}
    prior = estimate.shrink(wider, strength)

    assert estimate.mean(prior) == pytest.approx(estimate.mean(wider))
    assert sum(prior.values()) <= min(strength, sum(wider.values())) * 1.0001


@given(first=st.floats(0.1, 1e6), more=st.floats(0.1, 1e6), correlation=st.floats(0.01, 1))
def test_effective_counts_grow_and_saturate(first: float, more: float, correlation: float) -> None:
    """More sightings in one origin never weigh less, and never more than 1 / rho."""
    smaller = estimate.effective_count(first, correlation)

    assert smaller <= estimate.effective_count(first + more, correlation) + 1e-9
    assert smaller <= 1 / correlation + 1e-9
