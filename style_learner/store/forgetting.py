"""What to erase: by project, by path, by day, by age, or everything.

Where it is unclear whether something belongs to what is to be forgotten, it is erased.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from style_learner.errors import WrongSetting
from style_learner.store.database import Transaction, mark_erasing
from style_learner.store.rows import plain

KEPT = (
    "suggestion",
    "outcome",
    "retention",
    "run",
    "turn",
    "feedback",
    "observation",
    "snippet",
    "vector",
    "pin",
    "state",
)
"""Every table but ``meta``, which holds nothing of the developer's."""

Conditions = dict[str, tuple[str, Sequence[object]]]
"""What to delete: SQL condition and its parameters by table."""


@dataclass(frozen=True, slots=True)
class Forget:
    """What to forget; exactly one field is set."""

    everything: bool = False
    project: str | None = None
    """The workspace folder as an absolute POSIX path; folders below it are forgotten too."""
    path: str | None = None
    """A file or a folder, absolute or as it was reported."""
    day: str | None = None
    """ISO date, local time."""

    def __post_init__(self) -> None:
        if sum((self.everything, bool(self.project), bool(self.path), bool(self.day))) != 1:
            raise WrongSetting("Say one thing to forget: everything, a project, a file or a day.")

    def conditions(self) -> Conditions:
        """Return what to delete.

        Raises:
            WrongSetting: the day is none.

        """
        if self.project:
            return _of_project(_folder(self.project))
        if self.path:
            return _of_path(_folder(self.path))
        if self.day:
            return _of_day(self.day)
        return dict.fromkeys(KEPT, ("TRUE", ()))


def older_than(at: float) -> Conditions:
    """Return what was kept before ``at``; code that is still being looked at counts as kept anew each time."""
    return {
        "suggestion": ('"at" < ?', [at]),
        "feedback": ('"at" < ?', [at]),
        "turn": ('"at" < ?', [at]),
        "observation": ("kept_at < ?", [at]),
        "snippet": ("kept_at < ?", [at]),
    }


def conversation(project: str, path: str) -> Conditions:
    """Return what to delete of the conversation about one document, and of what was learned from it."""
    here = ("project = ? AND path = ?", [plain(project), plain(path)])
    return {"feedback": (f"about IN (SELECT id FROM turn WHERE {here[0]})", here[1]), "turn": here}


def erase(transaction: Transaction, conditions: Conditions) -> dict[str, int]:
    """Delete rows, and those that only make sense with them; return how many by plural name."""
    counts = dict.fromkeys(KEPT, 0)
    for table, (condition, parameters) in conditions.items():
        if table in _LEARNED_FROM:
            counts["observation"] += _delete(transaction, "observation", _learned_from(table, condition), parameters)
        counts[table] += _delete(transaction, table, condition, parameters)
    for table, condition in _DEPENDENT.items():
        counts[table] += _delete(transaction, table, condition, ())
    if any(counts.values()):
        mark_erasing(transaction)
    return {plural(table): count for table, count in counts.items()}


def plural(table: str) -> str:
    """Return the name that people read for the rows of a table."""
    return table if table in {"feedback", "state"} else table + "s"


_DEPENDENT = {
    "outcome": "suggestion_id NOT IN (SELECT id FROM suggestion)",
    "retention": "suggestion_id NOT IN (SELECT id FROM suggestion)",
    "run": "suggestion_id NOT IN (SELECT id FROM suggestion)",
    "vector": "snippet_id NOT IN (SELECT id FROM snippet)",
}


_LEARNED_FROM = frozenset({"suggestion", "turn"})


def _learned_from(table: str, condition: str) -> str:
    """Observations made on these have them for origin, with or without a word and a colon before the id."""
    return (
        f"origin IN (SELECT id FROM {table} WHERE {condition}) OR split_part(origin, ':', 2) IN "
        f"(SELECT id FROM {table} WHERE {condition})"
    )


def _delete(transaction: Transaction, table: str, condition: str, parameters: Sequence[object]) -> int:
    # A condition that is used twice takes its parameters twice.
    repeated = [*parameters] * (condition.count("?") // max(1, len(parameters)))
    return int(transaction.execute(f"DELETE FROM {table} WHERE {condition}", repeated)[0][0])


def _of_project(folder: str) -> Conditions:
    within, inside = _within("project"), _within("path")
    both = (f"{within} OR {inside}", [folder, folder, folder, folder])
    only = (within, [folder, folder])
    return {
        "suggestion": both,
        "feedback": both,
        "turn": both,
        "observation": (f"{within} OR {_within(_ORIGIN_PATH)}", [folder, folder, folder, folder]),
        "snippet": only,
        "pin": only,
        "state": only,
    }


def _of_path(path: str) -> Conditions:
    full = _within("CASE WHEN starts_with(path, '/') THEN path ELSE project || '/' || path END")
    either = (f"{_within('path')} OR {full}", [path] * 4)
    origin = f"CASE WHEN starts_with({_ORIGIN_PATH}, '/') THEN {_ORIGIN_PATH} ELSE project || '/' || {_ORIGIN_PATH} END"
    below_project = f"({_ORIGIN_PATH} = project || '/' || ? OR starts_with({_ORIGIN_PATH}, project || '/' || ? || '/'))"
    return {
        "suggestion": either,
        "feedback": either,
        "turn": either,
        "observation": (f"{_within(_ORIGIN_PATH)} OR {_within(origin)} OR {below_project}", [path] * 6),
        "snippet": either,
    }


def _of_day(day: str) -> Conditions:
    try:
        start = datetime.combine(date.fromisoformat(day), time())
        span = [start.astimezone().timestamp(), (start + timedelta(days=1)).astimezone().timestamp()]
    except (ValueError, OverflowError, OSError) as error:
        raise WrongSetting(f"{day!r} is no day, or none of ours. Write it as in 2026-11-30.") from error
    then = '("at" >= ? AND "at" < ?)'
    return {
        "outcome": (then, span),
        "retention": (then, span),
        "suggestion": (then, span),
        "feedback": (then, span),
        "run": (then, span),
        "turn": (then, span),
        "observation": (f"{then} OR (kept_at >= ? AND kept_at < ?)", span * 2),
        "snippet": (f"{then} OR (kept_at >= ? AND kept_at < ?)", span * 2),
    }


_ORIGIN_PATH = "CASE WHEN contains(origin, ':/') THEN substr(origin, strpos(origin, ':/') + 1) ELSE origin END"
"""An origin may say what it is before a path: ``file:/home/me/project/main.py``."""


def _within(expression: str) -> str:
    """Return a condition: a path is the given one or lies below it."""
    return f"({expression} = ? OR starts_with({expression}, ? || '/'))"


def _folder(path: str) -> str:
    return plain(path).rstrip("/") or "/"
