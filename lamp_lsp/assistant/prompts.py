"""The conversation that the model reads: who it is, how answers should be, the notebook, the question.

Small models follow one plain order better than many, so each action is one sentence, the code stands in a fence, and
what is far from the cell gives way first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lamp_lsp.assistant.evidence import Evidence
from lamp_lsp.assistant.misnamed import misnamed
from lamp_lsp.assistant.questions import Action, Question
from lamp_lsp.backends.protocol import ChatMessage
from style_learner.notebooks.around import as_text
from style_learner.notebooks.names import in_words, names_worth_telling
from style_learner.notebooks.outputs import plain_text, shortened, traceback_end
from style_learner.profile.wording import language_in_words
from style_learner.prompts.building import COMMENT_MARKS
from style_learner.types import ChatTurn

MOST_HISTORY = 2
"""Turns of the conversation that are said again."""
HISTORY_CHARACTERS = 600
"""Of each earlier answer; the developer has it before them, the model needs its drift."""
KEPT_CHARACTERS = 900
ATTACHED_CHARACTERS = 6_000
"""Of all texts that a question names; the cell that is meant keeps its place."""
TRACEBACK_LINES = 12
NEAR_CELLS = 2
"""Above the one that is meant: their names are likely to be meant as well."""
LEAST_NEIGHBOURS = 200
"""Characters of other cells that are worth a heading."""

_SYSTEM = "You are LAMP, a programming assistant inside {where}. Answer in Markdown. Be correct and to the point."
_BLOCK = "Answer with one ```{fence} block that holds the whole {what}, then at most one sentence."
_ORDERS = {
    Action.ASK: "{text}",
    Action.EXPLAIN: "Explain {what} to the developer. {text}",
    Action.FIX: "Correct this {language} {unit} so that it no longer fails, and keep all else as it is. {text} {block}",
    Action.WRITE: "Write one {language} {unit} that does this: {text} {block}",
    Action.CHANGE: "Change this {language} {unit} as follows, and keep all else as it is: {text} {block}",
    Action.DOCUMENT: "Add docstrings and short comments to this {language} {unit}, change nothing else. {text} {block}",
    Action.TEST: "Write a short test in {language} for this {unit}, with plain assertions. {text} {block}",
    Action.REWRITE: "Rewrite this {language} {unit} in the developer's own style. It must do the same. {text} {block}",
    Action.NEXT: "Suggest the next {language} cell of this notebook. {text} {block}",
}
_SHOWN = {
    Action.WRITE: "new cell",
    Action.TEST: "test",
    Action.NEXT: "next cell",
}


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model reads."""

    messages: list[ChatMessage]
    neighbours: tuple[str, ...]
    """The first line of each cell beside the one that is meant, as it is said."""
    names: int
    """Names of the live kernel."""


def prompt(question: Question, evidence: Evidence, *, characters: int) -> Prompt:
    """Return the conversation, of about ``characters`` in all."""
    said = [ChatMessage("system", _system(question, evidence))]
    for turn in question.history[-MOST_HISTORY:] if question.action is Action.ASK else ():
        said += [ChatMessage("user", turn.asked or turn.action), _said(turn, HISTORY_CHARACTERS)]
    asked = _order(question)
    names = _names(question)
    near = [_list_of("Names in the kernel:", names), _attached(question), _cell(question), asked]
    room = characters - sum(len(message.content) for message in said) - sum(len(part) for part in near)
    neighbours = _neighbours(question, room)
    heading = "The file up to there:" if question.selection else "The notebook so far:"
    parts = [_fenced(heading, neighbours, question.language), *near]
    said.append(ChatMessage("user", "\n\n".join(part for part in parts if part)))
    if question.about is not None:
        said += [_said(question.about, 2 * HISTORY_CHARACTERS), ChatMessage("user", _anew(question))]
    return Prompt(said, tuple(text.partition("\n")[0] for text in neighbours), len(names))


def try_again(said: Sequence[ChatMessage], answer: str, order: str) -> list[ChatMessage]:
    """Return the conversation that asks once more, and says what is wrong with the answer."""
    return [*said, ChatMessage("assistant", answer), ChatMessage("user", order)]


def _system(question: Question, evidence: Evidence) -> str:
    parts = [_SYSTEM.format(where="a code editor" if question.selection else "a notebook"), *evidence.wishes]
    if evidence.manner:
        parts.append("The developer's style: " + " ".join(evidence.manner))
    if evidence.snippets:
        own = evidence.snippets[0].snippet.text.strip()[:KEPT_CHARACTERS]
        parts.append(f"Code of the developer's, for its style:\n```{question.language}\n{own}\n```")
    if evidence.kept is not None:
        parts.append(f"An earlier answer that the developer kept:\n{evidence.kept.answer[:KEPT_CHARACTERS]}")
    return "\n".join(parts)


def _order(question: Question) -> str:
    unit = "code" if question.selection else "cell"
    block = _BLOCK.format(fence=question.spoken, what=_SHOWN.get(question.action, unit))
    what = "this traceback" if question.traceback else "this output" if question.output else f"this {unit}"
    language = language_in_words(question.spoken)
    order = _ORDERS[question.action].format(
        text=question.text.strip(), language=language, unit=unit, what=what, block=block
    )
    return " ".join(order.split()) if question.action is not Action.ASK else order


def _cell(question: Question) -> str:
    if question.action in {Action.WRITE, Action.NEXT}:
        return ""
    code = question.code.strip("\n")
    parts = [f"```{question.spoken}\n{code}\n```"] if code else []
    if question.output:
        parts.append("Its output:\n```\n" + "\n".join(shortened([question.output])) + "\n```")
    if question.traceback:
        parts.append("The error:\n```\n" + "\n".join(traceback_end(question.traceback, TRACEBACK_LINES)) + "\n```")
        if (slip := misnamed(question)) is not None:
            parts.append(slip.sentence)
    return "\n".join(parts)


def _attached(question: Question) -> str:
    """Return the texts that the question names, each as far as there is room for it."""
    most = ATTACHED_CHARACTERS // max(1, len(question.attached))
    return "\n\n".join(f"`{name}`:\n```\n{text.strip()[:most]}\n```" for name, text in question.attached)


def _names(question: Question) -> list[str]:
    """Return what the live kernel knows of the names that the question is about."""
    notebook = question.notebook
    near = "\n".join(cell.source for cell in notebook.cells[max(0, notebook.cell - NEAR_CELLS) : notebook.cell])
    return [in_words(name) for name in names_worth_telling(notebook.names, f"{question.code}\n{question.text}", near)]


def _neighbours(question: Question, room: int) -> list[str]:
    """Return cells around the one that is meant, the nearest above first, as many as there is room for."""
    if question.selection:
        above = question.selection.before[-max(0, room) :].strip() if room > 0 else ""
        return [above] if above else []
    notebook, comment = question.notebook, COMMENT_MARKS.get(question.language, "//")
    last = len(notebook.cells) if question.action is Action.NEXT else notebook.cell
    kept: list[str] = []
    for cell in reversed(notebook.cells[: last + (question.action in {Action.NEXT, Action.WRITE})]):
        text = plain_text(as_text(cell, notebook.language, question.language, comment, results=True)).strip()
        room -= len(text)
        if room < LEAST_NEIGHBOURS and kept:
            break
        kept.append(text if room > 0 else text[: max(0, len(text) + room)])
    return [text for text in reversed(kept) if text]


def _list_of(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([heading, *(f"- {line}" for line in lines)]) if lines else ""


def _fenced(heading: str, cells: Sequence[str], language: str) -> str:
    return "\n".join([heading, f"```{language}", "\n\n".join(cells), "```"]) if cells else ""


def _said(turn: ChatTurn, characters: int) -> ChatMessage:
    return ChatMessage("assistant", turn.answer[:characters])


def _anew(question: Question) -> str:
    wishes = {"shorter": "Answer again, much shorter.", "longer": "Answer again, in more detail, step by step."}
    return wishes.get(question.wish, "Answer again, in another way.")
