"""Suggestions that the developer switched off for a while, or until they switch them on: in this editor alone."""

import asyncio
import time
from collections.abc import Callable
from typing import Literal

SNOOZE_MINUTES = 5
MOST_MINUTES = 24 * 60

Scope = Literal["language", "file", "all"]

ALL_OFF = "Suggestions are switched off in this editor, until you switch them on again."


class Muting:
    """What is switched off in one editor; ends when it does."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """Begin with nothing switched off; ``changed`` is called whenever that changes, by hand or by time."""
        self._changed = changed
        self._off: set[tuple[Scope, str]] = set()
        self._until = 0.0
        self._end: asyncio.TimerHandle | None = None

    def why_not(self, uri: str, language: str) -> str:
        """Return in a sentence why nothing is suggested in a document; empty when something is."""
        if self.everywhere:
            return self.everywhere
        if ("language", language) in self._off:
            return f"Suggestions are switched off for {language} in this editor."
        if ("file", uri) in self._off:
            return "Suggestions are switched off in this file."
        return ""

    @property
    def everywhere(self) -> str:
        """Why nothing is suggested in any document; empty when it is."""
        if self.is_snoozed:
            return f"Suggestions are snoozed until {time.strftime('%H:%M', time.localtime(self._until))}."
        return ALL_OFF if ("all", "") in self._off else ""

    @property
    def is_snoozed(self) -> bool:
        return self._end is not None

    def toggle(self, scope: Scope, what: str) -> str:
        """Switch suggestions off, or on again; return what to say. ``what`` is the language or the document's URI."""
        key = (scope, "" if scope == "all" else what)
        on = key in self._off
        self._off ^= {key}
        self._changed()
        where = {"language": f" for {what}", "file": " in this file", "all": ""}[scope]
        return f"Suggestions are {'on again' if on else 'off'}{where}."

    def snooze(self, minutes: int) -> str:
        """Make no suggestions for so many minutes; none ends it. Return what to say."""
        if self._end is not None:
            self._end.cancel()
            self._end = None
        if minutes > 0:
            self._until = time.time() + 60 * minutes
            self._end = asyncio.get_running_loop().call_later(60 * minutes, self._wake)
        self._changed()
        return self.everywhere or "Suggestions are on again."

    def _wake(self) -> None:
        self._end = None
        self._changed()
