"""Among several candidates the developer's own manner comes first."""

from style_learner.policy.ranking import agreement, familiarity, worth

OWN = ["def load(path):\n    with open_ledger(path) as ledger:\n        return ledger.rows\n"]


def test_equal_candidates_are_told_apart_by_habits() -> None:
    """Of two that are as likely, the one in the developer's sure manner is worth more."""
    single, double = (
        worth(f"name = {quoted}", "python", probability=0.5, sure={"quotes": "single"}, own=OWN)
        for quoted in ("'a'", '"a"')
    )

    assert single > double


def test_equal_candidates_are_told_apart_by_own_code() -> None:
    """Of two that are as likely, the one that the developer has written before is worth more."""
    own, foreign = (
        worth(text, "python", probability=0.5, sure={}, own=OWN)
        for text in ("return ledger.rows\n", "return list(ledger)\n")
    )

    assert own > foreign


def test_a_far_likelier_candidate_wins_all_the_same() -> None:
    """Manner decides between near equals only."""
    likely = worth('name = "a"', "python", probability=0.9, sure={"quotes": "single"}, own=OWN)
    unlikely = worth("name = 'a'", "python", probability=0.05, sure={"quotes": "single"}, own=OWN)

    assert likely > unlikely


def test_what_says_nothing_is_undecided() -> None:
    """A text without a choice or without two tokens speaks neither for nor against itself."""
    assert agreement("x", "python", {"quotes": "single"}) == agreement("x = 'a'", "python", {}) == 0.5
    assert familiarity("x", OWN) == 0.5
    assert familiarity("a b", []) == 0.0
