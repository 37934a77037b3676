"""Settings as editors write them: under ``lamp`` or bare, in snake or camel case, given at the start or pulled."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lamp_lsp.server.items import NEOVIM, RangeFrom, range_for

SECTION = "lamp"

EDITOR = "editor"
"""Key of ``initializationOptions`` under which a plugin says what it can do; for this process alone."""

_OTHERS = {EDITOR, "editorInfo", "editorPluginInfo", "http", "telemetry", "github-enterprise", "github", "copilot"}
"""What clients made for the Copilot language server send along; not ours, not wrong."""

IN_NEOVIM, IN_A_SHELL = ":Lamp consent {answer}", "lamp settings set consent {answer}"
_ASKS_ASIDE = re.compile(r"\bCode\b|Codium|code-server|Cursor|Windsurf|Theia")
"""Editors of VS Code's family; others put a question over the text, and take the next typed key for its answer."""
_CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")


@dataclass(frozen=True, slots=True)
class EditorOptions:
    """What a client can do beyond the protocol."""

    range_from: RangeFrom
    debounces: bool
    """Waits for a pause in typing by itself."""
    status: bool
    """Takes ``didChangeStatus``; some clients warn about notifications that they do not know."""
    lamp_status: bool
    """Takes ``lamp/status``."""
    answers: bool
    """Shows the assistant's answers itself; else they are shown and applied by the protocol's own means."""
    asks_aside: bool
    """Shows a question beside the work, where no key that is meant for the text can answer it."""
    consent_command: str
    """What the developer types to say whether LAMP may learn."""
    in_neovim: bool
    """Is LAMP's own plugin, which has ``:Lamp``."""

    def apart_command(self, path: str) -> str:
        """Return what the developer types to keep a project apart."""
        return f":Lamp project apart {path}" if self.in_neovim else f"lamp project apart {shlex.quote(path)}"


@dataclass(slots=True)
class Configuration:
    """What this editor has set, the later over the earlier."""

    initial: dict[str, object] = field(default_factory=dict)
    """From ``initializationOptions``."""
    current: dict[str, object] = field(default_factory=dict)
    """From ``workspace/configuration`` or ``workspace/didChangeConfiguration``, whichever came last."""

    @property
    def values(self) -> dict[str, object]:
        """What the daemon is told."""
        return {key: value for key, value in {**self.initial, **self.current}.items() if value is not None}


def editor_options(client_name: str, given: Any) -> EditorOptions:
    """Read what the client says of itself, or is known for."""
    given = given if isinstance(given, Mapping) else {}
    stated = given.get(EDITOR)
    stated = stated if isinstance(stated, Mapping) else {}
    wanted = stated.get("range")
    in_neovim = client_name == NEOVIM and bool(stated.get("status"))
    return EditorOptions(
        range_from=wanted if wanted in {"cursor", "line"} else range_for(client_name),
        debounces=client_name == NEOVIM,
        status=bool(stated.get("status", "editorPluginInfo" in given)),
        lamp_status=bool(stated.get("status")),
        answers=bool(stated.get("answers")),
        asks_aside=bool(_ASKS_ASIDE.search(client_name)),
        consent_command=IN_NEOVIM if in_neovim else IN_A_SHELL,
        in_neovim=in_neovim,
    )


def settings_in(given: Any) -> dict[str, object]:
    """Return the settings of LAMP in what an editor sent; null takes back what was said before.

    >>> settings_in({"lamp": {"waitMs": 500, "model": None}, "python": {}})
    {'latency_budget_ms': 500, 'model': None}
    >>> settings_in({"max_lines": 3, "editorInfo": {"name": "vim"}})
    {'max_lines': 3}
    """
    if not isinstance(given, Mapping):
        return {}
    ours = given.get(SECTION, given)
    if not isinstance(ours, Mapping):
        return {}
    return {_CAPITAL.sub(r"_\1", str(key)).lower(): value for key, value in ours.items() if key not in _OTHERS}
