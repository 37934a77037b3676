"""How LAMP is, in one word and one line with the next step."""

from typing import Any

from lamp_lsp.api.messages import StatusResponse
from style_learner.errors import LampError

CONSENT = "LAMP keeps nothing until you allow it; it would stay encrypted on this machine."


def status_in_words(status: StatusResponse | LampError) -> dict[str, Any]:
    """Return ``state``, ``message`` and ``progress`` as the front ends show them."""
    if isinstance(status, LampError):
        return _said("no_daemon", str(status))
    return {**_state(status), "consent": status.consent, "model": status.backend.model, "version": status.version}


def _state(status: StatusResponse) -> dict[str, Any]:
    """Return the first of these that holds, the one that matters most to who waits for a suggestion first."""
    backend, learning = status.backend, status.learning
    if status.paused:
        said = _said("paused", "LAMP rests. Resume it to get suggestions again.")
    elif backend.state == "loading":
        said = _said("thinking", "LAMP's model is loading.")
    elif backend.state != "ready":
        said = _said("no_model", backend.why or "There is no model. Run `lamp setup`.")
    elif learning is not None:
        share = learning.done / learning.total if learning.total else None
        said = _said("learning", f"LAMP is learning: {learning.stage}.", share)
    elif status.consent == "unasked":
        said = _said("ready", CONSENT)
    elif status.store == "failed":
        said = _said("ready", status.store_message)
    else:
        said = _said("ready", f"LAMP is ready ({backend.model}).")
    return said


def _said(state: str, message: str, progress: float | None = None) -> dict[str, Any]:
    return {"state": state, "message": message, "progress": progress}
