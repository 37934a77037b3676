"""A suggestion is explained in words, with what the developer's own code did to it."""

from types import SimpleNamespace
from typing import cast

import pytest

from lamp_lsp.daemon.services import Services
from lamp_lsp.daemon.why import explain
from lamp_lsp.engine.personal_ngrams import TokenOverride
from lamp_lsp.engine.reasons import Reason, Reasons
from style_learner.errors import NotAvailable
from style_learner.learner import Learner
from style_learner.types import Suggestion

MADE = Suggestion(
    "1", "open_ledger(", 0.0, "python", "", "a.py", "", "", "ollama", "coder", "personal", (), None, 1200.0
)


def said(learner: Learner, *overrides: TokenOverride) -> str:
    """Return the sentence for a suggestion with such turns."""
    reasons = Reasons()
    reasons.remember(Reason(MADE, MADE.text, (), 90, in_notebook=False, overrides=overrides))
    parts = cast("Services", SimpleNamespace(engine=SimpleNamespace(reasons=reasons), learner=learner))
    return explain(parts, "1").sentence


def test_without_turns_only_the_model_is_named(learner: Learner) -> None:
    """What was not done is not told."""
    assert said(learner) == "coder wrote it in 1.2 s from the text around the cursor."


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        ((TokenOverride(" Ledger", " open"),), "; your other code made it `open` instead of `Ledger`."),
        (
            (TokenOverride("\n", "open"), TokenOverride("(", "_")),
            "; your other code made it `open` and `_` instead of `(`.",
        ),
    ],
)
def test_what_came_of_ones_other_code_is_told(
    learner: Learner, overrides: tuple[TokenOverride, ...], words: str
) -> None:
    """With what the model would have written, where that can be read."""
    assert said(learner, *overrides).endswith(words)


def test_what_is_not_known_any_more_is_said(learner: Learner) -> None:
    """Rather than made up."""
    parts = SimpleNamespace(engine=SimpleNamespace(reasons=Reasons()), learner=learner)

    with pytest.raises(NotAvailable, match="right after"):
        explain(cast("Services", parts), "1")
