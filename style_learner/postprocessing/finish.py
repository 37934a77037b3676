"""While and after generating: when it is enough, and all of postprocessing in its order."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from style_learner.postprocessing.answer import code_of, until_heading, without_echo, without_marks
from style_learner.postprocessing.block import until_block_ends, until_enough_lines
from style_learner.postprocessing.brackets import without_stray_closers
from style_learner.postprocessing.completion_scope import CompletionScope
from style_learner.postprocessing.cursor_syntax import CursorSyntax
from style_learner.postprocessing.duplicates import without_said_again
from style_learner.postprocessing.embedded import cursor_syntax
from style_learner.postprocessing.indentation import begin_at_cursor, indent_as_document, move_to_column
from style_learner.postprocessing.overlap import end_tidily, join_rest_of_line, without_following
from style_learner.postprocessing.proof import until_it_parses
from style_learner.postprocessing.repetition import until_circling
from style_learner.postprocessing.tags import with_elements_ended
from style_learner.postprocessing.worth import why_not
from style_learner.syntax.parsing import load_in_background
from style_learner.types import CursorContext

__all__ = ["Postprocessed", "Postprocessor", "postprocess"]

ROUNDS = 8
"""One step may enable another (a cut uncovers trailing space, a dropped line a repetition). Two reach the end of
real answers; what does not settle in eight says one thing over and over, and is dropped."""
_ENDS_WORD = re.compile(r"[\s(:]")
_UNFINISHED = re.compile(r"(?:\w+|\s+)\Z")
_FIRST_WORD = re.compile(r"\s*\S+[\s(:]")
"""A line begun so far that its column and its first word are known: whether it leaves the block shows already."""


@dataclass(frozen=True, slots=True)
class Postprocessed:
    """What is worth showing of an answer."""

    text: str
    """To be inserted at the cursor; empty when nothing is worth showing."""
    replaces_after: int = 0
    """Characters right of the cursor, on its line, that ``text`` contains already."""
    dropped: tuple[str, ...] = ()
    """What was left out and why, in words."""


_PREPARING: tuple[tuple[str, Callable[[CursorSyntax, str], str]], ...] = (
    ("what stands before the cursor", without_echo),
    ("indentation that the line has already", begin_at_cursor),
    ("another kind of indentation", indent_as_document),
    ("indentation from column zero", move_to_column),
)
_CUTTING: tuple[tuple[str, Callable[[CursorSyntax, CompletionScope, str], str]], ...] = (
    ("running in circles", lambda place, _wanted, text: until_circling(text, place.line_before)),
    ("what follows the cursor", lambda place, _wanted, text: without_following(place, text, whole=False)),
    ("lines behind the end of the block", until_block_ends),
    ("lines over the wanted number", until_enough_lines),
)
"""Cuts that hold whatever comes later, so that they also say when to stop the model."""


def postprocess(
    context: CursorContext, wanted: CompletionScope, answer: str, marks: Sequence[str] = ()
) -> Postprocessed:
    """Shape a whole answer at once."""
    postprocessor = Postprocessor(context, wanted, marks)
    postprocessor.feed(answer)
    return postprocessor.result()


class Postprocessor:
    """Shapes one answer, told of its text as it arrives."""

    def __init__(
        self,
        context: CursorContext,
        wanted: CompletionScope,
        marks: Sequence[str] = (),
        *,
        headings: Sequence[str] = (),
        chat: bool = False,
    ) -> None:
        """Begin an answer at ``context``.

        ``marks`` of the prompt's format and its ``headings``, lines above pieces of other code, are no part of an
        answer; ``chat`` says that its code may stand in a fence, between prose.
        """
        self._place = cursor_syntax(context)
        self._wanted = wanted
        self._marks = tuple(marks)
        self._headings = tuple(headings)
        self._chat = chat
        self._answer = ""
        self._is_cut = False
        """Whether the answer ended at its limit, so that its last statement may lack its end."""
        load_in_background(self._place.context.language)

    def feed(self, piece: str) -> bool:
        """Take the next piece; True: it is enough, nothing that could still come would be shown."""
        self._answer += piece
        if any(mark in self._answer for mark in self._marks if mark):
            return True
        if not _ENDS_WORD.search(piece):
            return False
        code, finished = self._code()
        whole, _, begun = ("", "", "") if finished else code.rpartition("\n")
        return finished or (bool(whole.strip()) and (self._is_enough(whole) or self._leaves_block(code, begun)))

    def _is_enough(self, whole: str) -> bool:
        if self._wanted.kind == "single":
            return True
        prepared = self._prepared(whole, [])
        if _visible_lines(prepared) >= self._wanted.max_lines or self._cut(prepared, []) != prepared:
            return True
        # one closer too many may still be followed by what opens another; behind two such lines nothing is shown
        return _visible_lines(without_stray_closers(self._place, prepared)) < _visible_lines(prepared) - 1

    def _leaves_block(self, code: str, begun: str) -> bool:
        if not _FIRST_WORD.match(begun):
            return False
        prepared = self._prepared(code, [])
        return until_block_ends(self._place, self._wanted, prepared) != prepared

    def draft(self) -> str:
        """Return what may be shown while the answer still arrives; what comes later may change it.

        Nothing where text right of the cursor may turn out to be said again, and no word that may still grow.
        """
        if self._place.rest.strip():
            return ""
        code, finished = self._code()
        whole = code if finished else _UNFINISHED.sub("", code)
        return self._cut(self._prepared(whole, []), []) if whole.strip() else ""

    def result(self, *, cut_short: bool = False) -> Postprocessed:
        """Return what is worth showing; ``cut_short`` when the answer ended at its limit, in the middle of a line."""
        (text, finished), replaces = self._code(), 0
        dropped: list[str] = []
        if cut_short and not finished and "\n" in text.strip():
            text, self._is_cut = text.rpartition("\n")[0], True
        text = until_heading(f"{text}\n", self._headings).removesuffix("\n")
        for _ in range(ROUNDS):
            before = text, replaces
            text, replaces = self._round(text, dropped)
            if (text, replaces) == before or not text:
                break
        else:
            text = ""
        reason = why_not(self._place, text)
        if reason:
            return Postprocessed("", 0, (*dict.fromkeys(dropped), reason))
        return Postprocessed(text, replaces, tuple(dict.fromkeys(dropped)))

    def _code(self) -> tuple[str, bool]:
        text = without_marks(self._answer.replace("\r\n", "\n"), self._marks)
        code, finished = code_of(text) if self._chat else (text, False)
        whole = until_heading(code, self._headings)
        return whole, finished or whole != code

    def _round(self, text: str, dropped: list[str]) -> tuple[str, int]:
        cut = self._cut(self._prepared(text, dropped), dropped)
        text = end_tidily(self._place, without_following(self._place, cut))
        _note(dropped, "what follows the cursor", end_tidily(self._place, cut), text)
        joined, replaces = join_rest_of_line(self._place, text)
        _note(dropped, "what stands right of the cursor", text, joined)
        balanced = without_stray_closers(self._place, joined, replaces)
        _note(dropped, "closers that nothing opened", joined, balanced)
        once = without_said_again(self._place, balanced, replaces)
        _note(dropped, "what the file imports or defines already", balanced, once)
        is_cut = self._is_cut or "lines over the wanted number" in dropped
        proved = until_it_parses(self._place, once, replaces, is_cut=is_cut)
        _note(dropped, "what would not parse here", once, proved)
        return with_elements_ended(self._place, proved) if is_cut else proved, replaces

    def _prepared(self, text: str, dropped: list[str]) -> str:
        for reason, step in _PREPARING:
            before, text = text, step(self._place, text)
            _note(dropped, reason, before, text)
        return text

    def _cut(self, text: str, dropped: list[str]) -> str:
        for reason, step in _CUTTING:
            before, text = text, step(self._place, self._wanted, text)
            _note(dropped, reason, before, text)
        return text


def _visible_lines(text: str) -> int:
    return sum(bool(line.strip()) for line in text.split("\n"))


def _note(dropped: list[str], reason: str, before: str, after: str) -> None:
    if before != after:
        dropped.append(reason)
