"""Projects that are kept apart, as the owner wishes it. Changes run in the one queue (``write_queue``)."""

from pathlib import Path

from style_learner.privacy.apart import (
    APART,
    ASKED,
    KEPT_APART,
    TOGETHER,
    KnownProject,
    apart_in,
    known_projects,
    new_owner,
)
from style_learner.privacy.sharing import Sharing
from style_learner.snapshot import Published
from style_learner.writer import Writer


class Borders:
    """Draws them, and tells which are drawn."""

    def __init__(self, published: Published, writer: Writer, sharing: Sharing) -> None:
        self._published = published
        self._writer = writer
        self.sharing = sharing
        """What projects may give one another."""

    def projects(self) -> list[KnownProject]:
        """Return the projects that code is known of, and those kept apart, by path."""
        return known_projects(self._published.current.state.memory.snippets(), self.sharing)

    def asks_about(self, project: str) -> str:
        """Return the owner of a project that the developer should be asked to keep apart; empty where none is.

        Asked once of a project, when its owner is another than those of the projects that share.

        Raises:
            StoreUnavailable: the store is not open.
        """
        store = self._writer.opened.store
        self.sharing.note(project, anew=True)
        owner = new_owner(project, self._published.current.state.memory.snippets(), self.sharing)
        if not owner or store.state(APART, project):
            return ""
        store.set_state(APART, ASKED, project)
        store.flush()
        return owner

    def keep_apart(self, project: str, *, apart: bool) -> None:
        """Keep a project apart from all others, or no longer; what its parent folder knew of it goes.

        Raises:
            StoreUnavailable: the store is not open.
        """
        ingest = self._writer.opened
        names = {project, Path(project).resolve().as_posix()}  # editors name a workspace as it was opened
        for name in names:
            ingest.store.set_state(APART, KEPT_APART if apart else TOGETHER, name)
        ingest.store.flush()
        self.sharing.keep_apart(apart_in(ingest.store))
        for name in names if apart else ():
            ingest.let_go_within(name)
        self._redrawn()

    def share_habits(self, *, shared: bool) -> None:
        """Let habits hold across the border of a project that is kept apart, or not."""
        if shared != self.sharing.shares_habits:
            self.sharing.shares_habits = shared
            self._redrawn()

    def _redrawn(self) -> None:
        """Let nothing that was computed before be used."""
        current = self._published.current
        current.state.habits.look_again()
        self._published.replace(current.state, is_open=current.is_open)
