"""Which handler answers which address under ``{base_url}lamp/``."""

from jupyter_ext.handlers import assistant, control, data, suggesting
from jupyter_ext.handlers.base import LampHandler

ROUTES: dict[str, type[LampHandler]] = {
    "suggest": suggesting.SuggestHandler,
    "track": suggesting.TrackHandler,
    "document": suggesting.DocumentHandler,
    "assistant": assistant.AssistantHandler,
    "conversations": assistant.ConversationsHandler,
    "feedback": assistant.FeedbackHandler,
    "status": control.StatusHandler,
    "pause": control.PauseHandler,
    "resume": control.ResumeHandler,
    "consent": control.ConsentHandler,
    "settings": control.SettingsHandler,
    "page": data.PageHandler,
    "profile": data.ProfileHandler,
    "report": data.ReportHandler,
    "export": data.ExportHandler,
    "why": data.WhyHandler,
    "changes": data.ChangesHandler,
    "forget": data.ForgetHandler,
}
