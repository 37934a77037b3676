"""Retrieval that holds still while the cursor stays near.

What is retrieved stands before the code in the prompt, so every change of it makes the model read everything anew.
While the developer writes on in one place, the evidence found for it stays good.
"""

import re
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from style_learner.memory.query import retrieval_query, significant_lines
from style_learner.memory.ranking import shown_already
from style_learner.memory.retrieval import Memory
from style_learner.types import CursorContext, RetrievedSnippet

__all__ = ["StickyRetrieval"]

_NEAR_LINES = 12
"""Written lines that the cursor may move away from where its retrieval was made: about half a snippet."""
_ANCHOR_LINES = 3
"""Lines that mark a place: some of them survive while the developer edits there."""
_CHARACTERS = 8_000
"""How far around the cursor is looked: this runs at every key."""
_MUCH_CHANGED = 50
"""Snippets added and removed after which memory may know better; saving one file changes a handful."""
_PLACES = 16
"""Places held at once: a few editors with a few files each."""

_OPENS = re.compile(
    r"^[ \t]*(?:(?:export|default|declare|pub(?:\([^)]*\))?|async|static|public|private|protected|abstract|final|"
    r"unsafe|const|inline|override)\s+)*(?:def|class|fn|func|function|impl|trait|struct|enum|interface|mod|namespace)\b",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Held:
    """A retrieval, and the place it was made for."""

    language: str
    region: str
    anchor: frozenset[str]
    version: int
    retrieved: tuple[RetrievedSnippet, ...]


class StickyRetrieval:
    """Repeats a retrieval until the cursor leaves its place, or memory lost part of it or changed much.

    Safe from several threads; two that ask for the same new place at once may both search, and one answer is kept.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[str, str], _Held] = OrderedDict()

    def retrieve(
        self,
        client: str,
        context: CursorContext,
        retrieve: Callable[[CursorContext], list[RetrievedSnippet]],
        window: tuple[str, str] | None = None,
    ) -> tuple[RetrievedSnippet, ...]:
        """Return what is held for the place, or ask ``retrieve`` and hold its answer.

        ``client`` is the editor window that asks: each has a place of its own in each of its files. With ``window``,
        the text around the cursor that the model will see, a retrieval is not held when the window came to show some.
        """
        key = (client, context.path)
        with self._lock:
            held = self._held.get(key)
        if held is not None and self._holds(held, context) and not _shows(context, window, held.retrieved):
            return held.retrieved
        version = self._memory.version
        fresh = _Held(context.language, _region(context), _anchor(context), version, tuple(retrieve(context)))
        with self._lock:
            self._held[key] = fresh
            self._held.move_to_end(key)
            while len(self._held) > _PLACES:
                self._held.popitem(last=False)
        return fresh.retrieved

    def _holds(self, held: _Held, context: CursorContext) -> bool:
        return (
            held.language == context.language
            and held.region == _region(context)
            and self._memory.version - held.version < _MUCH_CHANGED
            and all(one.snippet.id in self._memory for one in held.retrieved)
            and not held.anchor.isdisjoint(_nearby(context))
        )


def _shows(context: CursorContext, window: tuple[str, str] | None, retrieved: Sequence[RetrievedSnippet]) -> bool:
    """Say whether the window now shows part of what was retrieved from the same file."""
    if window is None:
        return False
    place = retrieval_query(context, window)
    lines = frozenset((*place.before, *place.after))
    here = (one.snippet for one in retrieved if (one.snippet.project, one.snippet.path) == (place.project, place.path))
    return any(shown_already(snippet, place, lines) for snippet in here)


def _region(context: CursorContext) -> str:
    """Return the line that opens the definition around the cursor, or the last one before it."""
    before = _complete_lines(context)
    opening = deque(_OPENS.finditer(before), maxlen=1)
    return before[opening[0].start() :].split("\n", 1)[0] if opening else ""


def _anchor(context: CursorContext) -> frozenset[str]:
    """Return the last complete lines before the cursor, or the first after it where there are none."""
    before = significant_lines(_complete_lines(context))[-_ANCHOR_LINES:]
    return frozenset(before or significant_lines(context.suffix[:_CHARACTERS])[:_ANCHOR_LINES] or ("",))


def _nearby(context: CursorContext) -> frozenset[str]:
    """Return the lines that an anchor must be among."""
    reach = _NEAR_LINES + _ANCHOR_LINES
    before = significant_lines(context.prefix[-_CHARACTERS:])[-reach:]
    after = significant_lines(context.suffix[:_CHARACTERS])[:reach]
    return frozenset((*before, *after) or ("",))


def _complete_lines(context: CursorContext) -> str:
    """Return the text before the cursor without the line that is being written."""
    before = context.prefix[-_CHARACTERS:]
    return before[: before.rfind("\n") + 1]
