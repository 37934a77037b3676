"""The developer's time: when each passage is typed, and a clock that one process moves and others read."""

import struct
from pathlib import Path

from lamp_lsp.paths import Paths, private_folder

BEGINS = 1_735_722_000.0
"""Seconds since the epoch, a morning: any would do, as long as it is always the same."""
PASSAGE_S = 3600.0
"""From the beginning of one passage to that of the next. Typing one and the last look at it take half an hour, so that
no passage begins earlier or later for what was taken before."""

_FORM = struct.Struct("<d")


def begins_at(number: int) -> float:
    """Return when the passage of this number, from zero, is begun."""
    return BEGINS + PASSAGE_S * number


class SharedClock:
    """A clock that stands until it is moved, in a file of eight bytes."""

    def __init__(self, paths: Paths) -> None:
        self._file = paths.runtime / "clock"

    def __call__(self) -> float:
        """Return the seconds since the epoch."""
        (now,) = _FORM.unpack(self._file.read_bytes())
        return float(now)

    def move(self, now: float) -> None:
        """Let it be ``now``."""
        draft: Path = private_folder(self._file.parent) / "clock.draft"
        draft.write_bytes(_FORM.pack(now))
        draft.replace(self._file)  # so that nobody reads half of it
