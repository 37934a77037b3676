"""From the model's words to code that parses and follows the developer's sure habits; what is wrong is said plainly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lamp_lsp.assistant.questions import GIVES_CODE, REPLACES, Action, Question
from style_learner.answers.code import code_block, essence, first_error, is_cut, with_code
from style_learner.notebooks.cells import Notebook
from style_learner.notebooks.magics import as_code, split_cell
from style_learner.postprocessing.habits import apply_habits
from style_learner.types import CursorContext

NO_CODE = "*The model answered in words and wrote no code. Ask again, or take a larger model with `lamp model`.*"
BROKEN = (
    "*This code does not parse, so there is nothing to apply. Ask again, or take a larger model with `lamp model`.*"
)
CUT = "*The answer was cut at its limit, so there is nothing to apply. Ask for less at once, and ask again.*"
ONLY_COMMENTS = "*This only adds comments; the error would stay. Say in a few words what should happen, and ask again.*"
COPIED = "*This repeats other cells or what they put out, so there is nothing to apply. Ask again.*"
UNCHANGED = "*The model changed nothing. Say in a few words what should be different, and ask again.*"
HABITS_ONLY = (
    "The model's version does not parse, so this is your own cell with the habits that are sure of you, and no more:"
)

LEAST_COPY = 20
"""Characters of another cell from which its code is no coincidence."""
LEAST_OUTPUT = 8
"""The same for a line that was put out; shorter ones, as ``total``, are code as well."""

_CHANGE_CODE = "Comments alone do not help: the error stays. Change the code. Answer with the whole cell in one block."
_THIS_CELL = "Answer with this one cell alone, without the other cells and without what they put out, in one block."
_SHORTER = "That was too long. Answer with the code alone, as short as it can be, in one block."
_IMPORTS = ("import ", "from ", "using ", "library(", "require(", "#include", "const ", "use ")
_COMMENT_MARKS = ("#", "//", "--", "%")


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer as it is shown."""

    text: str
    code: str | None
    """The code to apply; None where there is none, or where it would break the cell."""
    broken_at: int | None = None
    """The line of the code where it stops to parse."""
    order: str = ""
    """What the model is told when it tries once more; empty: the same again."""


def check(question: Question, answer: str, habits: Mapping[str, str], *, cut_short: bool = False) -> Checked:
    """Bring the code of an answer to the developer's habits and see whether it can be applied.

    ``cut_short``: the model was ended at its limit.
    """
    if cut_short and question.action in GIVES_CODE and is_cut(answer):
        return Checked(f"{answer}\n\n{CUT}", None, order=_SHORTER)
    code = code_block(answer)
    if code is None and question.action in GIVES_CODE and _is_code(answer, question.language):
        code, answer = answer, f"```{question.language}\n{answer.strip()}\n```"
    if code is None:
        return Checked(answer + (f"\n\n{NO_CODE}" if question.action in GIVES_CODE else ""), None)
    if question.action in REPLACES:
        code = _with_magic(question, code)
    broken = _error_line(question, code)
    if broken is None:
        code = in_own_habits(code, question, habits)
        answer = with_code(answer, code if code.endswith("\n") else code + "\n")
    if question.action in REPLACES:
        return _new_text(question, answer, code, broken)
    if code.strip() == question.code.strip():  # shown, to speak of it
        return Checked(answer, None)
    return Checked(answer, code.rstrip("\n"), broken)


def _new_text(question: Question, answer: str, code: str, broken: int | None) -> Checked:
    """Return an answer whose ``code`` would take the place of the cell, or say why it must not."""
    if broken is not None:
        note = BROKEN
        order = f"This code has a syntax error at line {broken}. Answer with the whole corrected code in one block."
    elif code.strip() == question.code.strip():
        note, order = UNCHANGED, ""
    elif question.action is Action.FIX and does_the_same(question.code, code, question.language):
        note, order = ONLY_COMMENTS, _CHANGE_CODE
    elif repeats_others(code, question.notebook):
        note, order = COPIED, _THIS_CELL
    else:
        return Checked(answer, code.rstrip("\n"))
    return Checked(f"{answer}\n\n{note}", None, broken, order)


def does_the_same(code: str, other: str, language: str) -> bool:
    """Say whether two cells differ in comments and white space alone."""
    (magic, body, spoken), (other_magic, other_body, _) = split_cell(code, language), split_cell(other, language)
    if magic != other_magic or first_error(as_code(body, spoken, "#"), spoken) is not None:
        return False
    return essence(body, spoken) == essence(other_body, spoken)


def repeats_others(code: str, notebook: Notebook) -> bool:
    """Say whether ``code`` has a whole other cell in it, or a line that a cell put out; imports may stand twice."""
    own = _lines(notebook.here.source)
    fresh = [line for line in _lines(code) if line not in own]
    others = [cell for at, cell in enumerate(notebook.cells) if at != notebook.cell and cell.kind == "code"]
    if any(_is_part(_telling(_lines(cell.source), own), fresh) for cell in others):
        return True
    outputs = {line for cell in notebook.cells for text in cell.outputs for line in _lines(text)}
    said = {line.lstrip("#/-% ") for line in fresh} | set(fresh)
    return any(len(line) >= LEAST_OUTPUT and line not in own for line in said & outputs)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _telling(lines: Sequence[str], own: Sequence[str]) -> list[str]:
    """Return the lines by which a cell is known again."""
    return [line for line in lines if line not in own and not line.startswith((*_IMPORTS, *_COMMENT_MARKS))]


def _is_part(cell: Sequence[str], code: Sequence[str]) -> bool:
    return sum(map(len, cell)) >= LEAST_COPY and set(cell) <= set(code)


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


def _error_line(question: Question, code: str) -> int | None:
    """Return the line where the new code stops to parse; a part of a statement is judged in its file.

    Where neither the selection nor its file parsed before, only a fix has to.
    """
    line, selection = error_line(code, question.language), question.selection
    if line is None or selection is None or error_line(question.code, question.language) is None:
        return line
    if question.action is Action.FIX:
        return None if selection.mends(code, question.language) else line
    return line if selection.breaks(question.code, code, question.language) else None


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
