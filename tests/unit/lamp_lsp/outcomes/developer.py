"""A developer at a document: edits it, and lets time pass, for tests of the follower."""

from lamp_lsp.api.messages import OutcomeMessage, RetentionMessage
from lamp_lsp.outcomes.edits import Edit
from lamp_lsp.outcomes.tracker import Offer, OutcomeTracker


class Developer:
    """Starts at second 0; every act takes as long as it says."""

    def __init__(self, text: str, cursor: int | None = None) -> None:
        self.text = text
        self.cursor = len(text) if cursor is None else cursor
        self.now = 0.0
        self.tracker = OutcomeTracker(text)
        self.outcomes: list[OutcomeMessage] = []
        self.retentions: list[RetentionMessage] = []

    def offered(self, text: str, suggestion_id: str = "s", replaces_after: int = 0) -> "Developer":
        self.tracker.offered([Offer(suggestion_id, text, self.cursor, replaces_after)], self.now)
        return self

    def waits(self, seconds: float) -> "Developer":
        """Let time pass, as a server does that looks when something falls due."""
        until = self.now + seconds
        while (due := self.tracker.next_due) <= until:
            self.now = max(self.now, due)
            self._take(self.now)
        self.now = until
        self._take(self.now)
        return self

    def edits(self, *edits: Edit) -> "Developer":
        """Send one notification with these edits."""
        for edit in edits:
            self.text = edit.applied_to(self.text)
        self.tracker.changed(edits, self.text, self.now)
        self.cursor = edits[-1].start + len(edits[-1].text)
        return self

    def inserts(self, text: str, *, over: int = 0) -> "Developer":
        """Insert at once, as accepting or pasting does, replacing ``over`` characters after the cursor."""
        return self.edits(Edit(self.cursor, self.cursor + over, text))

    def types(self, text: str, *, seconds: float = 0.1) -> "Developer":
        for character in text:
            self.waits(seconds).inserts(character)
        return self

    def deletes(self, characters: int = 1) -> "Developer":
        return self.edits(Edit(self.cursor - characters, self.cursor, ""))

    def leaves(self) -> "Developer":
        self.tracker.left(self.now)
        self._take(float("inf"))
        return self

    def _take(self, now: float) -> None:
        due = self.tracker.due(now)
        self.outcomes += due.outcomes
        self.retentions += due.retentions

    @property
    def ends(self) -> list[tuple[str, str, int, str]]:
        """What was told, besides that it was shown."""
        return [(each.kind, each.how, each.characters, each.text) for each in self.outcomes if each.kind != "shown"]

    @property
    def kinds(self) -> list[str]:
        return [each.kind for each in sorted(self.outcomes, key=lambda each: each.at)]
