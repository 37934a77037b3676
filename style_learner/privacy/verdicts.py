"""What may be done with each file, remembered, so that no keystroke waits for a disk.

Ignore files are looked at anew beside the requests: a change counts from the next but one on.
"""

import time
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from threading import Lock, Thread

from style_learner.privacy.ignore import IgnoreRules

__all__ = ["Verdicts"]

UNUSABLE = "its path cannot be used"
"""Too long for the file system, or with a NUL in it."""
LOOK_AGAIN_S = 1.0
"""How long ignore files that were just looked at are taken to be the same."""


def _in_background(work: Callable[[], None]) -> None:
    Thread(target=work, name="ignore-files", daemon=True).start()


class Verdicts:
    """Answers for all projects."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        background: Callable[[Callable[[], None]], None] = _in_background,
    ) -> None:
        self._clock = clock
        self._background = background
        self._lock = Lock()
        self._rules: dict[str, IgnoreRules] = {}
        self._completing: dict[tuple[str, str], str | None] = {}
        self._looked_at: dict[str, float] = {}

    def why_not_complete_in(self, path: str, project: str) -> str | None:
        """Return why nothing is suggested in a file, or None; only the first question of a file reads the disk."""
        if not _is_on_disk(path):
            return None
        key = _project_of(path, project), path
        with self._lock:
            known = key in self._completing
            reason = self._completing.get(key)
            due = self._clock() - self._looked_at.get(key[0], float("-inf")) > LOOK_AGAIN_S
            if due:
                self._looked_at[key[0]] = self._clock()
        if not known:
            reason = self._remember(key)
        elif due:
            self._background(lambda: self.look_again(key[0]))
        return reason

    def why_not_learn_from(self, path: str, project: str, content: bytes | None = None) -> str | None:
        """Return why nothing is learned from a file, or None; reads the disk.

        Without ``content``, which an editor holds, the file is one of a folder, whose reader looks again once for all.
        """
        if not _is_on_disk(path):
            return None
        key = _project_of(path, project)
        if content is not None:
            self.look_again(key)
        try:
            return self._rules_of(key).why_not_learn_from(path, content)
        except (OSError, ValueError):
            return UNUSABLE

    def look_again(self, project: str) -> None:
        """Read a project's ignore files anew where they have changed."""
        with self._lock:
            rules = self._rules.get(project)
        if rules is None or not rules.is_stale:
            return
        with self._lock:
            self._rules.pop(project, None)
            files = [key for key in self._completing if key[0] == project]
        for key in files:
            self._remember(key)

    def _remember(self, key: tuple[str, str]) -> str | None:
        try:
            reason = self._rules_of(key[0]).why_not_complete_in(key[1])
        except (OSError, ValueError):
            reason = UNUSABLE
        with self._lock:
            self._completing[key] = reason
        return reason

    def _rules_of(self, project: str) -> IgnoreRules:
        with self._lock:
            rules = self._rules.get(project)
        if rules is None:
            rules = IgnoreRules(project)
            with self._lock:
                self._rules[project] = rules
        return rules


def _project_of(path: str, project: str) -> str:
    return project or Path(path).parent.as_posix()


def _is_on_disk(path: str) -> bool:
    return PurePosixPath(path).is_absolute() or Path(path).is_absolute()
