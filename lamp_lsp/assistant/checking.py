"""From the model's words to code that parses and follows the developer's sure habits; what is wrong is said plainly."""

from collections.abc import Mapping
from dataclasses import dataclass

from lamp_lsp.assistant.questions import GIVES_CODE, REPLACES, Action, Question
from style_learner.answers.code import code_block, first_error, with_code
from style_learner.notebooks.magics import as_code, split_cell
from style_learner.shaping.habits import apply_habits
from style_learner.types import CursorContext

NO_CODE = "*The model answered in words and wrote no code. Ask again, or take a larger model with `lamp model`.*"
BROKEN = (
    "*This code does not parse, so there is nothing to apply. Ask again, or take a larger model with `lamp model`.*"
)
UNCHANGED = "*The model changed nothing. Say in a few words what should be different, and ask again.*"
HABITS_ONLY = (
    "The model's version does not parse, so this is your own cell with the habits that are sure of you, and no more:"
)


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer as it is shown."""

    text: str
    code: str | None
    """The code to apply; None where there is none, or where it would break the cell."""
    broken_at: int | None = None
    """The line of the code where it stops to parse."""


def check(question: Question, answer: str, habits: Mapping[str, str]) -> Checked:
    """Bring the code of an answer to the developer's habits and see whether it can be applied."""
    code = code_block(answer)
    if code is None and question.action in GIVES_CODE and _is_code(answer, question.language):
        code, answer = answer, f"```{question.language}\n{answer.strip()}\n```"
    if code is None:
        return Checked(answer + (f"\n\n{NO_CODE}" if question.action in GIVES_CODE else ""), None)
    if question.action in REPLACES:
        code = _with_magic(question, code)
    broken = error_line(code, question.language)
    if broken is None:
        code = in_own_habits(code, question, habits)
        answer = with_code(answer, code if code.endswith("\n") else code + "\n")
    if question.action not in REPLACES:
        if code.strip() == question.code.strip():  # shown, to speak of it
            return Checked(answer, None)
        return Checked(answer, code.rstrip("\n"), broken)
    if broken is not None:
        return Checked(f"{answer}\n\n{BROKEN}", None, broken)
    if code.strip() == question.code.strip():
        return Checked(f"{answer}\n\n{UNCHANGED}", None)
    return Checked(answer, code.rstrip("\n"))


def own_habits_alone(question: Question, habits: Mapping[str, str]) -> Checked | None:
    """Return the cell with sure habits applied; None where that changes nothing, or is not what was asked."""
    if question.action is not Action.REWRITE or error_line(question.code, question.language) is not None:
        return None
    code = in_own_habits(question.code, question, habits)
    if code == question.code:
        return None
    return Checked(f"{HABITS_ONLY}\n\n```{question.language}\n{code.strip()}\n```", code)


def in_own_habits(code: str, question: Question, habits: Mapping[str, str]) -> str:
    """Return ``code`` with the choices the developer is sure of, if it is of the notebook's own language."""
    magic, body, spoken = split_cell(code, question.language)
    if spoken != question.language:
        return code
    return magic + apply_habits(body, CursorContext(question.path, spoken, "", "", question.project), habits)


def error_line(code: str, language: str) -> int | None:
    """Return the line where a cell stops to parse; a notebook's commands are no errors."""
    magic, body, spoken = split_cell(code, language)
    line = first_error(as_code(body, spoken, "#"), spoken)
    return line + magic.count("\n") if line is not None else None


def _is_code(answer: str, language: str) -> bool:
    """Say whether an answer without a fence is code: it parses, and has more in it than words."""
    return error_line(answer, language) is None and any(mark in answer for mark in ("=", "(", "import "))


def _with_magic(question: Question, code: str) -> str:
    """Keep the cell's magic line, which models tend to drop or to change."""
    magic, _, _ = split_cell(question.code, question.language)
    return magic + split_cell(code, question.language)[1] if magic else code
