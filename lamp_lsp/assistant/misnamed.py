"""A column or a name that does not exist, and the one of the live kernel's that was likely meant.

An error names what is missing, the kernel knows what there is: no model is needed to bring the two together.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from lamp_lsp.assistant.questions import Question
from style_learner.notebooks.cells import KernelName

ALIKE = 0.6
"""Share of common letters from which one name is taken for a slip of another (difflib's own default)."""
LEAST_PART = 3
"""Characters of a name that is a part of the other's."""

_NO_COLUMN = (
    re.compile(r"KeyError: (?P<quote>['\"])(?P<name>[^'\"]+)(?P=quote)\s*\Z"),
    re.compile(r"KeyError: .*\[['\"](?P<name>[^'\"]+)['\"].*(?:not in index|are in the)"),
    re.compile(r"AttributeError: '(?:DataFrame|Series)' object has no attribute '(?P<name>\w+)'"),
    re.compile(r"ColumnNotFoundError: (?:unable to find column )?\"?(?P<name>[^\"';]+?)\"?\s*(?:;|\Z)"),
)
_NO_NAME = re.compile(r"NameError: name '(?P<name>\w+)' is not defined")
_COLUMNS = re.compile(r"\[(?P<columns>.*)\]\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Misnamed:
    """What was written, and what was likely meant."""

    wrong: str
    right: str
    of: str = ""
    """The table whose column it is; empty for a name of its own."""

    @property
    def sentence(self) -> str:
        where = f"`{self.of}` has no column" if self.of else "There is nothing named"
        return f"{where} `{self.wrong}`; did you mean `{self.right}`?"

    def corrected(self, code: str) -> str:
        """Return ``code`` with the right name: a whole string, an attribute, or a whole word."""
        wrong = re.escape(self.wrong)
        if not self.of:
            return re.sub(rf"(?<![\w.]){wrong}\b", self.right, code)
        quoted = re.sub(rf"(?P<q>['\"]){wrong}(?P=q)", lambda found: f"{found['q']}{self.right}{found['q']}", code)
        attribute = rf"(?<=[\w)\]])\.{wrong}\b(?!\s*\()"
        return re.sub(attribute, f".{self.right}", quoted) if self.right.isidentifier() else quoted


def misnamed(question: Question) -> Misnamed | None:
    """Return the slip that the question's error tells of; None where nothing that exists is like it."""
    error = _last_line(question.traceback or question.notebook.here.error)
    names = question.notebook.names
    if (found := _NO_NAME.search(error)) is not None:
        near = _nearest(found["name"], [name.name for name in names])
        return Misnamed(found["name"], near) if near else None
    wrong = next((found["name"] for pattern in _NO_COLUMN if (found := pattern.search(error))), None)
    if wrong is None:
        return None
    for table in sorted(names, key=lambda name: not _is_used(name, question.code)):
        columns = columns_of(table)
        if wrong not in columns and (near := _nearest(wrong, columns)):
            return Misnamed(wrong, near, table.name)
    return None


def columns_of(name: KernelName) -> list[str]:
    """Return the columns of a table of the kernel's.

    >>> columns_of(KernelName("df", "DataFrame", "(3, 2) [city, country: str, price: float64]"))
    ['city, country', 'price']
    """
    found = _COLUMNS.search(name.detail) if name.kind == "DataFrame" else None
    return re.findall(r"(.+?): [^,:\]]+(?:, |\Z)", found["columns"]) if found else []


def _is_used(name: KernelName, code: str) -> bool:
    return re.search(rf"\b{re.escape(name.name)}\b", code) is not None


def _nearest(wrong: str, known: Iterable[str]) -> str:
    """Return the known name that is most like ``wrong``, however it is capitalized; empty where none is."""
    by_fold = {name.casefold(): name for name in known if name != wrong}
    folded = wrong.casefold()
    near = get_close_matches(folded, by_fold, n=1, cutoff=ALIKE)
    parts = [
        name
        for name in by_fold
        if len(folded) >= LEAST_PART and (folded in name or (len(name) >= LEAST_PART and name in folded))
    ]
    found = near or sorted(parts, key=len)
    return by_fold[found[0]] if found else ""


def _last_line(traceback: str) -> str:
    lines = [line.strip() for line in traceback.splitlines() if line.strip()]
    return next((line for line in reversed(lines) if re.match(r"[\w.]*(?:Error|Exception)\b", line)), "")
