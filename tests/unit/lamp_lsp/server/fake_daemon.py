"""A daemon in memory: answers what the test says, keeps what it was told."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

from lamp_lsp.api import assistant_messages as t
from lamp_lsp.api import messages as m
from lamp_lsp.api import profile_editing as o
from style_learner.errors import LampError, TryAgain

STATUS = m.StatusResponse(
    pid=1,
    port=1,
    version="0",
    backend=m.BackendStatus(kind="none", model="", state="ready", why=""),
    consent="yes",
    paused=False,
    embedder="off",
    store="ready",
)


@dataclass
class FakeDaemon:
    """Implements ``lamp_lsp.server.link.Daemon``."""

    answers: list[m.SuggestedItem] = field(default_factory=list)
    delay_s: float = 0.0
    reason: str = ""
    """Why there are no answers."""
    gone: bool = False
    consent_state: str = "yes"
    paused: bool = False
    learning: list[m.LearnProgress] = field(default_factory=list)
    """Answered one after the other."""
    problems: list[str] = field(default_factory=list)
    address: object = "first"
    asked: list[m.SuggestRequest] = field(default_factory=list)
    cancelled: int = 0
    prepared: list[m.PrepareRequest] = field(default_factory=list)
    told: list[m.OutcomeMessage] = field(default_factory=list)
    retained: list[m.RetentionMessage] = field(default_factory=list)
    documents: list[m.DocumentMessage] = field(default_factory=list)
    workspaces: list[str] = field(default_factory=list)
    new_owner: str = ""
    """Whose every workspace is, where the developer is to be asked."""
    kept_apart: list[m.ProjectRequest] = field(default_factory=list)
    set: list[m.SettingsRequest] = field(default_factory=list)
    consents: list[bool] = field(default_factory=list)
    refusal: LampError | None = None
    """What the owner's questions are refused with."""
    said: list[o.FeedbackRequest] = field(default_factory=list)
    forgotten: list[m.ForgetRequest] = field(default_factory=list)
    questions: list[tuple[str, Any]] = field(default_factory=list)
    """Paths that were got or put, with their parameters or body."""
    calls: list[str] = field(default_factory=list)
    killed: asyncio.Event = field(default_factory=asyncio.Event)
    code: str | None = None
    """What the assistant answers beside words."""
    asked_about: list[t.QuestionRequest] = field(default_factory=list)
    judged: list[tuple[str, str, str]] = field(default_factory=list)
    """What was said of answers: id, verdict and text."""
    stopped: bool = False
    """Whether an answer was stopped before its end."""

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if self.gone:
            raise TryAgain("LAMP's daemon does not answer; `lamp doctor` says why.")

    async def suggest(self, request: m.SuggestRequest) -> m.SuggestResponse:
        self._call("suggest")
        self.asked.append(request)
        try:
            await asyncio.sleep(self.delay_s)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return m.SuggestResponse(items=self.answers, reason=self.reason)

    async def prepare(self, request: m.PrepareRequest) -> m.Answer:
        self._call("prepare")
        self.prepared.append(request)
        return m.Answer()

    async def outcomes(self, request: m.OutcomesRequest) -> m.Answer:
        self._call("outcomes")
        self.told += request.outcomes
        self.retained += request.retentions
        return m.Answer()

    async def document(self, message: m.DocumentMessage) -> m.Answer:
        self._call("document")
        self.documents.append(message)
        return m.Answer()

    async def workspace(self, request: m.WorkspaceRequest) -> m.WorkspaceResponse:
        self._call("workspace")
        self.workspaces.append(request.path)
        return m.WorkspaceResponse(new_owner=self.new_owner if request.asks else "")

    async def keep_apart(self, request: m.ProjectRequest) -> m.Answer:
        self._call("keep_apart")
        self.kept_apart.append(request)
        return m.Answer(message="Kept apart.")

    async def settings(self, request: m.SettingsRequest) -> m.SettingsResponse:
        self._call("settings")
        self.set.append(request)
        return m.SettingsResponse(problems=self.problems)

    async def status(self) -> m.StatusResponse:
        self._call("status")
        learning = self.learning.pop(0) if self.learning else None
        return STATUS.model_copy(update={"consent": self.consent_state, "learning": learning, "paused": self.paused})

    async def ends_in_order(self) -> bool:
        return not await self.killed.wait()

    async def consent(self, yes: bool) -> m.Answer:  # noqa: FBT001 the client's own form
        self._call("consent")
        self.consents.append(yes)
        return m.Answer()

    async def pause(self) -> m.Answer:
        self._call("pause")
        return m.Answer(message="LAMP is paused.")

    async def resume(self) -> m.Answer:
        self._call("resume")
        return m.Answer(message="LAMP works.")

    async def forget(self, request: m.ForgetRequest) -> m.Answer:
        self._call("forget")
        self.forgotten.append(request)
        return m.Answer(message="Erased.")

    async def feedback(self, request: o.FeedbackRequest) -> m.Answer:
        self._call("feedback")
        self.said.append(request)
        return m.Answer(message="Noted.")

    async def ask(self, request: t.QuestionRequest) -> AsyncGenerator[t.AnswerPart, None]:
        self._call("ask")
        self.asked_about.append(request)
        if self.refusal:
            raise self.refusal
        yield t.AnswerPart(kind="start", id="a1")
        yield t.AnswerPart(kind="stage", text="Waiting for the model")
        try:
            await asyncio.sleep(self.delay_s)
        except BaseException:
            self.stopped = True
            raise
        yield t.AnswerPart(kind="text", text="It is y.")
        yield t.AnswerPart(kind="done", text="It is y.", code=self.code, used={"sentence": "script wrote it."})

    async def judge_answer(self, answer_id: str, said: t.AnswerFeedback) -> m.Answer:
        self._call("judge_answer")
        self.judged.append((answer_id, said.verdict, said.text))
        return m.Answer(message="Noted.")

    async def get(self, path: str, /, **parameters: str) -> Any:
        return self._answer(path, parameters)

    async def put(self, path: str, body: Any) -> Any:
        return self._answer(path, body)

    def _answer(self, path: str, given: Any) -> dict[str, str]:
        self._call(path)
        if self.refusal:
            raise self.refusal
        self.questions.append((path, given))
        return {"message": f"Answer of {path}"}

    async def close(self) -> None:
        self.calls.append("close")
