"""The bandit finds what is worth most, follows a change, and is a function of the kept facts alone."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from style_learner.policy.strategies import COMPETING, PERSONAL, STRATEGIES
from style_learner.policy.thompson_sampling import FEWEST, ThompsonSampler, kind_of
from style_learner.prompts.budget import Budget
from style_learner.types import CursorContext, Outcome, OutcomeKind, Retention, Suggestion

KIND = ("python", "line")
OFFERED = Suggestion(
    id="0",
    text="x" * 40,
    at=0.0,
    language="python",
    project="/p",
    path="a.py",
    before="total = ",
    after="",
    backend="b",
    model="m",
    strategy=PERSONAL,
    evidence=(),
    mean_logprob=None,
    latency_ms=1.0,
)
FACTS = st.lists(st.tuples(st.sampled_from(COMPETING), st.booleans(), st.floats(0, 1)), max_size=30)


def told(bandit: ThompsonSampler, number: int, strategy: str, *, taken: bool, share: float = 1.0) -> None:
    """Let the bandit learn what became of the n-th suggestion."""
    one = replace(OFFERED, id=str(number), at=float(number), strategy=strategy)
    kind = OutcomeKind.ACCEPTED if taken else OutcomeKind.REJECTED
    bandit.learn(one, Outcome(one.id, kind, one.at + 1, 40 if taken else 0))
    bandit.learn_retention(one, Retention(one.id, 120, share, 0, one.at + 121))


def live(bandit: ThompsonSampler, best: str, begin: int, end: int) -> list[str]:
    """Return what the bandit chooses while ``best`` is taken three times as often as the others."""
    random, chosen = Random(begin), []  # noqa: S311 repeatable, not secret
    for number in range(begin, end):
        name = bandit.choose(KIND, number)
        chosen.append(name)
        told(bandit, number, name, taken=random.random() < (0.75 if name == best else 0.25))
    return chosen


def test_the_first_are_not_experiments() -> None:
    """Until some outcomes are known the prompt is the personal one."""
    bandit = ThompsonSampler()

    assert {bandit.choose(KIND, seed) for seed in range(100)} == {PERSONAL}
    for number in range(FEWEST):
        told(bandit, number, PERSONAL, taken=number % 2 == 0)
    assert {bandit.choose(KIND, seed) for seed in range(1000)} == set(COMPETING)


def test_what_is_worth_most_is_chosen_most() -> None:
    """After some hundred suggestions the best of them gets most, and none is given up."""
    for best in COMPETING:
        chosen = live(ThompsonSampler(), best, 0, 500)[200:]

        assert chosen.count(best) > len(chosen) / 2
        assert set(chosen) == set(COMPETING)


def test_a_change_is_followed_as_fast_as_the_first_was_learned() -> None:
    """When another strategy becomes the best, after as many suggestions it is chosen most."""
    bandit = ThompsonSampler()
    live(bandit, "search", 0, 300)
    chosen = live(bandit, PERSONAL, 300, 600)[150:]

    assert chosen.count(PERSONAL) > len(chosen) / 2


@given(facts=FACTS, seed=st.randoms(use_true_random=False))
def test_the_order_in_which_facts_come_does_not_matter(facts: list[tuple[str, bool, float]], seed: Random) -> None:
    """Rebuilt from the store, or learned as they came: the same facts make the same choices."""
    one, other = ThompsonSampler(), ThompsonSampler()
    numbered = list(enumerate(facts))
    for number, (name, taken, share) in numbered:
        told(one, number, name, taken=taken, share=share)
    seed.shuffle(numbered)
    for number, (name, taken, share) in numbered:
        told(other, number, name, taken=taken, share=share)

    assert one.beliefs(KIND) == other.beliefs(KIND)
    assert [one.choose(KIND, at) for at in range(20)] == [other.choose(KIND, at) for at in range(20)]


@given(evidence=st.integers(0, 2000), prefix=st.integers(100, 3000))
def test_no_strategy_spends_more_than_there_is(evidence: int, prefix: int) -> None:
    """A strategy moves tokens or saves them."""
    budget = Budget(evidence, prefix, 90, 25)

    assert all(one.spend(budget).total <= budget.total for one in STRATEGIES.values())
    assert STRATEGIES["search"].spend(budget) == budget


def test_a_place_says_its_kind() -> None:
    """A suggestion and the place that asked for it are of one kind: a line with something before the cursor, or not."""
    line = CursorContext("a.py", "python", "x = 1\ntotal = ", "")

    assert kind_of(line) == kind_of(OFFERED) == ("python", "line")
    assert kind_of(replace(line, prefix="def f():\n    ")) == ("python", "block")
