"""Changes of a text, and places that move with them.

Editors describe one and the same change in many ways: a whole line replaced by itself with a letter more, an
insertion of ``a`` among other ``a`` a few places to the right of where it was typed, a formatted document as
one block. Here a change is brought to the form that leaves the most of the text untouched.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import LCSseq

_MOST_PIECES = 4_000
"""Aligning n pieces with m takes n*m bits; above this a block counts as written anew."""

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS = re.compile(r"\w+|\s|[^\w\s]")


_AROUND = 2_500
"""Characters on each side of a text in which a secret may begin or end: a private key has 1,700."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace ``[start, end)`` by ``text``."""

    start: int
    end: int
    text: str

    @property
    def growth(self) -> int:
        return len(self.text) - (self.end - self.start)

    @property
    def inserts_only(self) -> bool:
        return self.start == self.end

    @property
    def deletes_only(self) -> bool:
        return not self.text and self.start < self.end

    def applied_to(self, before: str) -> str:
        return before[: self.start] + self.text + before[self.end :]

    def minimal(self, before: str) -> "Edit":
        """Leave out what is replaced by itself, at the beginning first.

        >>> Edit(0, 2, "x = 1").minimal("x ")
        Edit(start=2, end=2, text='= 1')
        """
        removed = before[self.start : self.end]
        head = common_prefix(removed, self.text)
        tail = common_prefix(removed[head:][::-1], self.text[head:][::-1])
        return Edit(self.start + head, self.end - tail, self.text[head : len(self.text) - tail])

    def slid_to(self, before: str, place: int) -> "Edit":
        """Return the same change as an insertion at, or a deletion up to, ``place`` on its left, if it is one.

        An editor that compares lines reports the second of two equal letters, wherever the developer typed.

        >>> Edit(2, 2, "a").slid_to("aa", 1)
        Edit(start=1, end=1, text='a')
        """
        by = self.end - place
        if by <= 0 or place < 0:
            return self
        if self.inserts_only:
            between = before[place : self.start]
            whole = between + self.text
            if whole.endswith(between):
                return Edit(place, place, whole[: len(self.text)])
        elif self.deletes_only and before[max(0, self.start - by) : self.start] == before[place : self.end]:
            return Edit(self.start - by, place, "")
        return self


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text, ``[start, end)``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def around(self, text: str) -> tuple[str, str]:
        """Return what stands before and after, as far as a secret may reach."""
        return text[max(0, self.start - _AROUND) : self.start], text[self.end : self.end + _AROUND]

    def grown(self, edit: Edit) -> "Span":
        """Move with ``edit``, taking in what is inserted at either edge."""
        if edit.start > self.end or (edit.end <= self.start and edit.start < self.start):
            return self._moved(edit)
        if edit.start >= self.start and edit.end > self.end:
            return Span(self.start, edit.start + len(edit.text))
        return self._cut(edit)

    def kept(self, edit: Edit) -> "Span":
        """Move with ``edit``, leaving out what is inserted at either edge."""
        if edit.end <= self.start or edit.start >= self.end:
            return self._moved(edit)
        if edit.start >= self.start and edit.end > self.end:
            return Span(self.start, edit.start)
        return self._cut(edit)

    def _moved(self, edit: Edit) -> "Span":
        by = edit.growth if edit.end <= self.start else 0
        return Span(self.start + by, self.end + by)

    def _cut(self, edit: Edit) -> "Span":
        """Take in an edit that lies inside; leave out one that reaches over the beginning."""
        start = self.start if edit.start >= self.start else edit.start + len(edit.text)
        return Span(start, max(start, self.end + edit.growth))


def common_prefix(one: str, other: str) -> int:
    """Return the length of what both texts begin with; halving, since slices compare faster than letters."""
    shorter = min(len(one), len(other))
    if one[:shorter] == other[:shorter]:
        return shorter
    return bisect_left(range(shorter), 1, key=lambda length: int(one[: length + 1] != other[: length + 1]))


def difference(before: str, after: str) -> list[Edit]:
    """Return the changes from one text to the other, for a client that sends whole documents."""
    return [] if before == after else refined(Edit(0, len(before), after), before)


def joined(edits: Iterable[Edit]) -> list[Edit]:
    """Join a deletion with the insertion that follows at its place: some editors replace in two steps."""
    result: list[Edit] = []
    for edit in edits:
        last = result[-1] if result else None
        if last and last.deletes_only and edit.inserts_only and edit.start == last.start:
            result[-1] = Edit(last.start, last.end, edit.text)
        else:
            result.append(edit)
    return result


def refined(edit: Edit, before: str) -> list[Edit]:
    """Split a replaced block into the changes of its lines, and these of their words.

    The result is to be applied in order, each edit to the text that the ones before it left. What a formatter
    moved, but did not touch, so stays where it was known.
    """
    whole = edit.minimal(before)
    if whole.inserts_only or whole.deletes_only or len(whole.text) < 2:  # noqa: PLR2004, a letter has no parts
        return [whole] if whole.growth or whole.text else []
    removed = before[whole.start : whole.end]
    result: list[Edit] = []
    moved = whole.start
    for old, new in _aligned(_LINES.findall(removed), _LINES.findall(whole.text)):
        pairs = [(old, new)] if old == new else _aligned(_WORDS.findall(old), _WORDS.findall(new))
        for word_old, word_new in pairs:
            if word_old != word_new:
                result.append(Edit(moved, moved + len(word_old), word_new))
            moved += len(word_new)
    return result


def _aligned(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Pair equal pieces with each other and what lies between them, in order."""
    if max(len(old), len(new)) > _MOST_PIECES:
        return [("".join(old), "".join(new))]
    pairs: list[tuple[str, str]] = []
    stops = [(0, 0)]
    for block in LCSseq.opcodes(old, new):
        if block.tag == "equal":
            stops += [(block.src_start, block.dest_start), (block.src_end, block.dest_end)]
    stops.append((len(old), len(new)))
    for (old_from, new_from), (old_to, new_to) in pairwise(stops):
        if old_from < old_to or new_from < new_to:
            pairs.append(("".join(old[old_from:old_to]), "".join(new[new_from:new_to])))
    return pairs
