"""Writing: whatever changes what is known is kept, learned, and published as the next snapshot.

Threads: everything here runs in the one queue (``write_queue``). ``record`` and ``keep_answer`` go into it by
themselves; ``learn_folder`` runs outside, and each of its files goes in.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from style_learner.answers.conversations import Conversations
from style_learner.errors import LampError, StoreUnavailable
from style_learner.ingest import AT_ONCE, Ingest, as_kept
from style_learner.learned_state import LearnedState
from style_learner.privacy.sharing import Sharing
from style_learner.privacy.verdicts import Verdicts
from style_learner.snapshot import Published
from style_learner.store.store import Store
from style_learner.types import ChatTurn, CursorContext, Feedback, Outcome, Retention, Run, Suggestion
from style_learner.write_queue import Queue

ProgressCallback = Callable[[str, int, int], None]

MOST_HELD = 2_000
"""Suggestions held while the store cannot be opened: some days of work; the oldest go first."""
NOT_OPEN = "The store is not open; `lamp status` says why."

log = logging.getLogger(__name__)


class Writer:
    """Takes in what comes; without a store it keeps nothing."""

    def __init__(
        self,
        published: Published,
        sharing: Sharing,
        verdicts: Verdicts,
        clock: Callable[[], float] = time.time,
        queue: Queue = AT_ONCE,
    ) -> None:
        self._published = published
        self._sharing = sharing
        self._verdicts = verdicts
        self._clock = clock
        self._queue = queue
        self._ingest: Ingest | None = None
        self.conversations: Conversations | None = None
        """What was asked of the assistant; None while there is no store."""
        self._expecting = False
        self._held: OrderedDict[str, Suggestion] = OrderedDict()
        self.hold: Callable[[Suggestion], None] = lambda _: None
        """Is given each suggestion that waits for the store, in the form in which it may be kept."""

    # Opening and closing

    def expect(self) -> None:
        """Hold what comes in from here on: a store is about to open."""
        self._expecting = True

    def open(self, store: Store, state: LearnedState) -> None:
        """Write to ``store`` from here on, and learn into ``state``."""
        for project in {snippet.project for snippet in state.memory.snippets()}:
            self._sharing.note(project)
        self.stop()  # a folder that is being learned must not bring back what was just forgotten
        self.conversations = Conversations(store, state, self._clock, self._sharing)
        self._ingest = Ingest(store, state, self._why_not_learn_here, self._clock, self._queue)
        self._ingest.remember_outcomes()
        self.take_held(())

    def stop(self) -> None:
        """End a long learning at its next file."""
        if self._ingest is not None:
            self._ingest.stopped = True

    def close(self) -> None:
        """Keep nothing from here on."""
        self._ingest = self.conversations = None
        self._expecting = False
        self._held.clear()

    @property
    def opened(self) -> Ingest:
        """What feeds the open store.

        Raises:
            StoreUnavailable: it is not open.
        """
        if self._ingest is None:
            raise StoreUnavailable(NOT_OPEN)
        return self._ingest

    def changed(self) -> None:
        """Publish that what is known has changed."""
        self._published.changed(self._clock())

    # Suggestions and what became of them

    def record(self, suggestion: Suggestion, context: CursorContext, *, growing: bool = False) -> None:
        """Keep a suggestion that was offered; returns at once. While the store cannot be opened, it is held.

        One that is ``growing`` is on show while the model writes it, and told again when it is whole or was left.
        """
        made_from = self._published.current

        def keep() -> None:
            if made_from.is_open and made_from.knowledge_number != self._published.current.knowledge_number:
                return  # something was forgotten meanwhile, of which it may be made
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
        ingest = self.opened
        for one in (*suggestions, *self._held.values()):
            ingest.take(one)
        self._held.clear()

    def flush(self) -> None:
        """Return when all that was kept is safe on disk."""
        self.opened.store.flush()

    def follow(
        self, outcomes: Sequence[Outcome], retentions: Sequence[Retention], texts: Mapping[str, str] | None = None
    ) -> None:
        """Learn what became of suggestions; returns when it is safe on disk.

        ``texts``: what accepted texts were changed to, by suggestion.

        Raises:
            StoreUnavailable: the store is not open; nothing was kept.
        """
        if self.opened.follow(outcomes, retentions, texts or {}):
            self.changed()

    def judge(self, feedback: Feedback) -> bool:
        """Learn what the developer said of a suggestion; False when the suggestion is not kept.

        Raises:
            StoreUnavailable: the store is not open.
        """
        if known := self.opened.judge(feedback):
            self.changed()
        return known

    def ran(self, runs: Sequence[Run]) -> None:
        """Learn how cells with accepted suggestions ran; as ``follow``."""
        if runs and self.opened.ran(runs):
            self.changed()

    # Conversations

    def keep_answer(self, turn: ChatTurn) -> None:
        """Keep a question to the assistant and its answer, in its turn; without a store nothing is kept."""

        def keep() -> None:
            if self.conversations is not None:
                self.conversations.keep(turn)

        self._queue.turn(keep)

    def judge_answer(self, answer_id: str, verdict: str, reason: str, text: str) -> None:
        """Learn what the developer said of an answer, or did with its code.

        Raises:
            NotAvailable: the answer is not known.
            StoreUnavailable: the store is not open.
        """
        if self.conversations is None:
            raise StoreUnavailable(NOT_OPEN)
        if self.conversations.judge(answer_id, verdict, reason, text):
            self.changed()

    # Documents and folders

    def learn_document(self, path: str, language: str, text: str, project: str, *, saved: bool) -> None:
        """Learn from a document as it stands in an editor; raises as ``follow`` does."""
        project = self._sharing.home(path, project)
        self._sharing.note(project)
        if self.opened.document(path, language, text, project, saved=saved):
            self.changed()

    def removed(self, path: str, project: str) -> None:
        """Let go of what was learned from a file or folder that is gone; raises as ``follow`` does."""
        if self.opened.removed(path, self._sharing.home(path, project)):
            self.changed()

    def learn_folder(self, path: str, progress: ProgressCallback, *, everything_is_mine: bool = False) -> str:
        """Learn from a workspace; returns in words what came of it. Runs outside the queue, into which each file goes.

        Raises:
            WrongSetting: there is no such folder.
            StoreUnavailable: the store is not open.
        """
        ingest = self.opened
        self._verdicts.look_again(path)
        self._sharing.note(path, anew=True)
        self._sharing.note(Path(path).resolve().as_posix(), anew=True)
        summary = ingest.folder(Path(path), progress, everything_is_mine=everything_is_mine)
        self._queue.turn(self.changed)
        return summary

    def learned_at(self, path: str) -> float:
        """Return when a workspace was last learned from; 0 for never."""
        return float(self._ingest.store.state("learned", path, "0")) if self._ingest is not None else 0.0

    def why_not_learn_from(self, path: str, project: str, content: bytes | None = None) -> str | None:
        """Return why nothing is learned from a file; reads the disk. ``content`` is what an editor holds of it."""
        return self._verdicts.why_not_learn_from(path, project, content)

    def _why_not_learn_here(self, path: str, project: str, content: bytes | None) -> str | None:
        """Return why nothing is learned from a file of ``project``: also where it belongs to one kept apart."""
        if self._sharing.home(path, project) != project:
            return "it belongs to a project that is kept apart"
        return self.why_not_learn_from(path, project, content)
