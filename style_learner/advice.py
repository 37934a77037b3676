"""Reading: what a request asks of all that is known.

Threads: any may ask, and waits for nobody; nothing here reads the disk, but for a file's first verdict.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

from style_learner.explaining import HabitShown, habits_shown
from style_learner.habits.book import is_actionable
from style_learner.memory.query import relative_path
from style_learner.policy.ranking import worth
from style_learner.policy.thompson_sampling import kind_of
from style_learner.privacy.sharing import Sharing
from style_learner.privacy.verdicts import Verdicts
from style_learner.prompts.window import Window
from style_learner.rules.book import Rule
from style_learner.snapshot import Published, Snapshot
from style_learner.types import CursorContext, Habit, RetrievedSnippet, Snippet, Suggestion

RECENT_DOCUMENTS = 8
"""As many as an editor shows tabs of."""


class Advice:
    """Answers a request from the snapshot of the moment."""

    def __init__(
        self, published: Published, sharing: Sharing, verdicts: Verdicts, clock: Callable[[], float] = time.time
    ) -> None:
        self._published = published
        self.sharing = sharing
        """Between which projects code may be shown."""
        self._verdicts = verdicts
        self._clock = clock
        self._looked_at: tuple[tuple[str, str], ...] = ()
        """Project and path of the documents that the developer had before them, the latest first."""

    @property
    def _snapshot(self) -> Snapshot:
        return self._published.current

    @property
    def version(self) -> int:
        """Counts what changed the answer to a request; part of the key of every cache."""
        return self._snapshot.version

    @property
    def knowledge_number(self) -> int:
        """Another one after anything was forgotten, or the store was opened anew."""
        return self._snapshot.knowledge_number

    # The developer's own code

    @property
    def knows_anything(self) -> bool:
        """Whether there is anything to personalize with."""
        return self._snapshot.is_open and (self.snippet_count > 0 or self.habit_count > 0)

    async def retrieve_async(
        self, client: str, context: CursorContext, *, limit: int, window: Window
    ) -> Sequence[RetrievedSnippet]:
        """Retrieve off the event loop."""
        return await asyncio.to_thread(self.retrieve, client, context, limit=limit, window=window)

    def retrieve(
        self, client: str, context: CursorContext, *, limit: int, window: Window, without: Collection[str] = ()
    ) -> Sequence[RetrievedSnippet]:
        """Return the developer's own code that helps here, the best first; holds still while the cursor stays near.

        ``window`` is the text that the model will see anyway; nothing of it comes back. ``without`` names parts of
        retrieval that a measurement leaves out.
        """
        snapshot, seen = self._snapshot, (window.prefix, window.suffix)
        recent = {path for project, path in self._looked_at if project == context.project}

        def retrieve(place: CursorContext) -> list[RetrievedSnippet]:
            return snapshot.state.memory.retrieve(
                place,
                limit=limit,
                now=self._clock(),
                window=seen,
                recent_paths=recent,
                without=without,
                shared=partial(self.sharing.allows, place.project),
            )

        return snapshot.sticky.retrieve(client, context, retrieve, seen)

    def looked_at(self, path: str, project: str) -> None:
        """Take in that the developer has a document before them: of what is alike, its code is the likelier to help."""
        document = (project, relative_path(path, project))
        if self._looked_at[:1] != (document,):
            others = tuple(one for one in self._looked_at if one != document)
            self._looked_at = (document, *others)[:RECENT_DOCUMENTS]

    @property
    def own_code_version(self) -> int:
        """Counts the snippets that came and went."""
        return self._snapshot.state.memory.version

    def own_code(self) -> list[Snippet]:
        """Return every snippet that is remembered."""
        return self._snapshot.state.memory.snippets()

    def shown_in(self, context: CursorContext, *, whole: bool) -> list[str]:
        """Return the ids of the open document's snippets that ``context`` shows; all where it is the whole text."""
        return self._snapshot.state.memory.shown_in(context, whole=whole)

    # Their habits and corrections

    def confident_habits(self, language: str, project: str) -> Mapping[str, str]:
        """Return the choice of every habit that may be acted upon."""
        return self._snapshot.confident(language, project)

    def speaking_habits(self, language: str, project: str) -> list[Habit]:
        """Return every habit that may be acted upon."""
        return [habit for habit in self._snapshot.state.habits.habits(language, project) if is_actionable(habit)]

    def habits_shown(self, suggestion: Suggestion, written: str) -> list[HabitShown]:
        """Return the sure habits that a suggestion follows; ``written`` is what the model wrote before them."""
        return habits_shown(suggestion, written, self.speaking_habits(suggestion.language, suggestion.project))

    def rules(self, language: str, project: str = "") -> Sequence[Rule]:
        """Return the corrections that recur in a language."""
        return self._snapshot.rules(language, project, self._clock())

    # Choosing

    def strategy(self, context: CursorContext, seed: int) -> str:
        """Return the prompt strategy for a place, by what was retained under each; the same seed draws the same."""
        return self._snapshot.state.strategies.choose(kind_of(context), seed)

    def worth(self, suggestion: Suggestion, own: Sequence[str]) -> float:
        """Return how good one of several suggestions for a place is; ``own`` is code of the developer's like it."""
        return worth(
            suggestion.text,
            suggestion.language,
            probability=self._snapshot.state.acceptance.probability(_as_kept(suggestion)),
            sure=self.confident_habits(suggestion.language, suggestion.project),
            own=own,
        )

    def is_unlikely(self, suggestion: Suggestion, least: float) -> bool:
        """Whether a suggestion had better not be shown unasked: it is taken with a probability below ``least``."""
        return self._snapshot.state.acceptance.is_unlikely(_as_kept(suggestion), least)

    def is_rejected(self, context: CursorContext, text: str) -> bool:
        """Whether this, or nearly this, was rejected here before."""
        return self._snapshot.state.rejected.is_rejected(context, text)

    def has_rejections(self, context: CursorContext) -> bool:
        """Whether anything was rejected here before, so that not every text may be shown."""
        return self._snapshot.state.rejected.knows(context)

    def why_not_complete_in(self, path: str, project: str) -> str | None:
        """Return why nothing is suggested in a file; from memory, but for the first time."""
        return self._verdicts.why_not_complete_in(path, project)

    # Figures for the status

    @property
    def snippet_count(self) -> int:
        return len(self._snapshot.state.memory)

    @property
    def habit_count(self) -> int:
        return len(self._snapshot.state.habits.habits())


def _as_kept(suggestion: Suggestion) -> Suggestion:
    return replace(suggestion, path=relative_path(suggestion.path, suggestion.project))
