"""Code that was selected in a file: asked about without its indentation, and judged in its place."""

import textwrap
from dataclasses import dataclass

from style_learner.answers.code import first_error


@dataclass(frozen=True, slots=True)
class Selection:
    """Whole lines of a file and what surrounds them."""

    before: str
    after: str
    indentation: str
    """What every line of the selection begins with, blank ones aside."""

    def in_place(self, code: str) -> str:
        r"""Return ``code`` as it would stand in the file.

        >>> Selection("", "", "    ").in_place("if a:\n    b()\n\nc()")
        '    if a:\n        b()\n\n    c()'
        """
        return textwrap.indent(code, self.indentation)

    def breaks(self, old: str, new: str, language: str) -> bool:
        """Say whether the file, or what is known of it, parses with ``old`` and no longer with ``new``."""
        return self._fails(new, language) and not self._fails(old, language)

    def mends(self, new: str, language: str) -> bool:
        """Say whether the file parses with ``new``."""
        return not self._fails(new, language)

    def _fails(self, code: str, language: str) -> bool:
        return first_error(f"{self.before}{self.in_place(code)}\n{self.after}", language) is not None


def without_indentation(code: str) -> tuple[str, str]:
    r"""Return the code as if it began at the left margin, and what was taken off its lines.

    >>> without_indentation("    if a:\n        b()\n\n    c()\n")
    ('if a:\n    b()\n\nc()\n', '    ')
    """
    dedented = textwrap.dedent(code)
    first = next((line for line in code.splitlines() if line.strip()), "")
    start = next((line for line in dedented.splitlines() if line.strip()), "")
    return dedented, first[: len(first) - len(start)]
