"""Speed is what recent generations took, whatever a single one did."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamp_lsp.backends.protocol import Timing
from lamp_lsp.backends.speed import SpeedEstimate, weighted_median_rate
from lamp_lsp.backends.token_estimate import TokenEstimate, new_tokens

RATES = st.tuples(st.integers(1, 1000), st.floats(0.01, 100))


def test_before_anything_is_measured_it_says_so() -> None:
    """An assumption is not passed off as a measurement."""
    assert not SpeedEstimate().estimate().measured


def test_one_slow_call_changes_little() -> None:
    """A busy second does not shorten the next prompt."""
    speed = SpeedEstimate()
    for _ in range(9):
        speed.add(Timing(200, 1.0, 20, 1.0))

    speed.add(Timing(200, 30.0, 20, 30.0))

    assert speed.estimate().read_tokens_per_s == pytest.approx(200)
    assert speed.estimate().write_tokens_per_s == pytest.approx(20)


def test_a_change_that_lasts_is_followed() -> None:
    """A throttled machine is believed after a while."""
    speed = SpeedEstimate()
    for seconds in [1.0] * 100 + [4.0] * 20:
        speed.add(Timing(200, seconds, 20, seconds))

    assert speed.estimate().read_tokens_per_s == pytest.approx(50)


def test_a_speed_that_wavers_is_held() -> None:
    """With each change prompts would be cut otherwise and read anew."""
    speed, told = SpeedEstimate(), set()
    for number in range(60):
        wavering = 1 + 0.08 * (number % 3 - 1)
        speed.add(Timing(200, wavering, 20, 1 / wavering))
        told.add(speed.estimate())

    assert len(told) == 1


def test_calls_that_read_next_to_nothing_are_no_measure() -> None:
    """One token after a full cache measures the call, not the model."""
    speed = SpeedEstimate()

    speed.add(Timing(1, 0.03, 0, 0.0))

    assert not speed.estimate().measured


@given(st.lists(RATES, min_size=1))
def test_the_median_is_one_of_the_rates(samples: list[tuple[int, float]]) -> None:
    """No sample can push the estimate beyond the others."""
    assert weighted_median_rate(samples) in [tokens / seconds for tokens, seconds in samples]


@given(st.text(max_size=50), st.text(max_size=50), st.integers(0, 500))
def test_new_tokens_are_part_of_all(prompt: str, held: str, tokens: int) -> None:
    """An estimate of what was really read never exceeds what was counted."""
    assert 0 <= new_tokens(tokens, prompt, held) <= tokens


def test_token_estimates_follow_what_is_counted() -> None:
    """After a screen of dense code the estimate is near its density."""
    estimate = TokenEstimate()
    for _ in range(40):
        estimate.saw(1000, 500)

    assert estimate.tokens("x" * 1000) == pytest.approx(500, rel=0.05)
    assert estimate.tokens("") == 0
