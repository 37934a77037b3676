"""The report's verdict claims no more than the figures say."""

from typing import Any

import pytest

from style_learner.evaluation.verdict import verdict


def figures(estimate: float, low: float, high: float) -> dict[str, Any]:
    """Return a report's figures with a comparison."""
    found = {"estimate": estimate, "low": low, "high": high, "clear": low > 0 or high < 0}
    return {"comparison": {"retained_characters_per_shown": found}}


@pytest.mark.parametrize(
    ("found", "part"),
    [
        (figures(4.0, 1.0, 7.0), "is worth +4.0"),
        (figures(-4.0, -7.0, -1.0), "costs you -4.0"),
        (figures(4.0, -1.0, 9.0), "may still be chance"),
    ],
)
def test_only_a_clear_difference_is_called_one(found: dict[str, Any], part: str) -> None:
    """An interval that holds zero is said to be chance; else the direction is named."""
    assert part in verdict(found)


def test_too_little_data_is_counted_out() -> None:
    """Without a comparison the sentence says how much there is on each side."""
    few = {"comparison": None, "arms": {"personalized": {"shown": 30}}}

    assert "30 personalized and 0 generic" in verdict(few)
