"""How the core is put together: the parts of a learner, and the store that opens and closes under them.

``advice`` reads, ``writer`` changes what is known, ``editor`` is for the owner's corrections, ``records`` for what is
kept, ``borders`` for projects that are kept apart. They share the published snapshot (``snapshot``) and nothing else.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Literal, cast

from style_learner.advice import Advice
from style_learner.answers.conversations import Conversations
from style_learner.borders import Borders
from style_learner.ingest import AT_ONCE
from style_learner.learned_state import LearnedState
from style_learner.memory.embedding import installed, load_embedder
from style_learner.memory.semantic_index import SemanticIndex
from style_learner.privacy.apart import apart_in
from style_learner.privacy.sharing import Sharing
from style_learner.privacy.verdicts import Verdicts
from style_learner.profile_editing import ProfileEditor, restore_erased
from style_learner.records import Records
from style_learner.snapshot import Published
from style_learner.store.forgetting import Forget
from style_learner.store.store import Store
from style_learner.vectors import keep_vectors, restore_vectors
from style_learner.write_queue import Queue
from style_learner.writer import Writer

LEAVE_WITHIN_S = 1.0
"""How long an embedder that is still loading is waited for: it holds nothing that could be lost."""


class Learner:
    """Learns one developer. Without a store it knows nothing and keeps nothing."""

    def __init__(
        self, clock: Callable[[], float] = time.time, queue: Queue = AT_ONCE, sharing: Sharing | None = None
    ) -> None:
        self._published = Published()
        self._store: Store | None = None
        self._meaning: SemanticIndex | None = None
        self._meaning_started = False
        self.sharing, verdicts = sharing or Sharing(), Verdicts()
        self.advice = Advice(self._published, self.sharing, verdicts, clock)
        self.writer = Writer(self._published, self.sharing, verdicts, clock, queue)
        self.editor = ProfileEditor(self._published, self.writer)
        self.records = Records(self._published, self.writer, clock)
        self.borders = Borders(self._published, self.writer, self.sharing)

    @property
    def conversations(self) -> Conversations | None:
        """What was asked of the assistant; None while there is no store."""
        return self.writer.conversations

    def open(self, store: Store, *, meaning_search: bool) -> None:
        """Take up what ``store`` kept; meaning search follows with :meth:`start_meaning` when it is wanted."""
        meaning = None
        if meaning_search and installed():
            meaning = SemanticIndex(load_embedder, on_vectors=lambda name, made: keep_vectors(store, name, made))
            restore_vectors(store, meaning)
        self.sharing.keep_apart(apart_in(store))
        state = LearnedState(meaning, self.sharing)
        state.restore(store.observations(), store.snippets(), store.pins())
        restore_erased(state, store)
        self._store, self._meaning = store, meaning
        self.writer.open(store, state)
        self._published.replace(state, is_open=True)
        if self._meaning_started and meaning is not None:
            meaning.start()

    def close(self) -> None:
        """Write what waits, and let go of everything that was learned."""
        if self._meaning is not None:
            self._meaning.stop(LEAVE_WITHIN_S)
        self._published.replace(LearnedState(), is_open=False)
        self.sharing.keep_apart(())
        self.writer.close()
        if self._store is not None:
            self._store.close()
        self._store = self._meaning = None

    def forget(self, what: Forget) -> dict[str, int]:
        """Erase, the bytes too, and know it no more; returns how many of each kind went."""
        store = self.writer.opened.store
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

    # Search by meaning

    def start_meaning(self) -> None:
        """Let the vectors be made from here on: a second or more of both cores, better not while a model loads."""
        self._meaning_started = True
        if self._meaning is not None:
            self._meaning.start()

    def at_rest(self) -> AbstractContextManager[None]:
        """Do nothing heavy in the background inside: the language model works and somebody waits for it."""
        return self._meaning.hold() if self._meaning is not None else nullcontext()

    @property
    def embedder_state(self) -> Literal["ready", "loading", "missing", "off"]:
        if self._meaning is None:
            return "off" if installed() else "missing"
        return cast("Literal['ready', 'loading', 'missing', 'off']", self._meaning.state)
