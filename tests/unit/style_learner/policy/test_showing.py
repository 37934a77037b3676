"""The filter begins with what holds for most developers and learns what holds for this one."""

import pickle
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lamp_bench.show_filter.fitting import fit_prior
from style_learner.policy.acceptance_features import AcceptanceFeatures, Offer
from style_learner.policy.showing import Prior, ShowFilter, shipped_prior

SURE, UNSURE = Offer("os.path.join(a, b)", -0.05, 12.0), Offer("x", -2.5, 1.0)
TEXTS = st.text(max_size=60)
OFFERS = st.builds(Offer, TEXTS, st.none() | st.floats(-30, 0), st.none() | st.floats(-500, 500))


def test_a_sure_answer_is_likelier_taken_than_a_guess() -> None:
    """What LAMP comes with puts a likely text above an unlikely one."""
    found, features = ShowFilter(shipped_prior()), AcceptanceFeatures()

    assert found.probability(features.of(SURE)) > found.probability(features.of(UNSURE)) + 0.2


@given(offers=st.lists(st.tuples(OFFERS, st.booleans()), max_size=12))
def test_any_text_has_a_probability(offers: list[tuple[Offer, bool]]) -> None:
    """Whatever was offered before, the answer lies between none and all, and asking changes nothing."""
    found, features = ShowFilter(shipped_prior()), AcceptanceFeatures()
    for offer, accepted in offers:
        read = features.of(offer)
        before = found.probability(read)

        assert 0 < before < 1
        assert found.probability(read) == before
        found.learn(read, accepted=accepted)
        features.learn(offer, accepted=accepted)


def test_an_unknown_probability_speaks_neither_for_nor_against() -> None:
    """A backend that tells no log-probabilities leaves a suggestion between a sure and an unsure one."""
    found, features = ShowFilter(shipped_prior()), AcceptanceFeatures()
    sure, unknown, unsure = (
        found.probability(features.of(replace(SURE, mean_logprob=value))) for value in (-0.05, None, -2.5)
    )

    assert sure > unknown > unsure


def test_outcomes_move_it() -> None:
    """A developer who takes everything is foreseen to take more, one who takes nothing less."""
    eager, wary = ShowFilter(shipped_prior()), ShowFilter(shipped_prior())
    features = AcceptanceFeatures().of(SURE)
    before = eager.probability(features)
    for _ in range(30):
        eager.learn(features, accepted=True)
        wary.learn(features, accepted=False)

    assert eager.probability(features) > before + 0.05
    assert wary.probability(features) < before - 0.2


def test_a_change_of_mind_is_followed_as_fast_as_the_first() -> None:
    """After as many outcomes of one kind as of the other before, it is back where it was, or further."""
    found, features = ShowFilter(shipped_prior()), AcceptanceFeatures().of(SURE)
    before = found.probability(features)
    for _ in range(40):
        found.learn(features, accepted=False)
    low = found.probability(features)
    for _ in range(40):
        found.learn(features, accepted=True)

    assert low < before - 0.2
    assert found.probability(features) >= before - 0.05


def test_the_prior_is_written_and_read_alike() -> None:
    """The file holds all of the prior."""
    assert Prior.from_json(shipped_prior().to_json()) == shipped_prior()


def test_what_is_shipped_knows_every_sign() -> None:
    """The file was fitted on the signs that are read today."""
    assert shipped_prior().names == tuple(AcceptanceFeatures().of(SURE))


def test_fitting_finds_what_decides() -> None:
    """Where only sure suggestions are taken, the fit foresees just that; the same log gives the same fit."""
    features = AcceptanceFeatures()
    rows = [features.of(offer) for offer in (SURE, UNSURE) * 60]
    taken = [True, False] * 60
    prior = fit_prior(rows, taken)
    found = ShowFilter(prior)

    assert found.probability(rows[0]) > 0.8
    assert found.probability(rows[1]) < 0.2
    assert pickle.dumps(fit_prior(rows, taken)) == pickle.dumps(prior)
