"""How the core is put together: what comes in is learned and kept, what is asked is answered from memory.

Threads: what changes what is known comes through the one queue (``write_queue``); questions of a request (``retrieve``,
``confident_habits``, ``is_rejected``) come from any thread, wait for nobody and read no disk.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast

from style_learner.answers.conversations import Conversations
from style_learner.errors import LampError, StoreUnavailable
from style_learner.evaluation.report import report
from style_learner.explaining import HabitShown, habits_shown
from style_learner.habits.book import is_actionable
from style_learner.ingest import AT_ONCE, Ingest, as_kept
from style_learner.learned_state import LearnedState
from style_learner.memory.embedding import installed, load_embedder
from style_learner.memory.query import relative_path
from style_learner.memory.semantic_index import SemanticIndex
from style_learner.memory.sticky import StickyRetrieval
from style_learner.policy.ranking import worth
from style_learner.policy.thompson_sampling import kind_of
from style_learner.privacy.sharing import Sharing
from style_learner.privacy.verdicts import Verdicts
from style_learner.profile.profile import Profile
from style_learner.profile_editing import (
    change_profile,
    import_profile,
    known_profile,
    known_rules,
    profile_document,
    restore_erased,
)
from style_learner.prompts.window import Window
from style_learner.rules.book import Rule, RuleBook
from style_learner.store.forgetting import Forget
from style_learner.store.store import Store
from style_learner.tuning.material import Material, material_of
from style_learner.types import (
    ChatTurn,
    CursorContext,
    Feedback,
    Habit,
    Outcome,
    Retention,
    RetrievedSnippet,
    Run,
    Snippet,
    Suggestion,
)
from style_learner.vectors import keep_vectors, restore_vectors
from style_learner.write_queue import Queue

ProgressCallback = Callable[[str, int, int], None]

DAY_S = 86_400.0
LEAVE_WITHIN_S = 1.0
"""How long an embedder that is still loading is waited for: it holds nothing that could be lost."""
RECENT_DOCUMENTS = 8
"""As many as an editor shows tabs of."""
MOST_HELD = 2_000
"""Suggestions held while the store cannot be opened: some days of work; the oldest go first."""
NOT_OPEN = "The store is not open; `lamp status` says why."

log = logging.getLogger(__name__)


class Learner:
    """Learns one developer. Without a store it knows nothing and keeps nothing."""

    def __init__(self, clock: Callable[[], float] = time.time, queue: Queue = AT_ONCE) -> None:
        self._clock = clock
        self._queue = queue
        self._store: Store | None = None
        self._meaning: SemanticIndex | None = None
        self._meaning_started = False
        self._expecting = False
        self._held: OrderedDict[str, Suggestion] = OrderedDict()
        self.hold: Callable[[Suggestion], None] = lambda _: None
        """Is given each suggestion that waits for the store, in the form in which it may be kept."""
        self._ingest: Ingest | None = None
        self.conversations: Conversations | None = None
        """What was asked of the assistant; None while there is no store."""
        self._state = LearnedState()
        self._sticky = StickyRetrieval(self._state.memory)
        self._verdicts = Verdicts()
        self.sharing = Sharing()
        """Between which projects code may be shown."""
        self._sure: dict[tuple[str, str], tuple[int, Mapping[str, str]]] = {}
        self._rules: dict[str, tuple[tuple[RuleBook, int, int], Sequence[Rule]]] = {}
        self._looked_at: tuple[tuple[str, str], ...] = ()
        """Project and path of the documents that the developer had before them, the latest first."""
        self.version = 0
        """Counts what changed the answer to a request; part of the key of every cache."""
        self.knowledge_number = 0
        """Another one after anything was forgotten, or the store was opened anew."""

    # Opening and closing

    def expect(self) -> None:
        """Hold what comes in from here on: a store is about to open."""
        self._expecting = True

    def open(self, store: Store, *, meaning_search: bool) -> None:
        """Take up what ``store`` kept; meaning search follows with :meth:`start_meaning` when it is wanted."""
        meaning = None
        if meaning_search and installed():
            meaning = SemanticIndex(load_embedder, on_vectors=lambda name, made: keep_vectors(store, name, made))
            restore_vectors(store, meaning)
        knowledge = LearnedState(meaning)
        knowledge.restore(store.observations(), store.snippets(), store.pins())
        for project in {snippet.project for snippet in knowledge.memory.snippets()}:
            self.sharing.note(project)
        restore_erased(knowledge, store)
        self._store, self._meaning, self._state = store, meaning, knowledge
        self._sticky = StickyRetrieval(knowledge.memory)
        self.conversations = Conversations(store, knowledge, self._clock, self.sharing)
        self.stop()  # a folder that is being learned must not bring back what was just forgotten
        self._ingest = Ingest(store, knowledge, self.why_not_learn_from, self._clock, self._queue)
        self._ingest.remember_outcomes()
        self.take_held(())
        self.version += 1
        self.knowledge_number += 1
        if self._meaning_started and meaning is not None:
            meaning.start()

    def start_meaning(self) -> None:
        """Let the vectors be made from here on: a second or more of both cores, better not while a model loads."""
        self._meaning_started = True
        if self._meaning is not None:
            self._meaning.start()

    def at_rest(self) -> AbstractContextManager[None]:
        """Do nothing heavy in the background inside: the language model works and somebody waits for it."""
        return self._meaning.hold() if self._meaning is not None else nullcontext()

    def stop(self) -> None:
        """End a long learning at its next file."""
        if self._ingest is not None:
            self._ingest.stopped = True

    def close(self) -> None:
        """Write what waits, and let go of everything that was learned."""
        if self._meaning is not None:
            self._meaning.stop(LEAVE_WITHIN_S)
        if self._store is not None:
            self._store.close()
        self._store = self._meaning = self._ingest = self.conversations = None
        self._expecting = False
        self._held.clear()
        self._state = LearnedState()
        self._sticky = StickyRetrieval(self._state.memory)
        self.version += 1
        self.knowledge_number += 1

    # Questions of a request

    @property
    def knows_anything(self) -> bool:
        """Whether there is anything to personalize with."""
        return self._store is not None and (len(self._state.memory) > 0 or self.habit_count > 0)

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
        memory, seen = self._state.memory, (window.prefix, window.suffix)
        recent = {path for project, path in self._looked_at if project == context.project}

        def retrieve(place: CursorContext) -> list[RetrievedSnippet]:
            return memory.retrieve(
                place,
                limit=limit,
                now=self._clock(),
                window=seen,
                recent_paths=recent,
                without=without,
                shared=partial(self.sharing.allows, place.project),
            )

        return self._sticky.retrieve(client, context, retrieve, seen)

    def looked_at(self, path: str, project: str) -> None:
        """Take in that the developer has a document before them: of what is alike, its code is the likelier to help."""
        document = (project, relative_path(path, project))
        if self._looked_at[:1] != (document,):
            others = tuple(one for one in self._looked_at if one != document)
            self._looked_at = (document, *others)[:RECENT_DOCUMENTS]

    def confident_habits(self, language: str, project: str) -> Mapping[str, str]:
        """Return the choice of every habit that may be acted upon; computed once for each state of the profile."""
        known = self._sure.get((language, project))
        if known is None or known[0] != self.version:
            version = self.version
            habits = self._state.habits.habits(language, project)
            known = (version, {habit.feature: habit.choice for habit in habits if is_actionable(habit)})
            self._sure.pop((language, project), None)
            self._sure[language, project] = known
        return known[1]

    def speaking_habits(self, language: str, project: str) -> list[Habit]:
        """Return every habit that may be acted upon."""
        return [habit for habit in self._state.habits.habits(language, project) if is_actionable(habit)]

    @property
    def own_code_version(self) -> int:
        """Counts the snippets that came and went."""
        return self._state.memory.version

    def shown_in(self, context: CursorContext, *, whole: bool) -> list[str]:
        """Return the ids of the open document's snippets that ``context`` shows; all where it is the whole text."""
        return self._state.memory.shown_in(context, whole=whole)

    def own_code(self) -> list[Snippet]:
        """Return every snippet that is remembered."""
        return self._state.memory.snippets()

    def worth(self, suggestion: Suggestion, own: Sequence[str]) -> float:
        """Return how good one of several suggestions for a place is; ``own`` is code of the developer's like it."""
        place = replace(suggestion, path=relative_path(suggestion.path, suggestion.project))
        return worth(
            suggestion.text,
            suggestion.language,
            probability=self._state.acceptance.probability(place),
            sure=self.confident_habits(suggestion.language, suggestion.project),
            own=own,
        )

    def strategy(self, context: CursorContext, seed: int) -> str:
        """Return the prompt strategy for a place, by what was retained under each; the same seed draws the same."""
        return self._state.strategies.choose(kind_of(context), seed)

    def rules(self, language: str) -> Sequence[Rule]:
        """Return the corrections that recur in a language; computed once for each state of them, and anew each day."""
        state = (self._state.rules, self._state.rules.version, int(self._clock() // DAY_S))
        known = self._rules.get(language)
        if known is None or known[0] != state:
            known = self._rules[language] = (state, self._state.rules.rules(language, self._clock()))
        return known[1]

    def is_rejected(self, context: CursorContext, text: str) -> bool:
        """Whether this, or nearly this, was rejected here before."""
        return self._state.rejected.is_rejected(context, text)

    def has_rejections(self, context: CursorContext) -> bool:
        """Whether anything was rejected here before, so that not every text may be shown."""
        return self._state.rejected.knows(context)

    def is_unlikely(self, suggestion: Suggestion, least: float) -> bool:
        """Whether a suggestion had better not be shown unasked: it is taken with a probability below ``least``."""
        path = relative_path(suggestion.path, suggestion.project)
        return self._state.acceptance.is_unlikely(replace(suggestion, path=path), least)

    def why_not_complete_in(self, path: str, project: str) -> str | None:
        """Return why nothing is suggested in a file; from memory, but for the first time."""
        return self._verdicts.why_not_complete_in(path, project)

    def why_not_learn_from(self, path: str, project: str, content: bytes | None = None) -> str | None:
        """Return why nothing is learned from a file; reads the disk. ``content`` is what an editor holds of it."""
        return self._verdicts.why_not_learn_from(path, project, content)

    # What comes in

    def record(self, suggestion: Suggestion, context: CursorContext, *, growing: bool = False) -> None:
        """Keep a suggestion that was offered; returns at once. While the store cannot be opened, it is held.

        One that is ``growing`` is on show while the model writes it, and told again when it is whole or was left.
        """

        def keep() -> None:
            try:
                self._keep(suggestion, context, growing=growing)
            except LampError as error:
                log.warning("A suggestion was not kept: %s", error)

        self._queue.submit(keep)

    def _keep(self, suggestion: Suggestion, context: CursorContext, *, growing: bool) -> None:
        if self._ingest is not None:
            self._ingest.offered(suggestion, context, growing=growing)
        elif self._expecting:
            kept = as_kept(suggestion, context)
            self._held[kept.id] = kept
            if len(self._held) > MOST_HELD:
                self._held.popitem(last=False)
            if not growing:
                self.hold(kept)

    def take_held(self, suggestions: Iterable[Suggestion]) -> None:
        """Keep what waited for the store: these suggestions, and those held in memory.

        Raises:
            StoreUnavailable: the store is not open.
        """
        intake = self._opened()
        for one in (*suggestions, *self._held.values()):
            intake.take(one)
        self._held.clear()

    def flush(self) -> None:
        """Return when all that was kept is safe on disk."""
        self._opened().store.flush()

    def follow(
        self, outcomes: Sequence[Outcome], retentions: Sequence[Retention], texts: Mapping[str, str] | None = None
    ) -> None:
        """Learn what became of suggestions; returns when it is safe on disk.

        ``texts``: what accepted texts were changed to, by suggestion.

        Raises:
            StoreUnavailable: the store is not open; nothing was kept.
        """
        if self._opened().follow(outcomes, retentions, texts or {}):
            self.version += 1
            for language, project in tuple(self._sure)[-1:]:
                self.confident_habits(language, project)  # here, so that the next request does not wait for it
                self.rules(language)

    def judge(self, feedback: Feedback) -> bool:
        """Learn what the developer said of a suggestion; False when the suggestion is not kept.

        Raises:
            StoreUnavailable: the store is not open.
        """
        known = self._opened().judge(feedback)
        self.version += known
        return known

    def judge_answer(self, answer_id: str, verdict: str, reason: str, text: str) -> None:
        """Learn what the developer said of an answer, or did with its code.

        Raises:
            NotAvailable: the answer is not known.
            StoreUnavailable: the store is not open.
        """
        self._opened()
        if self.conversations is not None and self.conversations.judge(answer_id, verdict, reason, text):
            self.version += 1

    def keep_answer(self, turn: ChatTurn) -> None:
        """Keep a question to the assistant and its answer, in its turn; without a store nothing is kept."""

        def keep() -> None:
            if self.conversations is not None:
                self.conversations.keep(turn)

        self._queue.turn(keep)

    def ran(self, runs: Sequence[Run]) -> None:
        """Learn how cells with accepted suggestions ran; as ``follow``."""
        if runs and self._opened().ran(runs):
            self.version += 1

    def learn_document(self, path: str, language: str, text: str, project: str, *, saved: bool) -> None:
        """Learn from a document as it stands in an editor; raises as ``follow`` does."""
        self.sharing.note(project)
        if self._opened().document(path, language, text, project, saved=saved):
            self.version += 1
            self.confident_habits(language, project)  # here, so that no request waits for it

    def removed(self, path: str, project: str) -> None:
        """Let go of what was learned from a file or folder that is gone; raises as ``follow`` does."""
        if self._opened().removed(path, project):
            self.version += 1

    def learn_folder(self, path: str, progress: ProgressCallback, *, everything_is_mine: bool = False) -> str:
        """Learn from a workspace; returns in words what came of it. Runs outside the queue, into which each file goes.

        Raises:
            WrongSetting: there is no such folder.
            StoreUnavailable: the store is not open.
        """
        intake = self._opened()
        self._verdicts.look_again(path)
        self.sharing.note(path, anew=True)
        summary = intake.folder(Path(path), progress, everything_is_mine=everything_is_mine)
        self._queue.turn(self._changed)
        return summary

    def _changed(self) -> None:
        self.version += 1

    def learned_at(self, path: str) -> float:
        """Return when a workspace was last learned from; 0 for never."""
        return float(self._store.state("learned", path, "0")) if self._store is not None else 0.0

    # What the owner asks

    def known_profile(self, project: str = "") -> Profile:
        """Return the profile; with a project, its own habits beside the general ones."""
        return known_profile(self._state, project)

    def known_rules(self, project: str = "") -> list[Rule]:
        """Return the rules that hold everywhere; with a project, its own as well."""
        return known_rules(self._state, project)

    def profile(self, project: str = "") -> dict[str, Any]:
        """Return the profile as plain data."""
        return profile_document(self._state, project)

    def import_profile(self, document: Mapping[str, Any]) -> int:
        """Add another profile's counts; returns how many habits came."""
        taken = import_profile(self._state, self._opened().store, document)
        self.version += 1
        return taken

    def change_profile(self, changes: Sequence[Mapping[str, str]]) -> int:
        """Apply the owner's own corrections."""
        changed = change_profile(self._state, self._opened().store, changes)
        self.version += 1
        return changed

    def kept_suggestion(self, suggestion_id: str) -> tuple[Suggestion, list[Snippet]] | None:
        """Return a suggestion with what is still kept of the snippets in its prompt; None when it is not kept."""
        found = self._ingest.suggestion(suggestion_id) if self._ingest is not None else None
        return (found, self._opened().store.snippets_of(found.evidence)) if found is not None else None

    def habits_shown(self, suggestion: Suggestion, written: str) -> list[HabitShown]:
        """Return the sure habits that a suggestion follows; ``written`` is what the model wrote before them."""
        sure = filter(is_actionable, self._state.habits.habits(suggestion.language, suggestion.project))
        return habits_shown(suggestion, written, sure)

    def report(self, days: float) -> dict[str, Any]:
        """Return what LAMP was worth over the last ``days``."""
        store, since = self._opened().store, self._clock() - days * DAY_S
        return report(store.suggestions(since), store.outcomes(since), store.retentions(since), store.feedback(since))

    def material(self) -> Material:
        """Return what an adapter may learn from."""
        store = self._opened().store
        store.flush()
        return material_of(self.own_code(), store.suggestions(), store.outcomes(), store.retentions())

    def export(self) -> dict[str, Any]:
        """Return everything that is kept."""
        store = self._opened().store
        store.flush()
        return store.export()

    def forget(self, what: Forget) -> dict[str, int]:
        """Erase, the bytes too, and know it no more; returns how many of each kind went."""
        store = self._opened().store
        store.flush()
        counts = store.forget(what)
        meaning = self._meaning
        if meaning is not None:
            meaning.stop()
        self.open(store, meaning_search=meaning is not None)
        return counts

    def expire(self, retention_days: float) -> None:
        """Erase what was kept for longer than the owner wants."""
        if self._store is not None and any(self._store.expire(retention_days).values()):
            self.open(self._store, meaning_search=self._meaning is not None)

    # Figures for the status

    @property
    def embedder_state(self) -> Literal["ready", "loading", "missing", "off"]:
        """``ready``, ``loading``, ``missing`` or ``off``."""
        if self._meaning is None:
            return "off" if installed() else "missing"
        return cast("Literal['ready', 'loading', 'missing', 'off']", self._meaning.state)

    @property
    def snippet_count(self) -> int:
        return len(self._state.memory)

    @property
    def habit_count(self) -> int:
        return len(self._state.habits.habits())

    @property
    def suggestion_count(self) -> int:
        return self._store.counts()["suggestions"] if self._store is not None else 0

    def _opened(self) -> Ingest:
        if self._ingest is None:
            raise StoreUnavailable(NOT_OPEN)
        return self._ingest
