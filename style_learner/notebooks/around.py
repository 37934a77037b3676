"""The text before and after a notebook's cursor, as a model reads it.

Cells of the cursor's language stand there as code, everything else as comments: markdown, outputs, tracebacks, cells in
another language, names of the kernel. What is far from the cursor gives way first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from style_learner.notebooks.cells import Cell, Notebook
from style_learner.notebooks.magics import as_code, place_in_line, runs_as_code, split_cell, without_commands
from style_learner.notebooks.names import in_words, names_worth_telling
from style_learner.notebooks.outputs import commented, shortened, traceback_end
from style_learner.prompts.building import COMMENT_MARKS

MOST_BEFORE = 16_000
"""Characters of cells above: more than any model's budget for them takes."""
MOST_AFTER = 4_000
MARKDOWN_LINES = 6
FOREIGN_LINES = 6
"""Of a cell in another language; its first lines tell what it is about."""
LONGEST_LINE = 200
BETWEEN_CELLS = "\n\n\n\n"


@dataclass(frozen=True, slots=True)
class Around:
    """A place in a notebook as one text."""

    language: str
    prefix: str
    suffix: str
    context_only_characters: int
    """Characters at the beginning of ``prefix`` that are not the cursor's cell."""
    context_only_characters_after: int
    """The same at the end of ``suffix``."""


def around(notebook: Notebook) -> Around:
    """Return what stands around the cursor."""
    magic, body, language = split_cell(notebook.here.source, notebook.language)
    offset = max(0, notebook.offset - len(magic))
    before, after = body[:offset], body[offset:]
    head, _, line = before.rpartition("\n")
    command = place_in_line(line) if language == "python" else None
    if command is not None:
        language, line = command
        head = head if language == "python" else ""
        after = after.partition("\n")[0]
    comment = COMMENT_MARKS.get(language, "//")
    head = as_code(f"{head}\n", language, comment) if head else ""
    above = _above(notebook, language, comment) + _names(notebook, before, comment)
    below = _below(notebook, language, comment)
    return Around(language, above + head + line, as_code(after, language, comment) + below, len(above), len(below))


def code_of(cells: Sequence[Cell], notebook_language: str) -> str:
    """Return the code in the notebook's own language: what its author may be learned from.

    Where a cell ends is nobody's choice of blank lines, so more of them stand between cells than anybody leaves.
    """
    found = []
    for cell in cells:
        _, body, language = split_cell(cell.source, notebook_language)
        if cell.kind == "code" and language == notebook_language and runs_as_code(cell.source):
            found.append(without_commands(body, language).strip("\n"))
    return BETWEEN_CELLS.join(text for text in found if text.strip())


def _above(notebook: Notebook, language: str, comment: str) -> str:
    parts: list[str] = []
    room = MOST_BEFORE
    for cell in reversed(notebook.cells[: notebook.cell]):
        text = as_text(cell, notebook.language, language, comment, results=True)
        room -= len(text)
        if room < 0:
            break
        parts.append(text)
    return "".join(f"{text}\n" for text in reversed(parts) if text)


def _below(notebook: Notebook, language: str, comment: str) -> str:
    parts: list[str] = []
    room = MOST_AFTER
    for cell in notebook.cells[notebook.cell + 1 :]:
        text = as_text(cell, notebook.language, language, comment, results=False)
        room -= len(text)
        if room < 0:
            break
        parts.append(text)
    return "".join(f"\n\n{text.rstrip()}" for text in parts if text) + ("\n" if any(parts) else "")


def as_text(cell: Cell, notebook_language: str, language: str, comment: str, *, results: bool) -> str:
    """Return a cell as code of ``language``, with what it printed or raised beneath it when ``results`` are wanted."""
    if cell.kind != "code":
        return commented(_first_lines(cell.source, MARKDOWN_LINES), comment)
    magic, body, spoken = split_cell(cell.source, notebook_language)
    if spoken == language:
        text = as_code(body, language, comment).strip("\n")
        text = f"{text}\n" if text else ""
    else:
        text = commented(_first_lines(magic + body, FOREIGN_LINES), comment)
    if results:
        put_out = shortened(cell.outputs)
        text += commented(["Output:", *(f"  {line}" for line in put_out)] if put_out else [], comment)
        text += commented(
            ["Raised:", *(f"  {line}" for line in traceback_end(cell.error))] if cell.error else [], comment
        )
    return text


def _names(notebook: Notebook, before: str, comment: str) -> str:
    near = "\n".join(cell.source for cell in notebook.cells[max(0, notebook.cell - 2) : notebook.cell])
    rest_of_cell = notebook.here.source[notebook.offset :]
    found = names_worth_telling(notebook.names, before, f"{near}\n{rest_of_cell}")
    return commented([in_words(name) for name in found], comment)


def _first_lines(text: str, count: int) -> list[str]:
    lines = [line[:LONGEST_LINE].rstrip() for line in text.strip().split("\n") if line.strip()]
    return [*lines[:count], *(["..."] if len(lines) > count else [])]
