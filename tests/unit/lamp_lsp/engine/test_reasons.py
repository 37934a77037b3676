"""The engine remembers why, for a while."""

from lamp_lsp.engine.reasons import CAPACITY, Reason, Reasons
from style_learner.types import Suggestion


def reason(number: int) -> Reason:
    """Give why suggestion ``number`` was made."""
    suggestion = Suggestion(str(number), "x", 0.0, "python", "", "a.py", "", "", "none", "m", "personal", (), None, 1.0)
    return Reason(suggestion, "x", (), 1, in_notebook=False)


def test_the_newest_are_known() -> None:
    """The newest few hundred can be asked for, those before them are gone."""
    reasons = Reasons()
    for number in range(CAPACITY + 1):
        reasons.remember(reason(number))

    assert reasons.find("0") is None
    assert reasons.find(str(CAPACITY)) == reason(CAPACITY)


def test_forgetting_leaves_nothing() -> None:
    """What was forgotten cannot be asked for."""
    reasons = Reasons()
    reasons.remember(reason(1))
    reasons.forget()

    assert reasons.find("1") is None
