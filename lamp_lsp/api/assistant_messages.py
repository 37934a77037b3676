"""The verbs of the assistant: questions, answers, conversations, what the developer makes of answers.

Beside ``messages``, which has the verbs of every keystroke; loads nothing heavier than pydantic either.
"""

from typing import Any, Literal

from pydantic import Field

from lamp_lsp.api.messages import Count, Message


class CellMessage(Message):
    """One cell of a notebook; a file is one cell."""

    kind: Literal["code", "markdown", "raw"] = "code"
    source: str
    outputs: list[str] = Field([])
    error: str = ""
    """The traceback in which its last run ended."""


class KernelNameMessage(Message):
    """A name that the live kernel knows."""

    name: str
    kind: str = ""
    """Its type as the language says it."""
    detail: str = ""
    """Shape, columns or signature."""


class AttachmentMessage(Message):
    """A text that the developer names in their question."""

    name: str = Field(max_length=500)
    """As they named it: a file's path, a cell, a selection."""
    text: str = Field(max_length=100_000)


class QuestionRequest(Message):
    """Ask the assistant; the answer streams ``AnswerPart`` lines."""

    action: Literal["ask", "explain", "fix", "write", "change", "document", "test", "rewrite", "next"]
    text: str = Field("", max_length=20_000)
    path: str
    project: str = ""
    language: str
    place: Literal["cell", "selection"] = "cell"
    """What is asked about; a selection of whole lines of a file stands in ``cells`` between what surrounds it."""
    cells: list[CellMessage] = Field([])
    cell: Count = 0
    """Index of the cell that is meant."""
    cell_id: str = Field("", max_length=200)
    """Its name in the notebook, by which it is found again."""
    names: list[KernelNameMessage] = Field([])
    attached: list[AttachmentMessage] = Field([], max_length=8)
    output: str = ""
    traceback: str = ""
    about: str = ""
    """Id of the answer that is asked for anew."""
    wish: Literal["", "shorter", "longer"] = ""
    """How it should be this time."""


class AnswerPart(Message):
    """A piece of an answer."""

    kind: Literal["start", "stage", "text", "done"]
    id: str = ""
    text: str = ""
    """With ``text`` the next piece; with ``stage`` what is being done; with ``done`` the whole answer as it finally
    reads."""
    code: str | None = None
    """With ``done``: the code to apply, where there is some that can be."""
    used: dict[str, Any] = Field({})
    """With ``done``: what the answer was built from."""


class TurnMessage(Message):
    """A question and its answer, as they are kept."""

    id: str
    at: float
    project: str
    path: str
    language: str
    action: str
    asked: str
    answer: str
    cell: str = ""
    """The cell that it was about."""
    source: str = ""
    """What stood in that cell, redacted."""
    code: str | None = None
    """The code that can be applied."""
    used: dict[str, Any] = Field({})
    """What it was built from."""
    verdict: str = ""
    """The developer's last word on it: ``good``, ``bad``, ``applied``, ``edited``, ``shorter``, ``longer``."""


class ConversationResponse(Message):
    """Turns, oldest first."""

    turns: list[TurnMessage]


class ConversationMove(Message):
    """A document was renamed; absolute paths, each with its project."""

    path: str
    project: str = ""
    to: str
    to_project: str = ""


class AnswerFeedback(Message):
    """What the developer said of an answer, or did with its code."""

    verdict: Literal["good", "bad", "applied", "edited", "shorter", "longer", "again"]
    reason: str = Field("", max_length=2000)
    text: str = Field("", max_length=100_000)
    """The code as it was applied, or edited to."""
