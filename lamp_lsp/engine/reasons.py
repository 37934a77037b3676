"""What the newest suggestions were built from, so that a person who asks "why this?" gets an answer.

In memory alone, and of the last few hundred; of older ones the store knows the snippets' ids and no more.
"""

from collections import OrderedDict
from dataclasses import dataclass

from lamp_lsp.engine.personal_ngrams import TokenOverride
from style_learner.types import REST_OF_FILE, RetrievedSnippet, Suggestion

CAPACITY = 300
"""An hour or two of typing; an entry is some kilobytes."""


RETRIEVED = {
    "words": "it speaks of the same things",
    "meaning": "it means something alike",
    "definition": "it defines a name used here",
    "continuation": "it goes on after the same code as here",
    REST_OF_FILE: "it stands further off in this file",
}
"""Why a snippet was retrieved, in words."""


@dataclass(frozen=True, slots=True)
class Reason:
    """How one suggestion came about."""

    suggestion: Suggestion
    written: str
    """What the model wrote, before the developer's habits were applied to it."""
    retrieved: tuple[RetrievedSnippet, ...]
    """The developer's own code that was in the prompt, the best first."""
    prompt_characters: int
    in_notebook: bool
    """Whether other cells stood around the cursor's."""
    overrides: tuple[TokenOverride, ...] = ()
    """Where the text went by what the developer wrote elsewhere, not by the model's own choice."""


class Reasons:
    """The newest reasons, by suggestion."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Reason] = OrderedDict()

    def remember(self, reason: Reason) -> None:
        self._known[reason.suggestion.id] = reason
        while len(self._known) > CAPACITY:
            self._known.popitem(last=False)

    def find(self, suggestion_id: str) -> Reason | None:
        """Return why a suggestion was made; None when it is too old, or was never made."""
        return self._known.get(suggestion_id)

    def forget(self) -> None:
        """Forget all of them: which of them hold what the developer wants erased is not worth finding out."""
        self._known.clear()
