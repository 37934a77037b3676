"""What the lines around the cursor say, computed once a request.

Only a bounded region is read, whatever the caller sends.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from style_learner.postprocessing.lexing import CLOSERS, Bracket, Closing, Scan, match, scan
from style_learner.postprocessing.own_indentation import column_of, own_indentation
from style_learner.types import CursorContext, Indentation

__all__ = ["CursorSyntax"]

REGION_BEFORE = 8_000
"""Characters before the cursor that are read: some 200 lines, lexed in half a millisecond."""
REGION_AFTER = 4_000
CLOSED_AFTER = 1_500
"""Characters after the cursor in which the ends of the blocks around it are looked for: they are near."""
_OUTERMOST = re.compile(r"\n[A-Za-z_@#(<]")
"""Where a line begins in the first column, with something else than a closer: nothing is open there, as a rule."""
FOLLOWING_LINES = 12
"""Lines after the cursor that an answer is compared with; longer answers are cut by their number of lines."""


@dataclass(frozen=True)
class CursorSyntax:
    """The cursor's surroundings, each view computed when first asked for."""

    context: CursorContext
    ended_by: str = ""
    """What begins the line that ends a part of a page, below what is seen of it."""

    @cached_property
    def before(self) -> str:
        """The region before the cursor, from the beginning of a line where one is near, best of an outermost one."""
        text = self.context.prefix.replace("\r\n", "\n")
        region = text[-REGION_BEFORE:]
        if len(region) == len(text):
            return region
        outermost = _OUTERMOST.search(region, 0, REGION_BEFORE // 2)
        return region[outermost.start() + 1 :] if outermost else region.partition("\n")[2] or region

    @cached_property
    def after(self) -> str:
        """The region after the cursor."""
        return self.context.suffix[:REGION_AFTER].replace("\r\n", "\n")

    @property
    def in_notebook(self) -> bool:
        """True in a cell, whose notebook stands around it."""
        context = self.context
        return bool(context.context_only_characters or context.context_only_characters_after) or context.path.endswith(
            ".ipynb"
        )

    @property
    def closing_text(self) -> str:
        """The nearest text after the cursor, where what is open here is closed."""
        return self.after[:CLOSED_AFTER]

    @cached_property
    def cut_before(self) -> bool:
        """True when the region begins within a block, so that brackets may be open unseen."""
        return len(self.context.prefix) > REGION_BEFORE and not _OUTERMOST.match(f"\n{self.before[:1]}")

    @cached_property
    def lines_before(self) -> list[str]:
        """The region's lines, the cursor's line last and up to the cursor."""
        return self.before.split("\n")

    @property
    def line_before(self) -> str:
        """The cursor's line up to the cursor."""
        return self.lines_before[-1]

    @property
    def blank(self) -> bool:
        """True where nothing visible stands before the cursor on its line."""
        return not self.line_before.strip()

    @cached_property
    def rest(self) -> str:
        """What stands right of the cursor on its line, without white space at its end."""
        return self.after.partition("\n")[0].rstrip()

    @cached_property
    def following(self) -> tuple[str, ...]:
        """The next lines that are not blank, as they are, below the cursor's line."""
        lines = self.after.split("\n")[1:]
        if len(self.context.suffix) > REGION_AFTER:
            lines = lines[:-1]
        return tuple(line.rstrip() for line in lines if line.strip())[:FOLLOWING_LINES]

    @cached_property
    def previous(self) -> str:
        """The nearest line above the cursor's that is not blank; empty when there is none."""
        return next((line for line in reversed(self.lines_before[:-1]) if line.strip()), "")

    @cached_property
    def indentation(self) -> Indentation:
        """How the document is indented: its own manner where it shows one, else what the editor says."""
        return own_indentation((*self.lines_before, *self.following), self.context.language, self.context.indentation)

    def column(self, line: str) -> int:
        """Return the column where ``line`` begins."""
        return column_of(line, self.indentation.width)

    @cached_property
    def _above(self) -> Scan:
        return scan(self.before[: self._line_start], self.context.language)

    @property
    def _line_start(self) -> int:
        return len(self.before) - len(self.line_before)

    @cached_property
    def lead(self) -> str:
        """The end of the region that has to be read together with an answer: a token may run over the cursor."""
        return self.before[min(self._line_start, self._above.inside_from) :]

    @cached_property
    def _scans(self) -> dict[str, Scan]:
        return {}

    def scan_with(self, text: str) -> Scan:
        """Scan ``lead`` and ``text`` with what is open above; offsets count from the beginning of ``lead``.

        Remembers what it scanned: the steps of postprocessing mostly ask about one text.
        """
        if text not in self._scans:
            above = self._shifted(self._above.open)
            self._scans[text] = scan(self.lead + text, self.context.language, above, since=len(self.lead))
        return self._scans[text]

    def _shifted(self, brackets: Sequence[Bracket]) -> tuple[Bracket, ...]:
        """Return brackets of the region with offsets that count from the beginning of ``lead``."""
        start = len(self.before) - len(self.lead)
        return tuple(Bracket(bracket.text, bracket.at - start) for bracket in brackets)

    def closing_outside(self, text: str) -> list[Closing]:
        """Return the closers of ``text`` that close what is open at the cursor, or nothing at all."""
        closings = self.scan_with(text).closings
        return [closing for closing in closings if closing.opener is None or closing.opener.at < len(self.lead)]

    @cached_property
    def here(self) -> Scan:
        """The scan up to the cursor; offsets count from the beginning of ``lead``."""
        return self.scan_with("")

    @property
    def stack(self) -> tuple[Bracket, ...]:
        """Brackets open at the cursor, outermost first."""
        return self.here.open

    def is_above(self, bracket: Bracket) -> bool:
        """Say whether ``bracket``, open at the cursor, stands above the cursor's line."""
        return bracket.at < len(self.lead) - len(self.line_before)

    def last_closed(self) -> Bracket | None:
        """Return what the last closer before the cursor closed, on its line; None where it closed nothing."""
        above = self._shifted(self._above.open)
        closings = scan(self.lead, self.context.language, above, since=len(self.lead) - len(self.line_before)).closings
        return closings[-1].opener if closings else None

    def claimed(self, skipped: int = 0) -> list[Bracket]:
        """Return what is open at the cursor and closed behind it, outermost first.

        A closer that begins its line belongs to the opener whose line begins in the same column, where there is one;
        others to the innermost fitting. The first ``skipped`` characters behind the cursor are passed over.
        """
        after = self.closing_text[skipped:]
        stack, claimed = list(self.stack), []
        for closing in self.closing_outside(after):
            at = closing.at - len(self.lead)
            line = after[after.rfind("\n", 0, at) + 1 : at]
            if "\n" in after[:at] and not line.strip():
                _drop_until_aligned(
                    stack, closing.text, [self.column(self.line_of(b)) for b in stack], self.column(line + "x")
                )
            if (opener := match(stack, closing.text)) is not None:
                claimed.append(opener)
        return claimed[::-1]

    def line_of(self, bracket: Bracket) -> str:
        """Return the line on which ``bracket``, open at the cursor, stands."""
        at = bracket.at + len(self.before) - len(self.lead)
        start = self.before.rfind("\n", 0, at) + 1
        return self.before[start : at + 1]


def _drop_until_aligned(stack: list[Bracket], closer: str, columns: list[int], column: int) -> None:
    for index in range(len(stack) - 1, -1, -1):
        if stack[index].text == CLOSERS[closer] and columns[index] == column:
            del stack[index + 1 :]
            return
