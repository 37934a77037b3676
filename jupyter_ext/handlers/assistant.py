"""The assistant: questions, the conversations about notebooks, what the developer makes of answers."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, Literal

from jupyter_server.auth.decorator import authorized
from pydantic import Field
from tornado.web import HTTPError, authenticated

from jupyter_ext.handlers.base import LampHandler
from jupyter_ext.lamp import Lamp
from jupyter_ext.messages import Body, NameBody, PlaceBody
from jupyter_ext.status import in_a_browser
from lamp_lsp.api import assistant_messages as t
from lamp_lsp.api import profile_editing as o
from style_learner.errors import LampError


class AttachmentBody(Body):
    """A text that a question names: a file, a cell, a selection."""

    name: str
    text: str


class AssistantBody(PlaceBody):
    """``POST lamp/assistant``."""

    action: Literal["ask", "explain", "fix", "write", "change", "document", "test", "rewrite", "next"]
    text: str = ""
    names: list[NameBody] = Field([])
    output: str = ""
    traceback: str = ""
    about: str = ""
    """Id of the answer that is asked for anew."""
    wish: Literal["", "shorter", "longer"] = ""
    cell_id: str = ""
    attached: list[AttachmentBody] = Field([], max_length=8)
    """Texts that the question names."""


class FeedbackBody(Body):
    """``POST lamp/feedback``: on a suggestion or on an answer."""

    suggestion_id: str = ""
    answer_id: str = ""
    verdict: Literal["good", "bad"] | None = None
    kind: Literal["applied", "edited", "shorter", "longer", "again"] | None = None
    reason: str = Field("", max_length=2000)
    text: str = ""


class RenameBody(Body):
    """``PUT lamp/conversations``: a notebook was renamed."""

    path: str
    to: str


class AssistantHandler(LampHandler):
    """Answers questions."""

    @authenticated
    @authorized
    async def post(self) -> None:
        await self.say_lines(answer_lines(self.lamp, self.read(AssistantBody)))


class ConversationsHandler(LampHandler):
    """Shows, searches, moves and erases conversations."""

    @authenticated
    @authorized
    async def get(self) -> None:
        path = self.lamp.path_of(self.get_query_argument("path", ""))
        project = self.lamp.project_of(path) if path else ""
        query = self.get_query_argument("query", "")
        found = await self.lamp.client.get("/v1/conversations", path=path, project=project, query=query)
        turns = [t.TurnMessage.model_validate(turn) for turn in found["turns"]]
        self.say({"answers": [_entry(self.lamp, turn) for turn in turns]})

    @authenticated
    @authorized
    async def put(self) -> None:
        body = self.read(RenameBody)
        path, to = self.lamp.path_of(body.path), self.lamp.path_of(body.to)
        move = t.ConversationMove(
            path=path, project=self.lamp.project_of(path), to=to, to_project=self.lamp.project_of(to)
        )
        self.say((await self.lamp.client.move_conversation(move)).model_dump())

    @authenticated
    @authorized
    async def delete(self) -> None:
        path = self.lamp.path_of(self.get_query_argument("path"))
        answer = await self.lamp.client.forget_conversation(path, self.lamp.project_of(path))
        self.say(answer.model_dump())


class FeedbackHandler(LampHandler):
    """Takes thumbs, reasons, and what was done with an answer's code."""

    @authenticated
    @authorized
    async def post(self) -> None:
        body = self.read(FeedbackBody)
        said = body.kind or body.verdict
        if said is None or bool(body.answer_id) == bool(body.suggestion_id):
            raise HTTPError(400, "Feedback needs a verdict or a kind, and one answer or suggestion; reload the page.")
        if body.answer_id:
            feedback = t.AnswerFeedback(verdict=said, reason=body.reason, text=body.text)
            answer = await self.lamp.client.judge_answer(body.answer_id, feedback)
        else:
            answer = await self.lamp.client.feedback(
                o.FeedbackRequest.model_validate(
                    {"suggestion_id": body.suggestion_id, "verdict": body.verdict, "reason": body.reason}
                )
            )
        self.say(answer.model_dump())


async def answer_lines(lamp: Lamp, body: AssistantBody) -> AsyncGenerator[dict[str, Any], None]:
    """Yield an answer as it comes."""
    try:
        async with aclosing(lamp.client.ask(_question(lamp, body))) as parts:
            async for part in parts:
                yield _line(part)
    except LampError as error:
        yield {"kind": "error", "message": in_a_browser(str(error))}


def _question(lamp: Lamp, body: AssistantBody) -> t.QuestionRequest:
    path = lamp.path_of(body.path)
    return t.QuestionRequest(
        action=body.action,
        text=body.text,
        path=path,
        project=lamp.project_of(path),
        language=body.spoken,
        cells=[
            t.CellMessage(kind=cell.type, source=cell.source, outputs=cell.outputs, error=cell.error)
            for cell in body.cells
        ],
        cell=body.cell,
        names=[
            t.KernelNameMessage(name=name.name, kind=name.type, detail=name.detail) for name in lamp.allowed(body.names)
        ],
        output=body.output,
        traceback=body.traceback,
        about=body.about,
        wish=body.wish,
        cell_id=body.cell_id,
        attached=[t.AttachmentMessage(name=each.name[:500], text=each.text[:100_000]) for each in body.attached],
    )


def _line(part: t.AnswerPart) -> dict[str, Any]:
    if part.kind == "start":
        return {"kind": "start", "id": part.id}
    if part.kind in {"stage", "text"}:
        return {"kind": part.kind, "text": part.text}
    return {"kind": "done", "text": part.text, "code": part.code, "used": part.used}


def _entry(lamp: Lamp, turn: t.TurnMessage) -> dict[str, Any]:
    return {
        "id": turn.id,
        "path": lamp.shown_path(turn.project, turn.path),
        "action": turn.action,
        "question": turn.asked,
        "text": turn.answer,
        "at": turn.at,
        "cell": turn.cell,
        "source": turn.source,
        "code": turn.code,
        "used": turn.used,
        "verdict": turn.verdict,
    }
