"""How LAMP is, for somebody in a browser: one word, one line that begins with what to do, and a button that does it."""

import re
import shlex
import sys
from dataclasses import asdict
from typing import Any

from lamp_lsp.api.messages import StatusResponse
from lamp_lsp.server.status import status_line
from style_learner.errors import LampError

MOST_CHARACTERS = 140
"""What JupyterLab shows of a notification."""

CONSENT = "Allow LAMP to learn, or not: until you answer it keeps nothing. It stays encrypted on this machine."
NO_MODEL = "Press “Set up” to get a model: none was found on this machine."
FAILED = "Press “Look closer”: the model could not be started."
GONE = "Press “Look closer”: LAMP's daemon is not running."
SET_UP = {"label": "Set up", "run": "setup"}
LOOK_CLOSER = {"label": "Look closer", "run": "doctor"}

_RESUME = re.compile(r"(?:run )?`lamp resume`[^.;]*")
_CONSENT = re.compile(r"(?:run )?`lamp setup` asks[^.]*")
_COMMAND = re.compile(r"`lamp [^`]+`(?! in a terminal)")


def status_in_words(status: StatusResponse | LampError) -> dict[str, Any]:
    """Return ``state``, ``message``, ``detail``, ``progress``, and the ``remedy`` where there is one.

    A remedy is a button's label and a command that a terminal in Jupyter runs.
    """
    if isinstance(status, LampError):
        return {"state": "no_daemon", "message": GONE, "progress": None, **_remedy(LOOK_CLOSER, str(status))}
    line = asdict(status_line(status))
    if line["state"] == "no_model":
        failed = status.backend.state == "failed"
        line |= {
            "message": FAILED if failed else NO_MODEL,
            **_remedy(LOOK_CLOSER if failed else SET_UP, line["message"]),
        }
    elif line["state"] == "ready" and status.consent == "unasked":
        line["message"] = CONSENT
    line["message"] = in_a_browser(line["message"])
    return {**line, "consent": status.consent, "model": status.backend.model, "version": status.version}


def in_a_browser(message: str) -> str:
    """Return a message whose next step can be taken in a browser.

    >>> in_a_browser("LAMP is paused; run `lamp resume`.")
    'LAMP is paused; press Resume under LAMP in the status bar.'
    >>> in_a_browser("No model was found; `lamp setup` gets one.")
    'No model was found; `lamp setup` in a terminal gets one.'
    """
    message = _RESUME.sub("press Resume under LAMP in the status bar", message)
    message = _CONSENT.sub("press Allow under LAMP in the status bar", message)
    return _COMMAND.sub(lambda found: f"{found[0]} in a terminal", message)


def _remedy(remedy: dict[str, str], detail: str) -> dict[str, Any]:
    command = [sys.executable, "-P", "-m", "lamp_lsp.cli.main", remedy["run"]]
    return {"detail": in_a_browser(detail), "remedy": {"label": remedy["label"], "command": shlex.join(command)}}
