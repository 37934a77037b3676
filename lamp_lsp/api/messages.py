"""The verbs of LAMP: what front ends ask of the daemon and what it answers.

Pydantic models, because the daemon validates and documents them (OpenAPI under ``/v1``). This module loads
nothing heavier than pydantic, so that every front end may import it.
"""

from dataclasses import dataclass, field
from typing import Annotated, Literal, Self

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, PrivateAttr

Count = Annotated[int, Field(ge=0, le=2**53)]
"""Characters, seconds, lines: no more than every language's numbers hold."""
Moment = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
"""Seconds since the epoch; an editor's clock may be wrong, by no more than 30,000 years."""


class Message(BaseModel):
    """Base of all messages: unknown fields are an error at our own door."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class IndentationMessage(Message):
    width: int = Field(4, ge=1, le=16)
    spaces: bool = True


class PlaceMessage(Message):
    """The place that asks, as the core's ``CursorContext``."""

    path: str
    """Absolute POSIX path, or the editor's own name of an unsaved document."""
    language: str
    prefix: str
    suffix: str
    project: str = ""
    indentation: IndentationMessage = IndentationMessage()
    context_only_characters: Count = Field(0, validation_alias=AliasChoices("context_only_characters", "borrowed"))
    """Characters at the beginning of ``prefix`` that are shown to the model and neither kept nor learned."""
    context_only_characters_after: Count = Field(
        0, validation_alias=AliasChoices("context_only_characters_after", "borrowed_after")
    )
    """The same at the end of ``suffix``."""


class SuggestRequest(Message):
    """Ask for suggestions at a place."""

    place: PlaceMessage
    client: str
    """Identifies the editor window: the newest request of a client cancels its previous one."""
    trigger: Literal["automatic", "invoked"] = "automatic"
    count: int = Field(1, ge=1, le=5)
    """Candidates wanted; more than one costs the model's time again."""
    latency_budget_ms: int | None = Field(
        None, ge=50, le=60_000, validation_alias=AliasChoices("latency_budget_ms", "wait_ms")
    )
    """Overrides the setting for this request."""
    strategy: Literal["generic", "personal"] | None = None
    """Forces a strategy; None lets LAMP choose (personal, but for the small generic share)."""


class SuggestedItem(Message):
    id: str
    text: str
    """To be inserted at the cursor."""
    replaces_after: int = 0
    """Characters after the cursor that the text already contains, to be replaced."""


class SuggestResponse(Message):
    items: list[SuggestedItem]
    reason: str = ""
    """Why there is nothing, or what was left out, in words; empty when all is well."""
    advice: str = ""
    """What would work better, for the user to be told once."""
    stages_ms: dict[str, float] = {}
    """Milliseconds of each stage: gate, reuse, retrieval, prompt, generate, shape."""


class SuggestDraft(Message):
    """What may be shown of a suggestion that still arrives."""

    id: str
    text: str
    """All of it so far; a later draft replaces an earlier one."""


class PrepareRequest(Message):
    """Read ahead: a file was opened or the cursor rests here."""

    place: PlaceMessage
    client: str


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a text in its document; no part of what a message says."""

    before: str = field(default="", compare=False)
    after: str = field(default="", compare=False)


class TextInPlace(Message):
    """A text of the document, which knows what stands around it: a secret may lie across its borders."""

    text: str = ""
    _around: Around = PrivateAttr(Around())
    """Never sent: the daemon has it from the suggestion."""

    @property
    def around(self) -> Around:
        """What stands around it, as far as it was told."""
        return self._around

    def standing_between(self, before: str, after: str) -> Self:
        """Return the message with what stands around its text."""
        found = self.model_copy()
        found._around = Around(before, after)  # noqa: SLF001 its own
        return found


class OutcomeMessage(TextInPlace):
    suggestion_id: str
    kind: Literal["shown", "accepted", "accepted_part", "rejected", "typed_over", "ignored"]
    at: Moment
    characters: Count = 0
    how: Literal["command", "inferred", "typed"] = "inferred"


class RetentionMessage(TextInPlace):
    suggestion_id: str
    after_s: Count
    share: float = Field(ge=0, le=1)
    characters: Count
    at: Moment
    text: str = ""
    """The accepted text as it stands now; empty when unchanged. Redacted before it is kept."""


class RunMessage(Message):
    """Whether the cell in which a suggestion was accepted then ran."""

    suggestion_id: str
    raised: bool
    at: Moment = 0.0
    """When; 0: now. Told again with the same time, it is the same run."""
    error: str = ""
    """What it raised: ``NameError: name 'x' is not defined``."""


class OutcomesRequest(Message):
    """Report what became of suggestions; answered when it is safe on disk."""

    outcomes: list[OutcomeMessage] = []
    retentions: list[RetentionMessage] = []
    runs: list[RunMessage] = []


class DocumentMessage(Message):
    """A document as it stands: on open, on save, and when the developer pauses; or that it, or a folder, is gone."""

    path: str
    language: str
    text: str
    project: str = ""
    event: Literal["opened", "saved", "changed", "closed", "removed"] = "saved"
    """``removed``: ``path`` is no longer there, nor is anything below it; ``text`` is empty."""


class WorkspaceRequest(Message):
    """A workspace was opened: learn from it in the background, once."""

    path: str
    asks: bool = False
    """Whether the front end can ask the developer something now."""


class WorkspaceResponse(Message):
    new_owner: str = ""
    """Whose the workspace is, where the developer is to be asked, this once, whether to keep it apart."""


class ProjectMessage(Message):
    """A project that LAMP knows code of, or that is kept apart."""

    path: str
    owner: str = ""
    """Host and owner of its git remote; empty where there is none."""
    apart: bool = False
    snippets: int = 0


class ProjectRequest(Message):
    """Keep a project apart, so that it neither gives nor takes text, or no longer."""

    path: str
    apart: bool


class LearnRequest(Message):
    """Learn from a folder now; the answer streams ``LearnProgress`` lines (NDJSON)."""

    path: str
    everything_is_mine: bool = False
    """Counts every file as the developer's own, whatever git says (a folder without git always does)."""


class LearnProgress(Message):
    stage: str
    """Words for a person: ``reading commits``, ``reading files``, ``done``."""
    done: int
    total: int
    path: str = ""


class ForgetRequest(Message):
    """Erase what was learned and kept; exactly one of the fields is set."""

    everything: bool = False
    project: str | None = None
    path: str | None = None
    day: str | None = None
    """ISO date, local time."""


class Answer(Message):
    """A plain reply in words and numbers."""

    message: str = ""
    counts: dict[str, int] = {}


class SpeedMessage(Message):
    read_tokens_per_s: float
    write_tokens_per_s: float
    measured: bool
    """False: an assumption, nothing was measured yet."""


class BudgetMessage(Message):
    """What the waiting time allows at this speed, in tokens."""

    evidence: int
    prefix: int
    suffix: int
    answer: int


class BackendStatus(Message):
    kind: str
    """``ollama``, ``embedded`` or ``openai``; ``none``."""
    model: str
    state: Literal["ready", "loading", "missing", "failed"]
    why: str
    """Why this one is used, or what is wrong and what to do."""
    fills_in_the_middle: bool = False
    chat: bool = False
    logprobs: bool = False
    adapter: bool = False
    """Whether your own adapter is loaded."""
    context_length: int = 0
    gpu_share: float | None = None
    """Share of the model on the GPU, 0 to 1; None where the backend does not say."""
    speed: SpeedMessage | None = None
    budget: BudgetMessage | None = None
    slow: str = ""
    """Why suggestions are slow or short here, and what to do; empty when they are not."""


class AssistantModelStatus(Message):
    """The assistant's own model."""

    kind: str = ""
    model: str
    state: Literal["ready", "waiting", "loading", "missing", "failed"]
    """``waiting``: it loads at the first question."""
    why: str = ""
    in_memory: bool | None = None
    """Whether it is loaded beside the model that completes; None where the backend does not say."""


class StatusResponse(Message):
    pid: int
    port: int
    version: str
    backend: BackendStatus
    assistant: AssistantModelStatus | None = None
    """None where the model that completes answers questions as well."""
    consent: Literal["yes", "no", "unasked"]
    paused: bool
    learning: LearnProgress | None = None
    embedder: Literal["ready", "loading", "missing", "off"]
    store: Literal["ready", "opening", "failed", "off"]
    store_message: str = ""
    encrypted: bool = True
    key_in: str = ""
    """``keyring`` or ``file``."""
    snippets: int = 0
    habits: int = 0
    suggestions: int = 0
    uptime_s: float = 0.0


class ConsentRequest(Message):
    consent: bool


class SettingsRequest(Message):
    """Settings of one editor session (later than file and environment); answered with complaints."""

    client: str
    """The program, a dash, and what tells its windows apart."""
    values: dict[str, object]
    """All that it states; what it stated before and leaves out now is taken back."""


class SettingsResponse(Message):
    problems: list[str] = []


class ErrorResponse(Message):
    """What every failed request answers."""

    error: str
    """One sentence what happened, one what to do next."""
    kind: str
    """Name of the error's class: TryAgain, WrongSetting ..."""
