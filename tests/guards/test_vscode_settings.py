"""The VS Code extension is in step with LAMP's settings, the language server's commands and its own document."""

import json
import re
import runpy
from pathlib import Path
from typing import Any

from lamp_lsp.server.commands import COMMANDS
from lamp_lsp.version import __version__

ROOT = Path(__file__).parent.parent.parent
EXTENSION = ROOT / "editors" / "vscode"
PACKAGE: dict[str, Any] = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
CONTRIBUTES = PACKAGE["contributes"]
DOCUMENT = (ROOT / "docs" / "vscode.md").read_text(encoding="utf-8")


def test_every_setting_is_there_as_python_has_it() -> None:
    """`python scripts/generate_vscode_settings.py` would change nothing."""
    generated = runpy.run_path(str(ROOT / "scripts" / "generate_vscode_settings.py"))["properties"]()

    assert json.loads(json.dumps(generated)) == CONTRIBUTES["configuration"]["properties"]


def test_the_extension_has_lamps_version() -> None:
    """One release, one number."""
    assert PACKAGE["version"] == __version__


def test_every_command_is_explained() -> None:
    """docs/vscode.md has each command's title, and each key."""
    titles = {command["title"] for command in CONTRIBUTES["commands"]}
    keys = {binding["key"] for binding in CONTRIBUTES["keybindings"]}

    assert {title for title in titles if f"| {title} |" not in DOCUMENT} == set()
    assert {key for key in keys if f"`{key}`" not in DOCUMENT} == set()


def test_every_command_is_done_by_somebody() -> None:
    """package.json and extension.ts have the same commands."""
    wiring = (EXTENSION / "src" / "extension.ts").read_text(encoding="utf-8")
    actions = wiring[(start := wiring.index("actions:")) : wiring.index("};", start)]
    done = {f"lamp.{name}" for name in re.findall(r"^    (\w+):", actions, re.MULTILINE)}

    assert done == {command["command"] for command in CONTRIBUTES["commands"]}


def test_no_command_has_the_name_of_a_command_of_the_server() -> None:
    """The client registers the server's commands in VS Code, where a name is taken once."""
    protocol = (ROOT / "lamp_lsp" / "server" / "protocol.py").read_text(encoding="utf-8")
    servers = {*COMMANDS, *re.findall(r'"(lamp\.\w+)"', protocol), "lamp.accept"}

    assert servers & {command["command"] for command in CONTRIBUTES["commands"]} == set()


def test_the_lock_file_names_no_host() -> None:
    """What is installed is pinned by its sum, wherever it comes from."""
    assert '"resolved"' not in (EXTENSION / "package-lock.json").read_text(encoding="utf-8")
