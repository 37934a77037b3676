"""What is kept, as the owner asks for it: one suggestion, the report, what an adapter may learn from, all of it."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from style_learner.evaluation.report import report
from style_learner.privacy.apart import is_apart
from style_learner.snapshot import DAY_S, Published
from style_learner.tuning.material import Material, material_of
from style_learner.tuning.together import learned_together
from style_learner.types import Snippet, Suggestion
from style_learner.writer import Writer


class Records:
    """Reads from the open store; any thread may ask."""

    def __init__(self, published: Published, writer: Writer, clock: Callable[[], float] = time.time) -> None:
        self._published = published
        self._writer = writer
        self._clock = clock

    @property
    def suggestion_count(self) -> int:
        return self._writer.opened.store.counts()["suggestions"] if self._published.current.is_open else 0

    def kept_suggestion(self, suggestion_id: str) -> tuple[Suggestion, list[Snippet]] | None:
        """Return a suggestion with what is still kept of the snippets in its prompt; None when it is not kept."""
        if not self._published.current.is_open:
            return None
        ingest = self._writer.opened
        found = ingest.suggestion(suggestion_id)
        return (found, ingest.store.snippets_of(found.evidence)) if found is not None else None

    def report(self, days: float) -> dict[str, Any]:
        """Return what LAMP was worth over the last ``days``."""
        store, since = self._writer.opened.store, self._clock() - days * DAY_S
        return report(store.suggestions(since), store.outcomes(since), store.retentions(since), store.feedback(since))

    def material(self) -> Material:
        """Return what an adapter may learn from: one group of projects that may be shown each other's code.

        Nothing of projects that are kept apart, where it does not serve.
        """
        store, state = self._writer.opened.store, self._published.current.state
        store.flush()
        own_code = [one for one in state.memory.snippets() if not is_apart(one, state.sharing)]
        suggestions = [one for one in store.suggestions() if not is_apart(one, state.sharing)]
        together = learned_together(own_code, state.sharing.allows)
        found = material_of(
            (one for one in own_code if one.project in together),
            (one for one in suggestions if one.project in together),
            store.outcomes(),
            store.retentions(),
        )
        left_out = {one.project for one in state.memory.snippets()} - together
        return replace(found, apart=tuple(sorted(left_out)))

    def export(self) -> dict[str, Any]:
        """Return everything that is kept."""
        store = self._writer.opened.store
        store.flush()
        return store.export()
