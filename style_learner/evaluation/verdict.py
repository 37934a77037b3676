"""What the report's comparison means, in a sentence."""

from collections.abc import Mapping
from typing import Any

from style_learner.evaluation.report import FEWEST, FEWEST_DRAWS


def verdict(figures: Mapping[str, Any]) -> str:
    """Say in words what personalization is worth, or that it is too early to say."""
    compared = figures["comparison"]
    if compared is None:
        seen = {name: figures["arms"].get(name, {}).get("shown", 0) for name in ("personalized", "generic")}
        return (
            f"Too little to compare yet: {seen['personalized']} personalized and {seen['generic']} generic suggestions "
            f"were shown, and {FEWEST} of each are needed, in {FEWEST_DRAWS} files or hours. "
            "The generic ones come with use (setting `holdout_share`)."
        )
    found = compared["retained_characters_per_shown"]
    interval = f"95 % interval {found['low']:+.1f} to {found['high']:+.1f}"
    span = f"{found['estimate']:+.1f} retained characters a suggestion ({interval})"
    if not found["clear"]:
        return f"Personalized against generic: {span}. That may still be chance."
    return f"Personalized {'is worth' if found['estimate'] > 0 else 'costs you'} {span}, against generic."
