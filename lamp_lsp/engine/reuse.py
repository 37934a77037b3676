"""Answer from what was already suggested, when the developer typed along it.

Key: the text around the cursor and the profile's version; never the compiled prompt, never other documents.
"""

from collections import OrderedDict
from dataclasses import dataclass

from style_learner.types import CursorContext

TAIL_CHARACTERS = 256
"""Text before the cursor that must be the same; more than a screen line's worth of repetition is unlikely."""
HEAD_CHARACTERS = 96
CAPACITY = 250
"""As llama.vim's cache; an entry is some kilobytes."""
LOOK_BACK = 40
"""The newest entries looked at: older ones belong to other places."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A suggestion as it was offered."""

    suggestion_id: str
    text: str
    replaces_after: int


@dataclass(frozen=True, slots=True)
class _Entry:
    client: str
    path: str
    tail: str
    head: str
    version: int
    offered: Offered


class ReuseCache:
    """The newest suggestions, by place."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    def remember(self, client: str, context: CursorContext, version: int, offered: Offered) -> None:
        """Keep ``offered``, made for ``client`` at ``context`` under profile ``version``."""
        tail, head = context.prefix[-TAIL_CHARACTERS:], context.suffix[:HEAD_CHARACTERS]
        self._entries[offered.suggestion_id] = _Entry(client, context.path, tail, head, version, offered)
        while len(self._entries) > CAPACITY:
            self._entries.popitem(last=False)

    def forget(self, suggestion_id: str) -> None:
        """Never offer this one from the cache again: it was rejected, or typed over."""
        self._entries.pop(suggestion_id, None)

    def clear(self) -> None:
        """Let go of all of them: some may hold what the developer wants erased."""
        self._entries.clear()

    def find(self, client: str, context: CursorContext, version: int) -> Offered | None:
        """Return what is left of a suggestion that the text before the cursor is on the way along."""
        for _, entry in zip(range(LOOK_BACK), reversed(self._entries.values()), strict=False):
            if (entry.client, entry.path, entry.version) != (client, context.path, version):
                continue
            if entry.head != context.suffix[:HEAD_CHARACTERS]:
                continue
            typed = _typed_along(entry, context.prefix)
            if typed is not None:
                offered = entry.offered
                return Offered(offered.suggestion_id, offered.text[typed:], offered.replaces_after)
        return None


def _typed_along(entry: _Entry, prefix: str) -> int | None:
    """Return how many characters of the entry's text now stand before the cursor; None: it is another place."""
    for typed in range(len(entry.offered.text)):
        if prefix.endswith(entry.tail + entry.offered.text[:typed]):
            return typed
    return None
