"""Routes of the assistant: questions, conversations, what the developer makes of answers."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from lamp_lsp.api import assistant_messages as t
from lamp_lsp.api import messages as m
from lamp_lsp.assistant.answering import Done, Part, Said, Stage
from lamp_lsp.assistant.questions import Action, Question
from lamp_lsp.assistant.selection import Selection, without_indentation
from lamp_lsp.daemon.clean_requests import CleanRoute
from lamp_lsp.daemon.routes.data import store_ready
from lamp_lsp.daemon.services import Parts, Services
from style_learner.answers.conversations import Conversations
from style_learner.errors import LampError, NotAvailable, StoreUnavailable
from style_learner.memory.query import relative_path
from style_learner.notebooks.cells import Cell, KernelName, Notebook
from style_learner.types import ChatTurn
from style_learner.writer import NOT_OPEN

router = APIRouter(tags=["assistant"], route_class=CleanRoute)


@router.post("/assistant")
async def ask(body: t.QuestionRequest, parts: Parts) -> StreamingResponse:
    """Answer a question; streams ``AnswerPart`` lines. A closed connection stops the model."""
    await parts.learning.ready()
    question = await asyncio.to_thread(_question, body, parts)
    return StreamingResponse(_lines(question, parts), media_type="application/x-ndjson")


@router.get("/conversations")
async def conversations(parts: Parts, path: str = "", project: str = "", query: str = "") -> t.ConversationResponse:
    """Return what was asked and answered about a document, or everywhere; with the words of ``query``."""
    talks = await _conversations(parts)
    project = parts.learner.sharing.home(path, project)
    found = await asyncio.to_thread(talks.turns, project, relative_path(path, project) if path else "", query)
    return t.ConversationResponse(turns=[_message(turn, verdict) for turn, verdict in found])


@router.put("/conversations")
async def move(body: t.ConversationMove, parts: Parts) -> m.Answer:
    """Follow a document that was renamed, so that its conversation goes with it."""
    talks = await _conversations(parts)
    home = parts.learner.sharing.home
    project, to_project = home(body.path, body.project), home(body.to, body.to_project)
    path, to = relative_path(body.path, project), relative_path(body.to, to_project)
    await parts.learning.run(lambda: talks.move(project, path, to_project, to))
    return m.Answer(message="The conversation goes with the document.")


@router.delete("/conversations")
async def forget(parts: Parts, path: str, project: str = "") -> m.Answer:
    """Erase the conversation about a document, and what was learned from it."""
    talks = await _conversations(parts)
    project = parts.learner.sharing.home(path, project)
    counts = await parts.learning.run(lambda: talks.forget(project, relative_path(path, project)))
    return m.Answer(message="The conversation is erased.", counts=counts)


@router.post("/answers/{answer_id}/feedback")
async def feedback(answer_id: str, body: t.AnswerFeedback, parts: Parts) -> m.Answer:
    """Keep what the developer said of an answer or did with it, and learn from it."""
    await _conversations(parts)
    if not parts.learning.learning:
        return m.Answer(message="LAMP is paused and learns nothing from it; run `lamp resume`.")
    await parts.learning.run(lambda: parts.learner.writer.judge_answer(answer_id, body.verdict, body.reason, body.text))
    return m.Answer(message="Noted: LAMP learns from it how you like answers.")


async def _lines(question: Question, parts: Services) -> AsyncIterator[str]:
    try:
        async with aclosing(parts.assistant.answer(question)) as answer:
            async for part in answer:
                yield _part(part).model_dump_json() + "\n"
    except LampError as error:
        yield m.ErrorResponse(error=str(error), kind=type(error).__name__).model_dump_json() + "\n"


def _part(part: Part) -> t.AnswerPart:
    if isinstance(part, Said):
        return t.AnswerPart(kind="text", text=part.text)
    if isinstance(part, Stage):
        return t.AnswerPart(kind="stage", text=part.text)
    if isinstance(part, Done):
        return t.AnswerPart(kind="done", text=part.text, code=part.code, used=part.used)
    return t.AnswerPart(kind="start", id=part.id)


def _question(body: t.QuestionRequest, parts: Services) -> Question:
    cells = tuple(Cell(cell.kind, cell.source, tuple(cell.outputs), cell.error) for cell in body.cells)
    cells = cells or (Cell("code", ""),)
    cell, selection = min(body.cell, len(cells) - 1), None
    if body.place == "selection":
        cells, selection = _selected(body, parts)
        cell = 1
    names = tuple(KernelName(name.name, name.kind, name.detail) for name in body.names)
    talks, project = parts.learner.conversations, parts.learner.sharing.home(body.path, body.project)
    about = talks.turn(body.about) if talks and body.about else None
    history = talks.turns(project, relative_path(body.path, project)) if talks and body.path else []
    return Question(
        action=Action(body.action),
        text=body.text,
        path=body.path,
        project=project,
        notebook=Notebook(body.language, cells, cell, 0, names),
        selection=selection,
        output=body.output,
        traceback=body.traceback,
        about=about,
        wish=body.wish,
        attached=tuple((each.name, each.text) for each in body.attached),
        cell_id=body.cell_id,
        history=tuple(turn for turn, _ in history),
        may_be_kept=parts.learning.learning
        and parts.learner.writer.why_not_learn_from(body.path, project, b"") is None,
    )


def _selected(body: t.QuestionRequest, parts: Services) -> tuple[tuple[Cell, ...], Selection]:
    """Return what stands before the selection, it, and what stands behind, as cells; and where it stands.

    Raises:
        NotAvailable: the file is one that LAMP leaves alone.
    """
    if refused := parts.learner.advice.why_not_complete_in(body.path, body.project):
        raise NotAvailable(f"LAMP leaves this file alone: {refused}.")
    sources = [cell.source for cell in body.cells]
    code, indentation = without_indentation("".join(sources[body.cell : body.cell + 1]))
    before, after = "".join(sources[: body.cell]), "".join(sources[body.cell + 1 :])
    return (Cell("code", before), Cell("code", code), Cell("code", after)), Selection(before, after, indentation)


def _message(turn: ChatTurn, verdict: str) -> t.TurnMessage:
    names = ("id", "at", "project", "path", "language", "action", "asked", "answer", "cell")
    used = json.loads(turn.used) if turn.used else {}
    shown = {name: getattr(turn, name) for name in names}
    return t.TurnMessage(**shown, source=turn.code, code=turn.proposed or None, used=used, verdict=verdict)


async def _conversations(parts: Services) -> Conversations:
    await store_ready(parts)
    if parts.learner.conversations is None:
        raise StoreUnavailable(NOT_OPEN)
    return parts.learner.conversations
