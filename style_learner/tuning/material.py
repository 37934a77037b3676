"""What the store holds of the developer's writing, as it is handed to the training process."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from style_learner.types import Outcome, OutcomeKind, Retention, Snippet, Source, Suggestion

KEPT_SHARE = 0.8
"""Share of an accepted text that still stands at the last look, from which on it counts as kept."""
LEAST_CHARACTERS = 8
"""Shorter edits say nothing that the files don't say as well."""


@dataclass(frozen=True, slots=True)
class OwnEdit:
    """What the developer made of a suggestion: the text they kept, or the one they typed instead."""

    project: str
    path: str
    language: str
    before: str
    text: str
    after: str
    at: float


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that may be learned from; all of it was redacted before it was kept."""

    snippets: tuple[Snippet, ...] = ()
    """Other people's code in the same projects is among them: it is retrieved, never trained on."""
    edits: tuple[OwnEdit, ...] = ()
    apart: tuple[str, ...] = ()
    """Projects that were left out, since their code may not be shown in the others."""

    @property
    def own_characters(self) -> int:
        """Length of the developer's own code."""
        return sum(len(one.text) for one in self.snippets if one.source is not Source.PROJECT)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "snippets": [asdict(one) for one in self.snippets],
            "edits": [asdict(one) for one in self.edits],
            "apart": list(self.apart),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Material":
        """Take back what :meth:`as_json` gave."""
        snippets = (Snippet(**{**one, "source": Source(one["source"])}) for one in document["snippets"])
        edits = (OwnEdit(**one) for one in document["edits"])
        return cls(tuple(snippets), tuple(edits), tuple(document.get("apart", ())))


def material_of(
    snippets: Iterable[Snippet],
    suggestions: Iterable[Suggestion],
    outcomes: Iterable[Outcome],
    retentions: Iterable[Retention],
) -> Material:
    """Gather what the developer wrote, and of the suggestions what they kept or wrote instead."""
    outcomes_of: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in sorted(outcomes, key=lambda one: one.at):
        outcomes_of[outcome.suggestion_id].append(outcome)
    last_look = {look.suggestion_id: look for look in sorted(retentions, key=lambda one: one.after_s)}
    edits = []
    for suggestion in suggestions:
        text = _written(suggestion, outcomes_of[suggestion.id], last_look.get(suggestion.id))
        if len(text.strip()) >= LEAST_CHARACTERS:
            edits.append(
                OwnEdit(
                    suggestion.project,
                    suggestion.path,
                    suggestion.language,
                    suggestion.before,
                    text,
                    suggestion.after,
                    suggestion.at,
                )
            )
    return Material(tuple(snippets), tuple(edits))


def _written(suggestion: Suggestion, outcomes: Sequence[Outcome], look: Retention | None) -> str:
    """Return what the developer let stand or wrote at a suggestion's place; empty where that is not known."""
    typed = next((one.text for one in reversed(outcomes) if one.kind is OutcomeKind.TYPED_OVER), "")
    if typed:
        return typed
    taken = max((one.characters for one in outcomes if one.kind is OutcomeKind.ACCEPTED), default=0)
    whole = any(one.kind is OutcomeKind.ACCEPTED for one in outcomes)
    if not whole or look is None or look.share < KEPT_SHARE:
        return ""
    return suggestion.text[: taken or None]
