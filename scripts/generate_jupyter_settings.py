# ruff: noqa: INP001 a script, not a package
"""Write the settings that JupyterLab's own editor shows into the front end's ``schema/settings.json``.

``python scripts/generate_jupyter_settings.py`` writes them; ``tests/guards/test_jupyter_settings.py`` sees that they
are in step.
"""

import json
from pathlib import Path
from typing import Any

from jupyter_ext.preferences import SHOWN
from lamp_lsp.settings import Settings

SCHEMA = Path(__file__).parent.parent / "jupyter_ext" / "ui" / "schema" / "settings.json"

_WORDS = {"min": "minimum", "max": "maximum", "accept": "acceptance"}
_UNITS = ("ms", "s", "days")
_KEPT = ("type", "enum", "minimum", "maximum", "items")
"""What JupyterLab understands of a field's JSON schema as pydantic writes it."""


def schema() -> dict[str, Any]:
    """Return the schema of the plugin ``settings``."""
    described = Settings.model_json_schema()["properties"]
    return {
        "title": "LAMP",
        "description": "LAMP's settings. They hold for every editor on this machine, as `lamp settings` shows them.",
        "jupyter.lab.setting-icon": "@lamp-assistant/jupyterlab:lamp",
        "properties": {key: _property(key, described[key]) for key in SHOWN},
        "additionalProperties": False,
        "type": "object",
    }


def _property(key: str, described: dict[str, Any]) -> dict[str, Any]:
    default = list(described["default"]) if described["type"] == "array" else described["default"]
    return {
        "title": _title(key),
        "description": described["description"],
        **{name: described[name] for name in _KEPT if name in described},
        "default": default,
    }


def _title(key: str) -> str:
    """Return a setting's name in words, a unit at its end in brackets.

    >>> _title("latency_budget_ms"), _title("min_accept_probability")
    ('Latency budget (ms)', 'Minimum acceptance probability')
    """
    *words, last = (_WORDS.get(word, word) for word in key.split("_"))
    end = f"({last})" if words and last in _UNITS else last
    return " ".join((*words, end)).capitalize()


def main() -> None:
    """Write the schema in its place."""
    SCHEMA.write_text(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
