"""What the lines around the cursor say, computed once a request.

Only a bounded region is read, whatever the caller sends.
"""

from dataclasses import dataclass
from functools import cached_property

from style_learner.shaping.lexing import CLOSERS, Bracket, Closing, Scan, match, scan
from style_learner.types import CursorContext

__all__ = ["Place", "column_of", "indentation_of"]

REGION_BEFORE = 8_000
"""Characters before the cursor that are read: some 200 lines, lexed in half a millisecond."""
REGION_AFTER = 4_000
CLOSED_AFTER = 1_500
"""Characters after the cursor in which the ends of the blocks around it are looked for: they are near."""
FOLLOWING_LINES = 12
"""Lines after the cursor that an answer is compared with; longer answers are cut by their number of lines."""


def indentation_of(line: str) -> str:
    """Return the white space that ``line`` begins with."""
    return line[: len(line) - len(line.lstrip())]


def column_of(line: str, width: int) -> int:
    """Return the column of the first visible character, a tab counting ``width``."""
    return len(indentation_of(line).expandtabs(width))


@dataclass(frozen=True)
class Place:
    """The cursor's surroundings, each view computed when first asked for."""

    context: CursorContext

    @cached_property
    def before(self) -> str:
        """The region before the cursor, from the beginning of a line where one is near."""
        text = self.context.prefix.replace("\r\n", "\n")
        region = text[-REGION_BEFORE:]
        return region if len(region) == len(text) else region.partition("\n")[2] or region

    @cached_property
    def after(self) -> str:
        """The region after the cursor."""
        return self.context.suffix[:REGION_AFTER].replace("\r\n", "\n")

    @property
    def closing_text(self) -> str:
        """The nearest text after the cursor, where what is open here is closed."""
        return self.after[:CLOSED_AFTER]

    @cached_property
    def cut_before(self) -> bool:
        """True when the document seems to begin above the region, so that brackets may be open unseen."""
        return len(self.context.prefix) > len(self.before) + REGION_BEFORE // 100 or self.before[:1] in {" ", "\t"}

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

    def column(self, line: str) -> int:
        """Return the column where ``line`` begins."""
        return column_of(line, self.context.indentation.width)

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

        Remembers what it scanned: the steps of the shaping mostly ask about one text.
        """
        if text not in self._scans:
            start = len(self.before) - len(self.lead)
            above = tuple(Bracket(bracket.text, bracket.at - start) for bracket in self._above.open)
            self._scans[text] = scan(self.lead + text, self.context.language, above, since=len(self.lead))
        return self._scans[text]

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
