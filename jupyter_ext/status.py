"""How LAMP is, in one word and one line with the next step."""

from dataclasses import asdict
from typing import Any

from lamp_lsp.api.messages import StatusResponse
from lamp_lsp.server.status import status_line
from style_learner.errors import LampError

CONSENT = "LAMP keeps nothing until you allow it; it would stay encrypted on this machine."


def status_in_words(status: StatusResponse | LampError) -> dict[str, Any]:
    """Return ``state``, ``message`` and ``progress`` as every front end shows them, and what a notebook asks beside."""
    if isinstance(status, LampError):
        return {"state": "no_daemon", "message": str(status), "progress": None}
    line = asdict(status_line(status))
    if line["state"] == "ready" and status.consent == "unasked":
        line["message"] = CONSENT
    return {**line, "consent": status.consent, "model": status.backend.model, "version": status.version}
