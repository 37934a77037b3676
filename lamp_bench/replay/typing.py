"""One passage, typed by the simulated developer at their own pace, on their own clock."""

import re
from dataclasses import dataclass
from pathlib import Path

from lamp_bench.replay.developer import Act, Decision, changes, decide, typed_keys
from lamp_bench.replay.editor import Editor, Shown
from lamp_bench.replay.passages import Passage

KEY_S = 0.2
"""Between two keys: 60 words a minute."""
READS_S = 1.0
"""Looking at a suggestion: over the half second that it takes to count as shown."""
SETTLES_S = 1.0
"""Between the last key and saving."""
LATER_S = 620.0
"""After saving, until all looks at accepted text were taken: the last one is ten minutes on."""

_KEYS = re.compile(r"\n[ \t]*|.")
"""What one key brings: a character, or a new line with the indentation that the editor puts there."""


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one place at which a suggestion was asked for."""

    at: int
    """Offset in the passage."""
    shown: bool
    act: Act
    accepted: int = 0
    """Characters taken."""
    retained: int = 0
    """Of them, without white space, those that stand in the end."""
    edits: int = 0
    """Characters of them that were mended."""
    saved: int = 0
    """Keys that need not be pressed."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A passage that was typed."""

    passage: str
    keys: int
    """That typing it takes without any suggestion."""
    steps: tuple[Step, ...]


async def type_passage(window: Editor, passage: Passage, file: Path) -> Typed:
    """Type ``passage`` in its ``file``, save it, and come back ten minutes later."""
    window.open(file, passage.language, passage.before + passage.after)
    hand = _Hand(window, passage)
    await hand.type_all()
    window.wait(SETTLES_S)
    window.save()
    await window.caught_up()
    window.wait(LATER_S)
    await window.caught_up()
    window.close()
    await window.caught_up()
    return Typed(passage.id, typed_keys(passage.written), tuple(hand.steps))


class _Hand:
    """Writes the passage from its beginning to its end."""

    def __init__(self, window: Editor, passage: Passage) -> None:
        self._window = window
        self._passage = passage
        self._start = len(passage.before)
        self._done = 0
        """Characters of the passage that stand in the document."""
        self._seen: set[str] = set()
        self.steps: list[Step] = []

    async def type_all(self) -> None:
        for place in self._passage.asks:
            if place >= self._done:  # else a suggestion was taken that went beyond it
                self._type_until(place)
                self.steps.append(await self._ask())
        self._type_until(len(self._passage.written))

    def _type_until(self, end: int) -> None:
        for text in _KEYS.findall(self._passage.written[self._done : end]):
            self._window.wait(KEY_S)
            self._window.change(self._cursor, self._cursor, text)
            self._done += len(text)

    @property
    def _cursor(self) -> int:
        return self._start + self._done

    async def _ask(self) -> Step:
        place = self._done
        await self._window.caught_up()
        shown = await self._window.suggestion(self._cursor)
        if shown is None:
            return Step(place, shown=False, act="left")
        new = shown.id not in self._seen
        self._seen.add(shown.id)
        self._window.wait(READS_S)
        decision = decide(shown.text, self._passage.written[place:])
        await self._act(shown, decision)
        return Step(
            place, new, decision.act, len(decision.taken), decision.retained, decision.edits, max(0, decision.saved)
        )

    async def _act(self, shown: Shown, decision: Decision) -> None:
        if decision.act == "left":
            return
        if decision.taken == shown.text:
            await self._window.accept(shown, self._cursor)
        else:
            self._window.accept_part(shown, self._cursor, decision.taken)
        self._mend(decision)
        self._done += len(decision.becomes)

    def _mend(self, decision: Decision) -> None:
        for start, end, text in changes(decision.taken, decision.becomes):
            self._window.wait(READS_S + KEY_S * max(1, len(text)))
            self._window.change(self._cursor + start, self._cursor + end, text)
