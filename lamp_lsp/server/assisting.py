"""Questions about a selection: sent to the assistant, with progress, and back as an answer that fits the text."""

from collections.abc import Callable
from contextlib import aclosing

from lsprotocol import types
from pydantic import ValidationError

from lamp_lsp.api.assistant_messages import AnswerFeedback, AnswerPart, QuestionRequest
from lamp_lsp.server.actions import MOST_SELECTED, AskParams, SelectionAnswer, lines_of, question_about
from lamp_lsp.server.commands import Arguments, Refused
from lamp_lsp.server.link import Daemon, Link
from lamp_lsp.server.workspace import Workspace
from style_learner.errors import LampError

CHANGED = "The text has changed since; select the code again and ask again."
TOO_LONG = f"More than {MOST_SELECTED:,} characters are selected; select less and ask again."
NOT_OPEN = "The file is not open any more; open it and ask again."
NOTHING = "Nothing is selected; select some code and ask again."


def ask_params(given: Arguments) -> AskParams:
    """Read the argument of ``lamp.ask``."""
    try:
        return AskParams.model_validate(given.mapping(0))
    except ValidationError as error:
        raise Refused("The question is of the wrong form; docs/protocol.md says what is expected.") from error


class Assisting:
    """Asks the assistant for the developer; every method raises ``Refused`` with a sentence to be shown."""

    def __init__(self, link: Link, workspace: Workspace) -> None:
        self._link = link
        self._workspace = workspace

    async def ask(self, asked: AskParams, stage: Callable[[str], None]) -> SelectionAnswer:
        """Ask about a selection; ``stage`` is told what is being done. Cancelling stops the model."""
        document = self._workspace.documents.get(asked.uri)
        if document is None:
            raise Refused(NOT_OPEN)
        if document.unusable:
            raise Refused(f"LAMP leaves this file alone: {document.unusable}.")
        if asked.version is not None and document.version is not None and asked.version != document.version:
            raise Refused(CHANGED)
        start, end = (types.Position(each.line, each.character) for each in (asked.range.start, asked.range.end))
        lines, text = lines_of(document, start, end), document.text
        if not text[lines.start : lines.end].strip():
            raise Refused(NOTHING)
        if lines.end - lines.start > MOST_SELECTED:
            raise Refused(TOO_LONG)
        question = question_about(document, lines, asked, self._workspace.project_of(document.path))
        try:
            number, done = await self._link.ask(lambda: _answered(self._link.daemon, question, stage))
        except LampError as error:
            raise Refused(str(error)) from error
        if document.text != text:
            raise Refused(CHANGED)
        sentence = str(done.used.get("sentence", ""))
        return SelectionAnswer(
            number, asked.action, done.text, done.code, lines.range_in(document), document.version, sentence
        )

    async def judge(self, given: Arguments) -> str:
        """Tell what the developer did with an answer, so that LAMP learns from it."""
        try:
            said = AnswerFeedback.model_validate({"verdict": given.text(1), "text": given.text(2)})
        except ValidationError as error:
            raise Refused("Say applied, good or bad.") from error
        try:
            answer_id = given.text(0)
            return (await self._link.ask(lambda: self._link.daemon.judge_answer(answer_id, said))).message
        except LampError as error:
            raise Refused(str(error)) from error


async def _answered(daemon: Daemon, question: QuestionRequest, stage: Callable[[str], None]) -> tuple[str, AnswerPart]:
    """Return the answer's id and its last part."""
    number, written = "", 0
    async with aclosing(daemon.ask(question)) as parts:
        async for part in parts:
            if part.kind == "start":
                number = part.id
            elif part.kind == "stage":
                stage(part.text)
            elif part.kind == "text":
                written += len(part.text)
                stage(f"Writing: {written:,} characters")
            else:
                return number, part
    raise Refused("The answer ended before it was complete; ask again.")
