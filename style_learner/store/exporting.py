"""Everything that is kept, as one JSON document.

``version`` is raised when a reader of the older form would misread the newer.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from style_learner.types import (
    ChatTurn,
    Feedback,
    Observation,
    Outcome,
    OutcomeKind,
    Pin,
    Retention,
    Run,
    Snippet,
    Suggestion,
)

VERSION = 1
_LAST_SECOND = datetime.max.replace(tzinfo=UTC).timestamp() // 1 - 1
"""Beyond it there is no date; an editor's clock may say anything."""


def document(
    *,
    now: float,
    suggestions: Iterable[Suggestion],
    outcomes: Iterable[Outcome],
    retentions: Iterable[Retention],
    runs: Iterable[Run],
    turns: Iterable[ChatTurn],
    feedback: Iterable[Feedback],
    observations: Iterable[Observation],
    snippets: Iterable[Snippet],
    pins: Iterable[Pin],
    state: Iterable[Mapping[str, str]],
) -> dict[str, Any]:
    """Return what ``lamp export`` prints."""
    outcomes_of: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for outcome in outcomes:
        outcomes_of[outcome.suggestion_id].append(_outcome(outcome))
    retentions_of: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for retention in retentions:
        retentions_of[retention.suggestion_id].append(_without(_timed(retention), "suggestion_id"))
    runs_of: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for run in runs:
        runs_of[run.suggestion_id].append(_without(_timed(run), "suggestion_id"))
    return {
        "version": VERSION,
        "exported_at": iso_time(now),
        "suggestions": [
            {
                **_timed(one),
                "outcomes": outcomes_of[one.id],
                "retentions": retentions_of[one.id],
                "runs": runs_of[one.id],
            }
            for one in suggestions
        ],
        "turns": [_timed(one) for one in turns],
        "feedback": [_timed(one) for one in feedback],
        "observations": [_timed(one) for one in observations],
        "snippets": [_timed(one) for one in snippets],
        "pins": [asdict(pin) for pin in pins],
        "state": [dict(one) for one in state],
    }


def iso_time(at: float) -> str:
    """Return seconds since the epoch as ISO 8601 in UTC.

    >>> iso_time(0.5)
    '1970-01-01T00:00:00.500000+00:00'
    """
    seconds = min(max(at, 0.0), _LAST_SECOND) if math.isfinite(at) else 0.0
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat()


def _outcome(outcome: Outcome) -> dict[str, Any]:
    result = _without(_timed(outcome), "suggestion_id")
    return result if outcome.kind is OutcomeKind.TYPED_OVER else _without(result, "text")


def _timed(
    record: Suggestion | Outcome | Retention | Feedback | Run | ChatTurn | Observation | Snippet,
) -> dict[str, Any]:
    """Return a record's fields, ``at`` as ``time``; a number that JSON has no word for is null."""
    values = {name: _number(value) for name, value in asdict(record).items()}
    values["time"] = iso_time(values.pop("at") or 0.0)
    return values


def _number(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _without(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}
