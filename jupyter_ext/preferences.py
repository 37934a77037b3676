"""LAMP's settings as JupyterLab's own editor shows them: a part of the one file, which holds for every editor."""

from collections.abc import Mapping
from typing import Any

from lamp_lsp.settings import Settings

SHOWN = (
    "enabled",
    "paused",
    "model",
    "assistant_model",
    "latency_budget_ms",
    "max_lines",
    "candidates",
    "min_accept_probability",
    "disabled_languages",
    "live_kernel",
)
"""Those that somebody at a notebook changes; `lamp settings` has them all."""


def shown(settings: Settings) -> dict[str, Any]:
    """Return the values that are shown, as JSON has them."""
    values = settings.model_dump(mode="json")
    return {key: values[key] for key in SHOWN}


def changed(settings: Settings, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of ``wanted`` is shown and other than it stands."""
    now = shown(settings)
    return {key: value for key, value in wanted.items() if key in now and now[key] != value}
