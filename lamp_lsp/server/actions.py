"""What can be asked of the assistant about a selection, as the protocol's code actions, and its answers as edits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lsprotocol import types
from pydantic import Field

from lamp_lsp.api.assistant_messages import CellMessage, QuestionRequest
from lamp_lsp.server.documents import Document
from lamp_lsp.server.messages import ClientParams, ClientPosition

ASK = "lamp.ask"
JUDGE = "lamp.judgeAnswer"

SelectionAction = Literal["explain", "fix", "test", "document", "rewrite"]
ROOM = 100_000
"""Characters of a file that are sent before and after a selection: the answer is judged in its place."""
MOST_SELECTED = 20_000
"""Characters of a selection: more than any model rewrites without losing the thread."""

OFFERED: dict[SelectionAction, tuple[str, str]] = {
    "explain": ("Explain with LAMP", "lamp.explain"),
    "fix": ("Fix with LAMP", "quickfix.lamp"),
    "test": ("Write a Test with LAMP", "lamp.test"),
    "document": ("Document with LAMP", "refactor.rewrite.lamp.document"),
    "rewrite": ("Rewrite in My Style with LAMP", "refactor.rewrite.lamp.style"),
}
"""Title and kind of each, in the order of the menu."""
REPLACE = frozenset[SelectionAction]({"fix", "document", "rewrite"})
"""Their code takes the place of the selection."""


class _Range(ClientParams):
    start: ClientPosition
    end: ClientPosition


class AskParams(ClientParams):
    """The argument of ``lamp.ask``."""

    action: SelectionAction
    uri: str
    version: int | None = None
    range: _Range
    text: str = Field("", max_length=20_000)
    """The developer's words, or what the editor says is wrong."""
    work_done_token: str | int | None = None
    """Under which the client wants to hear how far it is."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Whole lines of a document."""

    first: int
    last: int
    start: int
    """Offset of the first line's beginning."""
    end: int
    """Offset of the last line's end, before its line break."""

    def range_in(self, document: Document) -> types.Range:
        return types.Range(types.Position(self.first, 0), document.position_at(self.end))


@dataclass(frozen=True, slots=True)
class SelectionAnswer:
    """What ``lamp.ask`` answers to a client that shows answers itself."""

    id: str
    action: str
    text: str
    """The whole answer, in Markdown."""
    code: str | None
    """The code to apply: in place of ``range``, or a test for a file of its own; None where there is none."""
    range: types.Range
    version: int | None
    sentence: str
    """What it was made of."""

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "action": self.action,
            "text": self.text,
            "code": self.code,
            "range": _as_json(self.range),
            "version": self.version,
            "sentence": self.sentence,
        }


def _as_json(span: types.Range) -> dict[str, dict[str, int]]:
    ends = {"start": span.start, "end": span.end}
    return {name: {"line": end.line, "character": end.character} for name, end in ends.items()}


def lines_of(document: Document, start: types.Position, end: types.Position) -> Lines:
    """Return the lines that a selection touches; one that ends before a line's first character leaves it out."""
    last = end.line - 1 if end.character == 0 and end.line > start.line else end.line
    begin = document.offset_at(types.Position(start.line, 0))
    return Lines(start.line, last, begin, end_of(document, last))


def end_of(document: Document, line: int) -> int:
    """Return the offset of a line's end."""
    return document.offset_at(types.Position(line, 0)) + len(document.line(line))


def code_actions(document: Document, asked: types.CodeActionParams) -> list[types.CodeAction]:
    """Offer what can be asked about a selection; where nothing is selected, to fix what the editor says is wrong."""
    span, problems = asked.range, [one.message for one in asked.context.diagnostics]
    if span.start != span.end:
        actions: Sequence[SelectionAction] = list(OFFERED)
    else:
        actions = ["fix"] if problems else []
    lines = lines_of(document, span.start, span.end)
    if not document.text[lines.start : lines.end].strip():
        return []
    wanted = [str(each.value if isinstance(each, types.CodeActionKind) else each) for each in asked.context.only or []]
    return [
        _code_action(document, each, span, "; ".join(problems) if each == "fix" else "")
        for each in actions
        if not wanted or any(f"{OFFERED[each][1]}.".startswith(f"{kind}.") for kind in wanted)
    ]


def _code_action(document: Document, action: SelectionAction, span: types.Range, text: str) -> types.CodeAction:
    title, kind = OFFERED[action]
    argument = {
        "action": action,
        "uri": document.uri,
        "version": document.version,
        "range": _as_json(span),
        "text": text,
    }
    return types.CodeAction(
        title=title, kind=kind, command=types.Command(title=title, command=ASK, arguments=[argument])
    )


def question_about(document: Document, lines: Lines, asked: AskParams, project: str) -> QuestionRequest:
    """Put the selection between what surrounds it; what the editor says is wrong is said too."""
    text = asked.text.strip()
    if text and asked.action == "fix":
        text = f"The editor says: {text}"
    before = document.text[max(0, lines.start - ROOM) : lines.start]
    after = document.text[lines.end : lines.end + ROOM].removeprefix("\n")
    selected = document.text[lines.start : lines.end]
    return QuestionRequest(
        action=asked.action,
        text=text,
        path=document.path,
        project=project,
        language=document.language,
        place="selection",
        cells=[CellMessage(source=source) for source in (before, selected, after)],
        cell=1,
    )


def edit_of(document: Document, answer: SelectionAnswer, client: types.ClientCapabilities) -> types.WorkspaceEdit:
    """Return the answer as an edit, to be confirmed by the developer where the client can ask for that."""
    span = answer.range
    text = answer.code or ""
    if answer.action not in REPLACE:
        span, text = types.Range(span.end, span.end), f"\n\n{text}"
    workspace_edit = client.workspace.workspace_edit if client.workspace else None
    if workspace_edit is None or not workspace_edit.document_changes:
        return types.WorkspaceEdit(changes={document.uri: [types.TextEdit(span, text)]})
    versioned = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    if workspace_edit.change_annotation_support is None:
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(versioned, [types.TextEdit(span, text)])])
    label = OFFERED[answer.action][0]  # type: ignore[index] # it was asked for
    note = types.ChangeAnnotation(label, needs_confirmation=True, description=answer.sentence)
    return types.WorkspaceEdit(
        document_changes=[types.TextDocumentEdit(versioned, [types.AnnotatedTextEdit("lamp", span, text)])],
        change_annotations={"lamp": note},
    )
