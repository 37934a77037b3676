"""What the editor says of suggestions: shown, accepted, dismissed. Each is told to the tracker of its document."""

from collections.abc import Callable

from lamp_lsp.outcomes.tracker import OutcomeTracker
from lamp_lsp.server.outbox import Outbox
from lamp_lsp.server.suggesting import Suggesting
from lamp_lsp.server.watching import Watcher
from lamp_lsp.server.workspace import Workspace


class Said:
    """Passes on what the editor says; inferring it from changes alone is the trackers' own work."""

    def __init__(
        self,
        workspace: Workspace,
        suggesting: Suggesting,
        watcher: Watcher,
        outbox: Outbox,
        clock: Callable[[], float],
    ) -> None:
        self._workspace = workspace
        self._suggesting = suggesting
        self._watcher = watcher
        self._outbox = outbox
        self._clock = clock

    def shown(self, suggestion_id: str) -> None:
        self._suggesting.last_shown = suggestion_id
        self._tracker_of(suggestion_id).shown(suggestion_id, self._clock())
        self._watcher.told()

    def partially_accepted(self, suggestion_id: str, length_utf16: int) -> None:
        """Take in that so many UTF-16 units of the item's text were accepted so far."""
        characters = self._suggesting.characters(suggestion_id, length_utf16)
        self._tracker_of(suggestion_id).partially_accepted(suggestion_id, characters, self._clock())
        self._watcher.told()

    def accepted(self, suggestion_id: str) -> None:
        self._tracker_of(suggestion_id).accepted(suggestion_id, self._clock())
        self._watcher.told()

    def dismissed(self, suggestion_id: str) -> None:
        self._tracker_of(suggestion_id).dismissed(suggestion_id, self._clock())
        self._watcher.told()

    def withdraw(self, suggestion_id: str) -> None:
        """Stop offering a suggestion; what was told of it stands."""
        self._tracker_of(suggestion_id).withdraw(suggestion_id)

    def withdraw_all(self) -> None:
        """Offer nothing anew of what was made so far."""
        for document in self._workspace.documents.values():
            document.tracker.left(self._clock())

    def focused(self, uri: str) -> None:
        """Take in that the developer turned to a document: in the others, what is open was left."""
        for other, document in self._workspace.documents.items():
            if other != uri:
                document.tracker.left(self._clock())

    async def kept(self) -> None:
        """Return when what the editor said of suggestions is on its way and, where that is allowed, on disk."""
        self._watcher.look()
        await self._outbox.keep()

    def _tracker_of(self, suggestion_id: str) -> OutcomeTracker:
        document = self._workspace.documents.get(self._suggesting.document_of(suggestion_id))
        return document.tracker if document else self._watcher.elsewhere
