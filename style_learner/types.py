"""The nouns of LAMP: the values its packages hand to one another.

Imports nothing of ours. Every class is frozen; times are seconds since the epoch; text positions are not
here at all, because nothing in the core addresses text by position.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class OutcomeKind(StrEnum):
    """What became of a suggestion."""

    SHOWN = "shown"
    ACCEPTED = "accepted"
    ACCEPTED_PART = "accepted_part"
    REJECTED = "rejected"
    TYPED_OVER = "typed_over"
    IGNORED = "ignored"


class Source(StrEnum):
    """Where evidence about a developer comes from, the strongest first."""

    WRITTEN = "written"
    """Code that the developer wrote or kept, as version control or a saved file says."""
    EDITED = "edited"
    """What the developer made of a suggestion: the changed text, or what was typed instead."""
    RAN = "ran"
    """A suggestion taken as it was, in a notebook's cell that then ran."""
    ACCEPTED = "accepted"
    """A suggestion taken as it was."""
    CONFIGURATION = "configuration"
    """What the project's own settings ask for (.editorconfig, ruff, prettier ...)."""
    PROJECT = "project"
    """Other people's code in the same project."""


@dataclass(frozen=True, slots=True)
class Indentation:
    """How the editor indents the document."""

    width: int = 4
    """Columns a level."""
    spaces: bool = True
    """False: one tab a level."""

    @property
    def unit(self) -> str:
        """The text of one level."""
        return " " * self.width if self.spaces else "\t"


@dataclass(frozen=True, slots=True)
class CursorContext:
    """The place that asks for a completion."""

    path: str
    """The document: an absolute POSIX path, or a name of the editor's own such as ``untitled:1``."""
    language: str
    """The protocol's language identifier: ``python``, ``typescript``, ``cpp`` ..."""
    prefix: str
    """Text before the cursor, bounded by the front end; ends at the cursor."""
    suffix: str
    """Text after the cursor, bounded by the front end."""
    project: str = ""
    """The workspace folder as an absolute POSIX path; empty when there is none."""
    indentation: Indentation = field(default_factory=Indentation)
    context_only_characters: int = 0
    """Characters at the beginning of ``prefix`` that are not the document's own: a notebook's other cells and
    outputs, what its kernel knows. The model sees them; nothing of them is kept or learned."""
    context_only_characters_after: int = 0
    """The same at the end of ``suffix``."""

    @property
    def own_prefix(self) -> str:
        """The document's own text before the cursor."""
        return self.prefix[self.context_only_characters :]

    @property
    def own_suffix(self) -> str:
        """The document's own text after the cursor."""
        return self.suffix[: len(self.suffix) - self.context_only_characters_after]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A retrievable fragment of the developer's own code, cut at syntax boundaries."""

    id: str
    """A hash of project, path and text: the same code at the same place has the same id."""
    project: str
    path: str
    """Relative to the project, POSIX."""
    language: str
    text: str
    first_line: int
    """Zero-based line of the file where ``text`` begins."""
    kind: str
    """``function``, ``class``, ``imports`` or ``block``."""
    name: str
    """Qualified name of what is defined, else empty."""
    at: float
    """When the text was last written, as well as is known."""
    source: Source = Source.WRITTEN


CONTINUATION = "continuation"
"""Why a snippet comes back in which the very code before the cursor stands, and goes on."""
SURE_INFORMATION, SURE_COVERAGE = 15.0, 0.4
"""Nats of the run before the cursor, and share of the place's information, from which a continuation is sure."""
REST_OF_FILE = "file"
"""Why a far part of the open file comes back where its project holds little else that is like the place."""


@dataclass(frozen=True, slots=True)
class RetrievedSnippet:
    """A snippet brought back for one place, and why."""

    snippet: Snippet
    score: float
    """Fused score, comparable within one retrieval, larger is better; of a continuation what its run tells, in nats."""
    reason: str
    """``words``, ``meaning``, ``definition`` ... as ``lamp`` shows it to a person; ``REST_OF_FILE`` where no search
    chose it."""
    coverage: float = 0.0
    """Share of what the place asks for, by information, that the snippet holds: 0 to 1, comparable between
    retrievals, so that a caller may leave out what has little to do with the place."""

    @property
    def is_sure(self) -> bool:
        """Whether it is worth its tokens wherever it is found (docs/learning.md, "The prompt").

        The code before the cursor stands there in a run that tells much, and most of what the place is about does too.
        """
        tells = self.score >= SURE_INFORMATION and self.coverage >= SURE_COVERAGE
        return self.reason == CONTINUATION and tells


@dataclass(frozen=True, slots=True)
class Observation:
    """One feature's choice seen in one origin, ``count`` times."""

    feature: str
    """Without its language: ``quotes``, ``function_case``."""
    choice: str
    language: str
    project: str
    source: Source
    origin: str
    """The file, suggestion or settings file it was seen in. A newer set of observations from one origin
    replaces the older; different origins are independent recurrences."""
    at: float
    count: float = 1.0
    example: str = ""
    """One line that shows the choice, at most 120 characters."""


@dataclass(frozen=True, slots=True)
class Habit:
    """The learned distribution of a feature in a scope."""

    feature: str
    language: str
    project: str
    """Empty: everywhere this language is written."""
    shares: dict[str, float]
    """Posterior mean of each choice; sums to 1."""
    evidence: float
    """Decayed number of observations in the scope itself."""
    origins: int
    """Independent recurrences: distinct origins that showed the feature."""
    confidence: float
    """Posterior probability that the leading choice is the developer's most frequent, 0 to 1."""
    example: str = ""

    @property
    def choice(self) -> str:
        """The leading choice."""
        return max(self.shares, key=lambda choice: self.shares[choice])

    @property
    def name(self) -> str:
        """The feature with its language, as people see it: ``python.quotes``."""
        return f"{self.language}.{self.feature}"


@dataclass(frozen=True, slots=True)
class LibraryUse:
    """How the developer uses one library in one language."""

    library: str
    language: str
    imports: dict[str, float]
    """Decayed count of each import statement as written: ``import numpy as np``."""
    members: dict[str, float]
    """Decayed count of each function or attribute used."""
    together: dict[str, float]
    """Decayed count of each library imported in the same files."""
    files: int
    last_used: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One completion that was offered, with all that learning needs of it."""

    id: str
    text: str
    at: float
    language: str
    project: str
    path: str
    before: str
    """The last lines before the cursor, redacted: the context in which the text was offered."""
    after: str
    """The first lines after the cursor, redacted."""
    backend: str
    model: str
    strategy: str
    """``generic`` or the name of the prompt strategy."""
    evidence: tuple[str, ...]
    """Ids of the snippets that were in the prompt."""
    mean_logprob: float | None
    """Mean natural-log probability of a token of its beginning: the first five of its first line, where the backend
    tells it."""
    latency_ms: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a suggestion at one moment."""

    suggestion_id: str
    kind: OutcomeKind
    at: float
    characters: int = 0
    """Accepted characters (cumulative for parts)."""
    text: str = ""
    """For ``typed_over``: what the developer wrote instead, redacted."""
    how: str = "inferred"
    """``command`` (an explicit message), ``inferred`` (from document changes) or ``typed`` (typed along)."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Share of an accepted text that still stands some time later."""

    suggestion_id: str
    after_s: int
    """30, 120, 300 or 600."""
    share: float
    """0 to 1."""
    characters: int
    """Characters still standing."""
    at: float


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the developer said of a suggestion, or of an answer in words."""

    about: str
    """Id of the suggestion or answer."""
    verdict: str
    """``good`` or ``bad``; of an answer also ``applied``, ``edited``, ``shorter``, ``longer``, ``again``."""
    at: float
    reason: str = ""
    """In the developer's own words, redacted."""
    project: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """How the cell in which a suggestion was accepted then ran."""

    suggestion_id: str
    at: float
    raised: bool
    error: str = ""
    """The exception's class alone: ``NameError``."""


@dataclass(frozen=True, slots=True)
class ChatTurn:
    """One question to the assistant and its answer; the turns of a document are its conversation."""

    id: str
    at: float
    project: str
    path: str
    """Relative to the project, POSIX."""
    language: str
    action: str
    """``ask``, ``explain``, ``fix``, ``write``, ``change``, ``document``, ``test``, ``rewrite`` or ``next``."""
    asked: str
    """The developer's own words, redacted; may be empty where a button asked."""
    code: str
    """The code that it was about, redacted."""
    answer: str
    """In Markdown, redacted."""
    backend: str
    model: str
    cell: str = ""
    """The cell that it was about, as its notebook names it."""
    proposed: str = ""
    """The code that can be applied; empty where there is none."""
    used: str = ""
    """What it was built from, as JSON."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A choice that the developer set by hand; it outweighs whatever is learned."""

    language: str
    feature: str
    choice: str
    project: str = ""
    """Empty: everywhere."""

    @property
    def name(self) -> str:
        """The feature with its language, as people see it."""
        return f"{self.language}.{self.feature}"
