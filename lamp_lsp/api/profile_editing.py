"""The verbs of the developer as LAMP's owner: why, good or bad, the page, models, exports.

Beside ``messages``, which has the verbs of every keystroke; loads nothing heavier than pydantic either.
"""

from typing import Literal

from pydantic import Field

from lamp_lsp.api.messages import Message


class WhySnippet(Message):
    """A piece of the developer's own code that was in the prompt."""

    path: str
    """Absolute where its project is known."""
    line: int
    """Where it begins, counted from 1."""
    language: str
    text: str
    why: str
    """Why it was retrieved, in words."""


class WhyHabit(Message):
    """A habit that the suggestion follows."""

    feature: str
    """With its language: ``python.quotes``."""
    value: str
    sure: float
    """Posterior probability that this is the developer's most frequent choice; 1 for a pin."""
    said: str
    """The habit in words."""
    applied: bool = False
    """The model wrote it otherwise, and LAMP brought it to the habit."""


class WhyResponse(Message):
    """What a suggestion was built from."""

    suggestion_id: str
    text: str
    strategy: str
    backend: str
    model: str
    took_ms: float
    prompt_tokens: int | None = None
    """About; None for a suggestion too old to be remembered whole."""
    snippets: list[WhySnippet] = Field([])
    habits: list[WhyHabit] = Field([])
    rules: list[str] = Field([])
    sentence: str
    """All of it in one sentence."""


class FeedbackRequest(Message):
    """Say that a suggestion is good or bad."""

    suggestion_id: str = Field(min_length=1)
    verdict: Literal["good", "bad"]
    reason: str = Field("", max_length=2000)


class PageResponse(Message):
    """The profile and the report, to be looked at."""

    html: str
    """One self-contained document."""


class ModelMessage(Message):
    """A model that could complete code."""

    name: str
    """As ``PUT /v1/model`` takes it."""
    backend: str
    state: Literal["ready", "here", "missing", "failed", "loading"]
    """``here``: installed, not in use; ``missing``: has to be had first."""
    current: bool
    words: str = ""
    """Its size, and how to get it where it is missing."""


class ModelChoice(Message):
    """Use another model."""

    name: str = Field(min_length=1)
    """Ollama's or the server's name of a model, ``embedded``, a GGUF file, or ``auto``: LAMP chooses."""


class ExportedFile(Message):
    """A file of settings as it would be with the profile in it; nothing was written."""

    path: str
    """Absolute."""
    text: str
    """The whole new content."""
