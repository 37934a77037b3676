"""From a question to a streamed answer. Leaving the stream stops the model; what was said till then is not kept."""

import asyncio
import json
import time
import uuid
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from lamp_lsp.assistant.checking import Checked, check, error_line, own_habits_alone
from lamp_lsp.assistant.evidence import Evidence, as_why, gather
from lamp_lsp.assistant.misnamed import Misnamed, misnamed
from lamp_lsp.assistant.prompts import Prompt, prompt, try_again
from lamp_lsp.assistant.questions import GIVES_CODE, REPLACES, Action, Question
from lamp_lsp.backends.protocol import ChatMessage, GenerationOptions, Timing
from lamp_lsp.engine.assembling import CHARACTERS_PER_TOKEN
from lamp_lsp.engine.assistant_model import AssistantModel
from lamp_lsp.engine.engine import Engine
from lamp_lsp.engine.model import Model, OpenModel
from style_learner.errors import LampError, NotAvailable, TryAgain
from style_learner.learner import Learner
from style_learner.memory.query import relative_path
from style_learner.profile.wording import counted
from style_learner.types import ChatTurn

log = structlog.get_logger()

FIRST_WORD_S = 8.0
"""How long reading the question may take: who asks in words waits longer than who types."""
LEAST_CHARACTERS, MOST_CHARACTERS = 2_400, 24_000
"""Of a conversation to be read: a cell with its error, and more than small models make use of."""
ANSWER_TOKENS = {"short": 200, "": 400, "long": 800}
"""The most of an answer in words, by the length that the developer wants."""
CODE_SLACK_TOKENS = 160
"""For what an answer says around a cell's code, and what it adds to it."""
ANEW_TEMPERATURE = 0.5
ONCE_MORE = "\n\n*There is nothing to apply in that; once more.*\n\n"


@dataclass(frozen=True, slots=True)
class Started:
    """The answer begins."""

    id: str


@dataclass(frozen=True, slots=True)
class Said:
    """The next piece of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """The whole answer as it finally reads, the code to apply, and what it was built from."""

    text: str
    code: str | None
    used: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being done while no words come."""

    text: str


Part = Started | Said | Done | Stage

GATHERING = "Looking up how you write"
WAITING = "Waiting for the model"
READING = "The model reads the code"
WRITING = "Writing"
AGAIN = "Trying once more"


class Assistant:
    """Answers questions, with the model that completes or one of its own."""

    def __init__(self, model: AssistantModel, engine: Engine, learner: Learner) -> None:
        self._models = model
        self._engine = engine
        self._learner = learner

    async def answer(self, question: Question) -> AsyncGenerator[Part, None]:
        """Yield the answer as it comes.

        Raises:
            TryAgain: the model could not be asked just now.
            NotAvailable: there is none, or it cannot hold a conversation.
        """
        made_from = self._learner.advice.knowledge_number
        model, opened = await self._open()
        started = time.monotonic()
        turn = _turn(question, opened)
        yield Started(turn.id)
        yield Stage(GATHERING)
        evidence = await asyncio.to_thread(gather, self._learner, question, turn)
        read = prompt(question, evidence, characters=_room(model, opened))
        async with aclosing(self._checked(question, model, opened, read.messages, evidence)) as parts:
            async for part in parts:
                if isinstance(part, Checked):
                    checked = part
                else:
                    yield part
        used = _used(question, opened, evidence, read, round((time.monotonic() - started) * 1000))
        forgotten = made_from != self._learner.advice.knowledge_number  # what it is made of may be gone
        if question.may_be_kept and not forgotten:
            await self._keep(replace(turn, answer=checked.text, proposed=checked.code or "", used=_as_kept(used)))
        log.info("answered", action=question.action, language=question.language, took_ms=used["took_ms"])
        yield Done(checked.text, _in_place(question, checked.code), used)

    async def _open(self) -> tuple[Model, OpenModel]:
        model, opened = await self._models.ready()
        if opened is None:
            raise (TryAgain if model.state == "loading" else NotAvailable)(model.why_not)
        if not opened.capabilities.chat:
            raise NotAvailable(
                f"{opened.backend.model} completes code and cannot talk; "
                "`lamp settings set assistant_model NAME` takes one that can."
            )
        return model, opened

    async def _checked(
        self, question: Question, model: Model, opened: OpenModel, said: Sequence[ChatMessage], evidence: Evidence
    ) -> AsyncGenerator[Said | Stage | Checked, None]:
        """Stream the model's words, then yield them checked; a new cell that cannot be applied gets a second try.

        Who asks the same anew gets another answer, not the one they did not want. A slip of a name whose right one the
        kernel knows is corrected without the model, unless that was answered already.
        """
        slip = misnamed(question)
        if slip is not None and question.about is None and (corrected := _without_model(question, slip)) is not None:
            yield corrected
            return
        if slip is not None:
            yield Said(f"{slip.sentence}\n\n")
        habits = self._learner.advice.confident_habits(question.language, question.project)
        asked = _times_asked(question)
        temperature = ANEW_TEMPERATURE if asked else 0.0
        options = GenerationOptions(
            _most_tokens(question, evidence), temperature=temperature, seed=2 * asked, logprobs=False
        )
        checked = Checked("", None)
        for last_try in (False, True):
            answer, cut_short = "", False
            async with aclosing(self._words(model, opened, said, options)) as words:
                async for part in words:
                    if isinstance(part, Timing):
                        cut_short = part.cut_short
                        continue
                    answer += part.text if isinstance(part, Said) else ""
                    yield part
            checked = check(question, answer.strip(), habits, cut_short=cut_short)
            if checked.code is not None or question.action not in REPLACES or last_try:
                break
            yield Said(ONCE_MORE)
            yield Stage(AGAIN)
            said = try_again(said, answer, checked.order) if checked.order else said
            options = replace(options, temperature=ANEW_TEMPERATURE, seed=options.seed + 1)
        fallback = own_habits_alone(question, habits) if checked.code is None else None
        checked = fallback or checked
        yield replace(checked, text=f"{slip.sentence}\n\n{checked.text}") if slip is not None else checked

    async def _words(
        self, model: Model, opened: OpenModel, said: Sequence[ChatMessage], options: GenerationOptions
    ) -> AsyncGenerator[Said | Stage | Timing, None]:
        yield Stage(WAITING)
        async with self._engine.at_model():
            yield Stage(READING)
            try:
                async with aclosing(opened.backend.chat(said, options)) as items:
                    begun = False
                    async for item in items:
                        if isinstance(item, Timing):
                            model.speed.add(item)
                            yield item
                            continue
                        if not begun:
                            yield Stage(WRITING)
                        begun = True
                        yield Said(item.text)
            except LampError as error:
                await model.failed(opened, error)
                raise

    async def _keep(self, turn: ChatTurn) -> None:
        await asyncio.to_thread(self._learner.writer.keep_answer, turn)


def _in_place(question: Question, code: str | None) -> str | None:
    """Return the code to apply as it would stand in its file; a test stands in one of its own."""
    if code is None or question.selection is None or question.action not in REPLACES:
        return code
    return question.selection.in_place(code)


def _room(model: Model, opened: OpenModel) -> int:
    """Return how many characters can be read before the developer waits too long for the first word."""
    readable = model.speed.estimate().read_tokens_per_s * FIRST_WORD_S
    window = opened.capabilities.context_length - 2 * ANSWER_TOKENS["long"]
    tokens = min(readable, window)
    return int(min(max(tokens * CHARACTERS_PER_TOKEN, LEAST_CHARACTERS), MOST_CHARACTERS))


def _turn(question: Question, opened: OpenModel) -> ChatTurn:
    return ChatTurn(
        id=uuid.uuid4().hex,
        at=time.time(),
        project=question.project,
        path=relative_path(question.path, question.project),
        language=question.language,
        action=str(question.action),
        asked=question.text,
        code=question.code,
        answer="",
        backend=opened.backend.kind,
        model=opened.backend.model,
        cell=question.cell_id,
    )


def _without_model(question: Question, slip: Misnamed) -> Checked | None:
    """Return the cell with the right name; None where that is not what was asked for, or changes nothing."""
    if question.action is not Action.FIX or question.text.strip():
        return None
    code = slip.corrected(question.code)
    if code == question.code or error_line(code, question.language) is not None:
        return None
    return Checked(f"{slip.sentence}\n\n```{question.spoken}\n{code.rstrip()}\n```", code.rstrip("\n"))


def _as_kept(used: dict[str, Any]) -> str:
    """Return what an answer was built from as it is kept: where own code stands, not the code once more."""
    snippets = [{key: value for key, value in one.items() if key != "text"} for one in used.get("snippets", [])]
    return json.dumps({**used, "snippets": snippets})


def _times_asked(question: Question) -> int:
    """Return how often the same was asked of the same cell in this conversation."""
    this = (question.action, question.text, question.code)
    return sum((turn.action, turn.asked, turn.code) == this for turn in question.history)


def _most_tokens(question: Question, evidence: Evidence) -> int:
    if question.action in REPLACES:
        return 2 * len(question.code) // CHARACTERS_PER_TOKEN + CODE_SLACK_TOKENS
    if question.action in GIVES_CODE:
        return ANSWER_TOKENS[""]
    wished = {"shorter": "short", "longer": "long"}.get(question.wish) or evidence.choice("answer_length")
    return ANSWER_TOKENS[wished]


def _used(question: Question, opened: OpenModel, evidence: Evidence, read: Prompt, took_ms: int) -> dict[str, Any]:
    counts = (
        (0 if question.selection else len(read.neighbours), "other cell", ""),
        (len(question.attached), "text that you named", "texts that you named"),
        (read.names, "name in the kernel", "names in the kernel"),
        (len(evidence.answer_habits) + len(evidence.code_habits), "habit of yours", "habits of yours"),
        (len(evidence.snippets), "piece of your own code", "pieces of your own code"),
    )
    parts = [
        "the selection" if question.selection else "the cell and its output",
        *(counted(count, one, more) for count, one, more in counts if count),
    ]
    parts += ["an earlier answer that you kept"] if evidence.kept else []
    return {
        **as_why(evidence),
        "cells": [] if question.selection else list(read.neighbours),
        "backend": opened.backend.kind,
        "model": opened.backend.model,
        "took_ms": took_ms,
        "sentence": f"{opened.backend.model} wrote it in {took_ms / 1000:.1f} s from {', '.join(parts)}.",
    }
