"""How a document is indented, by its own lines."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from style_learner.types import Indentation

__all__ = ["ALWAYS_TABS", "OWN_SHARE", "column_of", "has_spaces", "indentation_of", "own_indentation"]

OWN_SHARE = 0.9
"""Share of the document's indented lines that must agree to show a style of its own."""
ALWAYS_TABS = frozenset({"go", "makefile"})
"""Languages in which a first indented line begins with a tab, whatever the editor says: gofmt and make want it."""
WIDTHS = frozenset({2, 3, 4, 8})
"""Blanks a level that people use; other steps align something."""


def indentation_of(line: str) -> str:
    """Return the white space that ``line`` begins with."""
    return line[: len(line) - len(line.lstrip())]


def column_of(line: str, width: int) -> int:
    """Return the column of the first visible character, a tab counting ``width``."""
    return len(indentation_of(line).expandtabs(width))


def has_spaces(lines: Sequence[str], language: str, told: Indentation) -> bool | None:
    """Say whether lines are indented by blanks, or by tabs; None where both are usual."""
    indented = [line[0] for line in lines if line[:1] in {" ", "\t"}]  # the cursor's own may be all blank
    if not indented:
        return told.spaces and language not in ALWAYS_TABS
    share = indented.count(" ") / len(indented)
    return True if share >= OWN_SHARE else False if share <= 1 - OWN_SHARE else None


def own_indentation(lines: Sequence[str], language: str, told: Indentation) -> Indentation:
    """Return how ``lines`` are indented, and what the editor ``told`` where they do not show it.

    >>> own_indentation(["if a:", "  b()", "c()"], "python", Indentation(4))
    Indentation(width=2, spaces=True)
    """
    spaces = has_spaces(lines, language, told)
    visible = [len(indentation_of(line)) for line in lines if line.strip() and "\t" not in indentation_of(line)]
    steps = Counter(below - above for above, below in pairwise(visible) if below - above in WIDTHS)
    width = max(steps, key=lambda step: (steps[step], -step), default=told.width) if spaces else told.width
    return Indentation(width, told.spaces if spaces is None else spaces)
