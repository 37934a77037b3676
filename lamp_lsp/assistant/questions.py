"""What can be asked of the assistant."""

from dataclasses import dataclass
from enum import StrEnum

from lamp_lsp.assistant.selection import Selection
from style_learner.notebooks.cells import Notebook
from style_learner.notebooks.magics import split_cell
from style_learner.types import ChatTurn


class Action(StrEnum):
    """Kinds of questions."""

    ASK = "ask"
    EXPLAIN = "explain"
    FIX = "fix"
    WRITE = "write"
    CHANGE = "change"
    DOCUMENT = "document"
    TEST = "test"
    REWRITE = "rewrite"
    NEXT = "next"


GIVES_CODE = frozenset(Action) - {Action.ASK, Action.EXPLAIN}
"""Their answer is of use only with code in it."""
REPLACES = frozenset({Action.FIX, Action.CHANGE, Action.DOCUMENT, Action.REWRITE})
"""Their code takes the place of the cell, so that it must parse."""

STYLED = GIVES_CODE - {Action.FIX}
"""Their answer is new code, for which the model reads of the developer's manner.

A fix leaves all else as it is, and a small model that reads of style beside an error loses sight of the error.
"""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, at one place."""

    action: Action
    text: str
    """The developer's own words; may be empty where a button asks."""
    path: str
    """Absolute POSIX path."""
    project: str
    notebook: Notebook
    output: str = ""
    """The output that is asked about."""
    traceback: str = ""
    about: ChatTurn | None = None
    """The earlier answer that is asked for anew."""
    wish: str = ""
    """``shorter`` or ``longer`` than that one; empty: just another."""
    history: tuple[ChatTurn, ...] = ()
    """The newest turns of the document's conversation."""
    attached: tuple[tuple[str, str], ...] = ()
    """Texts that the developer names in the question, each with its name."""
    selection: Selection | None = None
    """Where the code stands, if it was selected in a file and is no cell of a notebook."""
    cell_id: str = ""
    """The cell that is meant, as its notebook names it; empty where cells have no names."""
    may_be_kept: bool = True
    """Whether it may be remembered: not while LAMP is paused, nor of a file that is ignored."""

    @property
    def code(self) -> str:
        """The cell that is meant."""
        return self.notebook.here.source

    @property
    def language(self) -> str:
        return self.notebook.language

    @property
    def spoken(self) -> str:
        """The language of the cell that is meant, which its magic line may say."""
        return split_cell(self.code, self.language)[2] if self.action in REPLACES else self.language
