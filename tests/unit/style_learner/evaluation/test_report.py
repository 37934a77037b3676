"""What the report counts."""

from dataclasses import replace
from typing import Any

from style_learner.evaluation.report import report
from style_learner.evaluation.verdict import verdict
from style_learner.types import Feedback, Outcome, OutcomeKind, Suggestion

DAY_S = 86_400.0


def suggestion(identity: str, at: float) -> Suggestion:
    """Give one made at ``at``."""
    return Suggestion(identity, "x = 1", at, "python", "", "a.py", "", "", "b", "m", "personal", (), None, 5.0)


def test_days_say_what_was_shown_accepted_and_retained() -> None:
    """Each day with something shown is there once, oldest first."""
    made = [suggestion("1", 2 * DAY_S), suggestion("2", 2 * DAY_S), suggestion("3", 9 * DAY_S), suggestion("4", 0.0)]
    outcomes = [
        Outcome("1", OutcomeKind.ACCEPTED, 2 * DAY_S, 5),
        Outcome("2", OutcomeKind.SHOWN, 2 * DAY_S),
        Outcome("3", OutcomeKind.SHOWN, 9 * DAY_S),
    ]

    days = report(made, outcomes, [])["by_day"]

    assert [(day["shown"], day["accepted"], day["retained_characters"]) for day in days] == [(2, 1, 5), (1, 0, 0)]
    assert days[0]["day"] < days[1]["day"]


def test_the_latest_word_counts() -> None:
    """Who changes their mind is counted once."""
    said = [Feedback("1", "bad", 1.0), Feedback("1", "good", 2.0), Feedback("unknown", "bad", 3.0)]

    figures = report([suggestion("1", 0.0)], [], [], said)

    assert (figures["good"], figures["bad"]) == (1, 0)


def test_each_strategy_is_told_apart() -> None:
    """What was shown under each way to build a prompt has its own figures."""
    names = ("personal", "search", "personal")
    made = [replace(suggestion(str(number), 1.0), strategy=name) for number, name in enumerate(names)]
    outcomes = [Outcome("0", OutcomeKind.ACCEPTED, 2.0, 5), Outcome("1", OutcomeKind.REJECTED, 2.0)]
    found = report(made, outcomes, [])["strategies"]

    assert {name: arm["shown"] for name, arm in found.items()} == {"personal": 1, "search": 1}
    assert found["personal"]["acceptance"]["estimate"] == 1


def shown(count: int, *, accepted: int = 0) -> dict[str, Any]:
    """Report ``count`` suggestions that were shown, the first of them accepted whole."""
    made = [suggestion(str(number), 1.0 + number) for number in range(count)]
    outcomes = [
        Outcome(one.id, OutcomeKind.ACCEPTED if number < accepted else OutcomeKind.SHOWN, one.at, 5)
        for number, one in enumerate(made)
    ]
    return report(made, outcomes, [])


def test_one_outcome_proves_little() -> None:
    """One that was not accepted leaves acceptance open, and gives no mean."""
    one = shown(1)["arms"]["personalized"]

    assert one["acceptance"]["high"] > 0.7
    assert one["retained_characters_per_shown"] is None


def test_every_mean_has_its_interval_around_it() -> None:
    """From six suggestions on; before there is none."""
    assert shown(5, accepted=2)["arms"]["personalized"]["retained_characters_per_shown"] is None
    arm = shown(6, accepted=2)["arms"]["personalized"]
    for found in (arm["acceptance"], arm["retained_characters_per_shown"]):
        assert found["low"] < found["estimate"] < found["high"]


def test_arms_are_compared_over_places_not_suggestions() -> None:
    """Twenty-four suggestions of one file and hour came of one draw; of eight files, of eight."""
    arms = [("personal", 9), ("generic", 4)]

    def compared(files: int) -> Any:
        made = [
            replace(suggestion(f"{arm}{number}", 1.0), strategy=arm, path=f"{number % files}.py")
            for arm, _ in arms
            for number in range(24)
        ]
        kept = dict(arms)
        outcomes = [Outcome(one.id, OutcomeKind.ACCEPTED, 2.0, kept[one.strategy]) for one in made]
        return report(made, outcomes, [])["comparison"]

    assert compared(1) is None
    assert compared(8)["retained_characters_per_shown"]["estimate"] == 5


def test_nothing_shown_reports_nothing() -> None:
    """No arm and no comparison, and words for it."""
    figures = shown(0)

    assert figures["acceptance"] is figures["comparison"] is None
    assert "20 of each" in verdict(figures)
