"""Which handler answers which address under ``{base_url}lamp/``."""

from jupyter_ext.handlers import control, suggesting
from jupyter_ext.handlers.base import LampHandler

ROUTES: dict[str, type[LampHandler]] = {
    "suggest": suggesting.SuggestHandler,
    "outcomes": suggesting.OutcomesHandler,
    "document": suggesting.DocumentHandler,
    "status": control.StatusHandler,
    "pause": control.PauseHandler,
    "resume": control.ResumeHandler,
    "consent": control.ConsentHandler,
}
