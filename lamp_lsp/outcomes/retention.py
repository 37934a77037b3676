"""How much of an accepted text still stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz.distance import LCSseq

from lamp_lsp.api.messages import RetentionMessage
from lamp_lsp.outcomes.edits import Edit, Span

CHECKS_S = (30, 120, 300, 600)
"""Ages at which an accepted text is looked at again; the first two are the field's, the last its longest."""

_WORDS = re.compile(r"\w+|[^\w\s]")


def retained(accepted: str, now: str) -> tuple[float, int]:
    """Return the share of ``accepted`` that stands in ``now``, and its characters, white space left out.

    The longest common subsequence of words, not of letters, which unrelated texts share too, and not the edit
    distance, which counts what was added between as loss. White space is a formatter's.

    >>> retained("total = a + b", "total = a - b")
    (0.8888888888888888, 8)
    >>> retained("f(x)", "")
    (0.0, 0)
    """
    words = _WORDS.findall(accepted)
    whole = sum(map(len, words))
    if not whole:
        return (1.0, 0) if accepted in now else (0.0, 0)
    blocks = LCSseq.opcodes(words, _WORDS.findall(now))
    equal = [block for block in blocks if block.tag == "equal"]
    characters = sum(len(word) for block in equal for word in words[block.src_start : block.src_end])
    return characters / whole, characters


@dataclass(slots=True)
class AcceptedSpan:
    """An accepted text in its document."""

    suggestion_id: str
    text: str
    span: Span
    accepted_at: float
    undone: bool = False
    checks_s: list[int] = field(default_factory=lambda: list(CHECKS_S))

    def move(self, edit: Edit, before: str) -> None:
        """Move with ``edit``; what was undone and comes back whole stands again."""
        self.span = self.span.kept(edit.slid_to(before, self.span.end))
        if self.text and self.span.start == self.span.end == edit.start + len(edit.text) and self.text in edit.text:
            start = edit.start + edit.text.index(self.text)
            self.span = Span(start, start + len(self.text))

    @property
    def next_check_at(self) -> float:
        return self.accepted_at + self.checks_s[0]

    def due(self, document: str, now: float) -> Iterator[RetentionMessage]:
        """Look at the text once for every age that has been reached."""
        while self.checks_s and self.next_check_at <= now:
            yield self._look(document, self.checks_s.pop(0), now)

    def _look(self, document: str, after_s: int, now: float) -> RetentionMessage:
        current = self.span.of(document)
        share, characters = retained(self.text, current)
        told = RetentionMessage(
            suggestion_id=self.suggestion_id,
            after_s=after_s,
            share=share,
            characters=characters,
            at=now,
            text="" if current == self.text else current,
        )
        return told.standing_between(*self.span.around(document))
