"""What the simulated developer does about a suggestion: whatever leaves the fewest keys to press.

They know what they want to write. What is right they take whole; what is nearly right, or begins so, they take, all of
it or its first lines, and mend; of what begins right they take the beginning, line by line and word by word; anything
else they leave, and type on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from lamp_lsp.outcomes.retention import retained as retained_of

NEAR = 0.75
"""Similarity to what is wanted from which a text is worth mending: below, people rather write it themselves."""
LEAST_SAVED = 4
"""Keys that taking must save, for a hand to leave the letters."""

Act = Literal["whole", "mended", "part", "left"]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done about one suggestion."""

    act: Act
    taken: str = ""
    """The text that is accepted."""
    becomes: str = ""
    """What stands in its place in the end: a beginning of what is wanted."""
    keys: int = 0
    """Pressed to take it and to mend it."""

    @property
    def saved(self) -> int:
        """Keys that need not be pressed; what the editor indents by itself is no key."""
        return typed_keys(self.becomes) - self.keys

    @property
    def retained(self) -> int:
        """Accepted characters that stand in the end, white space left out."""
        return retained_of(self.taken, self.becomes)[1] if self.taken else 0

    @property
    def edits(self) -> int:
        """Characters of the accepted text that were inserted, deleted or replaced."""
        return Levenshtein.distance(self.taken, self.becomes)


LEFT = Decision("left")


def decide(suggestion: str, wanted: str) -> Decision:
    r"""Return what is done about ``suggestion`` where ``wanted`` is to be written.

    >>> decide("total = a + b", "total = a + b\nreturn total")
    Decision(act='whole', taken='total = a + b', becomes='total = a + b', keys=1)
    >>> decide("print(result, end='')", "print(result)").act
    'part'
    >>> decide("pass", "return total").act
    'left'
    """
    beginnings = [_mended(lines, wanted, whole=lines == suggestion) for lines in _by_lines(suggestion)]
    options = [option for option in (*reversed(beginnings), _part(suggestion, wanted)) if option is not None]
    best = max(options, key=lambda option: option.saved, default=LEFT)
    return best if best.saved >= LEAST_SAVED else LEFT


def typed_keys(text: str) -> int:
    """Count the keys that typing ``text`` takes: the indentation of a new line comes by itself."""
    return len(re.sub(r"\n[ \t]+", "\n", text))


def changes(taken: str, becomes: str) -> list[tuple[int, int, str]]:
    """Return what turns one text into the other, the last place first: from, to, and what is put there."""
    return [
        (code.src_start, code.src_end, becomes[code.dest_start : code.dest_end])
        for code in reversed(Levenshtein.opcodes(taken, becomes))
        if code.tag != "equal"
    ]


def _by_lines(suggestion: str) -> Iterator[str]:
    """Yield the suggestion's first line, its first two, and so on to all of it."""
    lines = suggestion.split("\n")
    for count in range(1, len(lines) + 1):
        yield "\n".join(lines[:count])


def _mended(taken: str, wanted: str, *, whole: bool) -> Decision | None:
    """Take a suggestion or its first lines, and mend them; None where they are too far from what is wanted."""
    ends = list(_ends(taken, wanted))
    if not ends:
        return None
    becomes = min((wanted[:end] for end in reversed(ends)), key=lambda text: Levenshtein.distance(taken, text))
    takes = 1 if whole else 1 + taken.count("\n")
    if taken == becomes:
        return Decision("whole" if whole else "part", taken, becomes, takes)
    if Levenshtein.normalized_similarity(taken, becomes) < NEAR:
        return None
    places = changes(taken, becomes)
    keys = takes + sum(1 + (end - start if not text else len(text)) for start, end, text in places)
    return Decision("mended", taken, becomes, keys)


def _ends(suggestion: str, wanted: str) -> Iterator[int]:
    """Yield where a beginning of ``wanted`` ends that the suggestion may stand for: at words, a line more at most."""
    lines = wanted.split("\n")[: suggestion.count("\n") + 2]
    for word in _WORD.finditer("\n".join(lines)):
        yield word.end()
    if wanted.startswith(suggestion):  # it may end within a word
        yield len(suggestion)


def _part(suggestion: str, wanted: str) -> Decision | None:
    """Take as much as is right, line by line, then word by word."""
    taken, keys = "", 0
    for line in _LINE.findall(suggestion):
        if wanted.startswith(taken + line) and line.endswith("\n"):
            taken, keys = taken + line, keys + 1
            continue
        for word in _WORD.findall(line):
            if not wanted.startswith(taken + word) or _goes_on(word, wanted[len(taken) + len(word) :]):
                break
            taken, keys = taken + word, keys + (not word.isspace())
        break
    return Decision("part", taken, taken, keys) if taken.strip() else None


def _goes_on(word: str, rest: str) -> bool:
    """Say whether the wanted word is longer: then it is another one."""
    return bool(re.match(r"\w", rest)) and word[-1].isalnum()
