"""The editors on this machine, and how to connect them."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass

ASK_S = 5.0
"""An editor that has to be waited for longer is found without its version."""


@dataclass(frozen=True, slots=True)
class Editor:
    """An editor that was found."""

    name: str
    program: str
    version: str
    """Empty where it does not say."""
    connect: str
    """What to do so that LAMP suggests in it."""


def find_editors() -> list[Editor]:
    """Look for the editors that LAMP knows; takes a second, for they are asked for their versions."""
    found = []
    for name, programs in (
        ("Neovim", ("nvim",)),
        ("VS Code", ("code", "code-insiders", "codium", "code-server")),
        ("JupyterLab", ("jupyter-lab",)),
    ):
        program = next((path for one in programs if (path := shutil.which(one))), None)
        if program is not None:
            version = _version(program)
            found.append(Editor(name, program, version, _connect(name, version)))
    return found


def lamp_command() -> list[str]:
    """Return the command that an editor starts, as it is found from anywhere."""
    program = shutil.which("lamp")
    return ["lamp", "lsp"] if program else [sys.executable, "-P", "-m", "lamp_lsp.cli.main", "lsp"]


def _connect(name: str, version: str) -> str:
    if name == "Neovim":
        return _connect_neovim(version)
    if name == "VS Code":
        return "LAMP's extension for VS Code is not there yet; it comes with a later version."
    return "LAMP's extension for JupyterLab is not there yet; it comes with a later version."


def _connect_neovim(version: str) -> str:
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if numbers and numbers < (0, 11):
        return f"Neovim {version} is too old for inline suggestions; LAMP needs 0.11 or newer."
    command = ", ".join(f"'{part}'" for part in lamp_command())
    lines = [
        "Put this into init.lua:",
        f"  vim.lsp.config('lamp', {{ cmd = {{ {command} }}, root_markers = {{ '.git' }} }})",
        "  vim.lsp.enable('lamp')",
    ]
    if numbers >= (0, 12):
        lines.append("  vim.lsp.inline_completion.enable()")
    else:
        lines.append("and, for ghost text before Neovim 0.12, the plugin in LAMP's folder editors/nvim.")
    return "\n".join(lines)


def _version(program: str) -> str:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=ASK_S, check=False)  # noqa: S603 an editor found on PATH
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    found = re.search(r"\d+\.\d+(\.\d+)?", done.stdout)
    return found[0] if found else ""
