"""What a server's prefix caches hold, as far as is known: what they hold need not be read again."""

import os
from collections import OrderedDict
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """A prompt that a server reads."""

    prompt: str
    held: str
    """What its cache held before."""
    slot: int
    """Which cache, of several."""


class PrefixCaches:
    """The text in each of a server's caches; never says too much.

    While a prompt is read, only what it shares with the one before it is certain.
    """

    def __init__(self, slots: int = 1) -> None:
        self._held = [""] * slots
        self._slots: OrderedDict[str, int] = OrderedDict()
        """Of each key, the one that was used longest ago first."""

    def unread(self, prompt: str, key: str = "") -> str:
        """Return the part of ``prompt`` that has to be read yet by the cache of ``key``."""
        slot = self._slots.get(key) if len(self._held) > 1 else 0
        return prompt[len(_shared(self._held[slot], prompt)) :] if slot is not None else prompt

    def begin(self, prompt: str, key: str = "") -> Reading:
        """Note that ``prompt`` is going to be read: into the cache of ``key``, else into that used longest ago."""
        slot = self._slot(key)
        held, self._held[slot] = self._held[slot], _shared(self._held[slot], prompt)
        return Reading(prompt, held, slot)

    def finish(self, reading: Reading) -> None:
        """Note that a prompt has been read."""
        self._held[reading.slot] = reading.prompt

    def clear(self) -> None:
        """Forget what they hold: it is to be read anew."""
        self._held = [""] * len(self._held)
        self._slots.clear()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._held)

    def _slot(self, key: str) -> int:
        slot = self._slots.pop(key, None)
        if slot is None:
            free = set(range(len(self._held))) - set(self._slots.values())
            slot = min(free) if free else self._slots.popitem(last=False)[1]
        self._slots[key] = slot
        return slot


def _shared(held: str, prompt: str) -> str:
    return os.path.commonprefix([held, prompt])  # noqa: RUF071 characters are meant
