"""The VS Code extension is in step with LAMP's settings, the language server's commands and its own document."""

import json
import re
import runpy
from pathlib import Path
from typing import Any

from lamp_lsp.server.commands import COMMANDS

ROOT = Path(__file__).parent.parent.parent
EXTENSION = ROOT / "editors" / "vscode"
PACKAGE: dict[str, Any] = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
CONTRIBUTES = PACKAGE["contributes"]
DOCUMENT = (ROOT / "docs" / "vscode.md").read_text(encoding="utf-8")


def test_every_setting_is_there_as_python_has_it() -> None:
    """`python scripts/generate_vscode_settings.py` would change nothing."""
    generated = runpy.run_path(str(ROOT / "scripts" / "generate_vscode_settings.py"))["properties"]()

    assert json.loads(json.dumps(generated)) == CONTRIBUTES["configuration"]["properties"]


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


def test_every_command_says_why_not_in_a_browser() -> None:
    """Where no program can be started, the commands of package.json are registered as they are listed there."""
    web = (EXTENSION / "src" / "web.ts").read_text(encoding="utf-8")

    assert PACKAGE["browser"] == "./dist/web.js"
    assert "packageJSON.contributes.commands" in web
    assert "commands.registerCommand(command, " in web


def test_every_step_leads_to_a_command() -> None:
    """A link of the walkthrough, and what ticks a step, is a command that is there."""
    ours = {command["command"] for command in CONTRIBUTES["commands"]}
    steps = [step for walkthrough in CONTRIBUTES["walkthroughs"] for step in walkthrough["steps"]]
    named = set(re.findall(r"command:(lamp\.\w+)", json.dumps(steps), re.IGNORECASE))

    assert named - ours == set()
    assert {"lamp.learnOrNot", "lamp.openProfile"} <= named


def test_no_key_waits_for_what_older_editors_never_say() -> None:
    """VS Code says `cursorBeforeGhostText` since 1.103; a key is off where it says no, not where it says nothing."""
    conditions = " && ".join(binding["when"] for binding in CONTRIBUTES["keybindings"])

    assert "cursorBeforeGhostText" in conditions
    assert "cursorBeforeGhostText" not in conditions.replace("!(cursorBeforeGhostText =~ /false/)", "")


def test_no_command_has_the_name_of_a_command_of_the_server() -> None:
    """The client registers the server's commands in VS Code, where a name is taken once."""
    protocol = (ROOT / "lamp_lsp" / "server" / "protocol.py").read_text(encoding="utf-8")
    servers = {*COMMANDS, *re.findall(r'"(lamp\.\w+)"', protocol), "lamp.accept"}

    assert servers & {command["command"] for command in CONTRIBUTES["commands"]} == set()


def test_the_lock_file_names_no_host() -> None:
    """What is installed is pinned by its sum, wherever it comes from."""
    assert '"resolved"' not in (EXTENSION / "package-lock.json").read_text(encoding="utf-8")
