# ruff: noqa: INP001 a script, not a package
"""Write LAMP's settings into the VS Code extension's ``package.json``.

``python scripts/generate_vscode_settings.py`` writes them; ``tests/guards/test_vscode_settings.py`` sees that they are
in step. Keys are in camel case there, as VS Code's users expect; the language server takes both.
"""

import json
from pathlib import Path
from typing import Any

from pydantic.alias_generators import to_camel

from lamp_lsp.settings import PROCESS_WIDE, Settings

PACKAGE = Path(__file__).parent.parent / "editors" / "vscode" / "package.json"

OWN = {
    "lamp.path": {
        "type": "string",
        "default": "",
        "scope": "machine-overridable",
        "markdownDescription": "Where the program `lamp` is; empty looks in the workspace's environments, on the PATH "
        "and where pipx and uv put programs. `~` and `${workspaceFolder}` are understood.",
    }
}
"""Settings of the extension alone."""

_SCOPES = {
    "machine": ("backend", "base_url", "api_key", "ca_certificate"),
    "machine-overridable": ("model", "assistant_model", "fim_format", "context_length", "keep_alive", "adapter_model"),
}
"""Of the settings that all editors share: where code is sent to, which no workspace may say; which model of the machine
does the work. The others are the developer's own wishes, and are among their settings in remote windows too."""

_KEPT = ("type", "enum", "minimum", "exclusiveMinimum", "maximum", "items")
"""What VS Code understands of a field's JSON schema as pydantic writes it."""


def properties() -> dict[str, Any]:
    """Return ``contributes.configuration.properties``."""
    described = Settings.model_json_schema()["properties"]
    return OWN | {f"lamp.{to_camel(key)}": _property(key, schema) for key, schema in described.items()}


def _property(key: str, schema: dict[str, Any]) -> dict[str, Any]:
    shared = key in PROCESS_WIDE
    default = list(schema["default"]) if schema["type"] == "array" else schema["default"]
    note = " Shared by all editors; the latest change wins." if shared else ""
    return {
        **{name: schema[name] for name in _KEPT if name in schema},
        "default": default,
        "scope": _scope(key) if shared else "window",
        "markdownDescription": f"{schema['description']}{note}",
    }


def _scope(key: str) -> str:
    return next((scope for scope, keys in _SCOPES.items() if key in keys), "application")


def main() -> None:
    """Write the settings in their place."""
    package = json.loads(PACKAGE.read_text(encoding="utf-8"))
    package["contributes"]["configuration"]["properties"] = properties()
    PACKAGE.write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
