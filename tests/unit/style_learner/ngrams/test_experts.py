"""The mixture of experts costs little more than the best of them, and follows a change."""

import math

from hypothesis import given
from hypothesis import strategies as st

from style_learner.ngrams.experts import SHARE, FixedShare

LOGPROBS = st.lists(st.tuples(*[st.floats(-12, -0.01)] * 3), min_size=1, max_size=30)


@given(LOGPROBS)
def test_it_never_loses_much_to_the_best(columns: list[tuple[float, ...]]) -> None:
    """The bound of Herbster and Warmuth for no switch at all."""
    experts = list(zip(*columns, strict=True))
    worst = math.log(len(experts)) - len(columns) * math.log(1 - SHARE)

    assert sum(FixedShare.of(experts)) >= max(map(sum, experts)) - worst - 1e-6


def test_it_turns_to_whoever_is_right_now() -> None:
    """After some tokens the other expert is followed, which equal weights for ever would not do."""
    first, second = [-0.1] * 10 + [-8.0] * 10, [-8.0] * 10 + [-0.1] * 10

    mixed = FixedShare.of([first, second])

    assert min(mixed[5:10]) > -0.3
    assert min(mixed[15:]) > -0.3
