"""Intervals hold the estimate, and pairing takes out what the cases have in common."""

from hypothesis import given
from hypothesis import strategies as st

from style_learner.evaluation.intervals import (
    change_interval,
    difference_interval,
    paired_difference_interval,
    rate_change_interval,
    ratio_interval,
    share_interval,
)

CASES = st.lists(st.tuples(st.floats(1, 100), st.floats(1, 100)), min_size=2, max_size=20)


@given(CASES)
def test_an_interval_reaches_from_below_to_above_its_ends(cases: list[tuple[float, float]]) -> None:
    """No interval is turned round, and a ratio lies within its cases' own."""
    values, others = [case[0] for case in cases], [case[1] for case in cases]
    ratio = ratio_interval(values, others)
    ratios = [value / other for value, other in cases]

    assert ratio.low <= ratio.high
    assert min(ratios) * 0.999 <= ratio.low
    assert ratio.high <= max(ratios) * 1.001


def test_pairing_sees_a_small_gain_among_very_different_cases() -> None:
    """A gain of one everywhere is certain when paired, and lost in the spread when not."""
    values, others = [1.0, 50.0, 99.0], [2.0, 51.0, 100.0]

    assert paired_difference_interval(values, others).clear
    assert not difference_interval([[value] for value in values], [[other] for other in others]).clear


def test_what_came_of_one_draw_counts_as_one() -> None:
    """Ten like suggestions at one place prove as little as one of them."""
    alone = difference_interval([[5.0], [1.0], [4.0]], [[1.0], [3.0], [2.0]])
    often = difference_interval([[5.0] * 10, [1.0] * 10, [4.0] * 10], [[1.0] * 10, [3.0] * 10, [2.0] * 10])

    assert often == alone
    assert not often.clear


@given(CASES)
def test_the_same_is_no_change(cases: list[tuple[float, float]]) -> None:
    """Against itself, a sample changes by nothing in every resample."""
    values = [case[0] for case in cases]
    change = change_interval(values, values)

    assert (change.estimate, change.low, change.high) == (0.0, 0.0, 0.0)


@given(CASES)
def test_twice_the_rate_is_a_change_by_one(cases: list[tuple[float, float]]) -> None:
    """Twice the values on the same sizes is twice the rate in every resample."""
    values, sizes = [case[0] for case in cases], [case[1] for case in cases]
    change = rate_change_interval([2 * value for value in values], sizes, values, sizes)

    assert change is not None
    assert [round(bound, 9) for bound in (change.estimate, change.low, change.high)] == [1, 1, 1]


def test_nothing_to_compare_with_is_no_change() -> None:
    """Where the others have nothing, there is no share by which they are exceeded."""
    assert rate_change_interval([1.0], [1.0], [0.0], [1.0]) is None
    assert rate_change_interval([1.0], [1.0], [1.0], [0.0]) is None


@given(st.integers(0, 50), st.integers(1, 50))
def test_a_share_lies_within_its_interval_and_that_within_all(successes: int, total: int) -> None:
    """However few there were: none in one is never sure to be none."""
    found = share_interval(min(successes, total), total)

    assert 0 <= found.low <= found.estimate <= found.high <= 1
    assert found.low < found.high
