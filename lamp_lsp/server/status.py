"""What the editor's status bar shows: one state and one line, sent when they change."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from lamp_lsp.api.messages import StatusResponse

State = Literal[
    "starting", "loading", "ready", "thinking", "learning", "paused", "no_model", "slow", "no_daemon", "off", "snoozed"
]

STALE_S = 10.0
"""How old what is known may be before it is asked anew; only at a request, so that nothing wakes an idle daemon."""
AGAIN_S = 1.0
"""How soon it may be asked anew, when an answer was empty and the reason may be news."""

SUGGESTS = frozenset[State]({"ready", "thinking", "learning", "slow"})
WAITS = frozenset[State]({"starting", "loading", "no_model", "no_daemon"})

PAUSED = "LAMP is paused; run `lamp resume`."
OFF = "Suggestions are switched off (setting `enabled`)."
GONE = "LAMP's daemon is not there; `lamp doctor` says why."
STARTING = "LAMP is starting."
LOADING = "The model is loading; suggestions come by themselves once it is there."
ENDED = "LAMP's daemon has ended unexpectedly; it is being started again."
THINKING = "Thinking of a suggestion."


@dataclass(frozen=True, slots=True)
class StatusLine:
    """``lamp/status`` as it is sent."""

    state: State
    message: str
    progress: float | None = None
    """0 to 1 while learning, where the end is in sight."""


class StatusBar:
    """Keeps what is known and tells the editor when the line changes."""

    def __init__(self, tell: Callable[[StatusLine], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._tell = tell
        self._clock = clock
        self._known: StatusResponse | None = None
        self._consent: str | None = None
        self._thinking = 0
        self._noted_at = float("-inf")
        self._told: StatusLine | None = None
        self.enabled = True
        """Whether this editor's settings want suggestions at all."""
        self.muted: StatusLine | None = None
        """What is shown in place of a state in which suggestions would come: the developer wants none for now."""

    def note(self, status: StatusResponse | None) -> None:
        """Take in how the daemon is; None: it is not there."""
        self._known, self._noted_at = status, self._clock()
        self._consent = status.consent if status is not None else self._consent
        self.show()

    def starting(self, message: str = STARTING) -> None:
        """Take in that a daemon is on its way."""
        self._known, self._noted_at = None, float("-inf")
        self._line(StatusLine("starting", message))

    def thinking(self, more: int) -> None:
        """Take in that a request began (1) or ended (-1)."""
        self._thinking += more
        self.refresh()

    @property
    def consent(self) -> str | None:
        """What the developer said about keeping what is learned, when last heard; None before anything was."""
        return self._consent

    def age_s(self) -> float:
        """Return how old what is known is; infinite before anything is."""
        return self._clock() - self._noted_at

    def show(self) -> None:
        """Tell the line, if it is another than the one told last."""
        line = status_line(self._known, enabled=self.enabled, thinking=self._thinking > 0)
        self._line(self.muted if self.muted and line.state in SUGGESTS else line)

    def refresh(self) -> None:
        """Show what is known, once something is."""
        if self._known is not None:
            self.show()

    @property
    def is_waiting(self) -> bool:
        """Whether what was told last is a state that may end in suggestions by itself."""
        return self._told is not None and self._told.state in WAITS

    def _line(self, line: StatusLine) -> None:
        if line != self._told:
            self._told = line
            self._tell(line)


def status_line(status: StatusResponse | None, *, enabled: bool = True, thinking: bool = False) -> StatusLine:
    """Return the one line for all that could be said: what hinders most comes first."""
    if status is None:
        return StatusLine("no_daemon", GONE)
    if hindered := _hindered(status, enabled=enabled):
        return hindered
    if thinking:
        return StatusLine("thinking", THINKING)
    if status.learning:
        progress = status.learning.done / status.learning.total if status.learning.total else None
        return StatusLine("learning", f"Learning: {status.learning.stage}", progress)
    if status.backend.slow:
        return StatusLine("slow", status.backend.slow)
    unasked = "; keeps nothing until you say whether it may learn" if status.consent == "unasked" else ""
    return StatusLine("ready", f"{status.backend.model} ({status.backend.kind})".strip() + unasked)


def _hindered(status: StatusResponse, *, enabled: bool) -> StatusLine | None:
    """Return why nothing is suggested; None when it is."""
    if not enabled:
        return StatusLine("off", OFF)
    if status.paused:
        return StatusLine("paused", PAUSED)
    if status.backend.state == "loading":
        return StatusLine("loading", LOADING)
    if status.backend.state != "ready":
        return StatusLine("no_model", status.backend.why or "No model was found; `lamp setup` gets one.")
    return None
