"""The editors on this machine, and how to connect them."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ASK_S = 5.0
"""An editor that has to be waited for longer is found without its version."""


OLDEST_NEOVIM, NEOVIM_WITH_GHOST_TEXT = (0, 10), (0, 12)
"""The plugin's needs; from 0.12 on Neovim shows inline completions of any server by itself."""

PLUGIN = Path(__file__).parent.parent.parent / "editors" / "nvim"
"""Where LAMP runs from its own checkout."""


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
            found.append(Editor(name, program, version, _connect(name, version, program)))
    return found


def lamp_command() -> list[str]:
    """Return the command that an editor starts, as it is found from anywhere."""
    program = shutil.which("lamp")
    return ["lamp", "lsp"] if program else [sys.executable, "-P", "-m", "lamp_lsp.cli.main", "lsp"]


def jupyter_extension(program: str) -> Path | None:
    """Return LAMP's front end as the JupyterLab behind ``program`` finds it; None where it is not installed."""
    prefix = Path(program).absolute().parent.parent
    places = (prefix / "share" / "jupyter", Path.home() / ".local" / "share" / "jupyter")
    found = (place / "labextensions" / "@lamp-assistant" / "jupyterlab" for place in places)
    return next((place for place in found if (place / "package.json").is_file()), None)


def _connect(name: str, version: str, program: str) -> str:
    if name == "Neovim":
        return _connect_neovim(version)
    if name == "VS Code":
        return "LAMP's extension for VS Code is not there yet; it comes with a later version."
    if jupyter_extension(program) is not None:
        return "LAMP is in it: start JupyterLab, and open its side panel by the lamp on the right."
    return f"Install LAMP beside it: {Path(program).with_name('python')} -m pip install 'lamp-assistant[jupyter]'"


def _connect_neovim(version: str) -> str:
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if numbers and numbers < OLDEST_NEOVIM:
        return f"Neovim {version} is too old for inline suggestions; LAMP needs 0.10 or newer."
    command = ", ".join(f"'{part}'" for part in lamp_command())
    if numbers >= NEOVIM_WITH_GHOST_TEXT:
        lines: tuple[str, ...] = (
            f"vim.lsp.config('lamp', {{ cmd = {{ {command} }}, root_markers = {{ '.git' }} }})",
            "vim.lsp.enable('lamp')",
            "vim.lsp.inline_completion.enable()",
        )
    else:
        plugin = PLUGIN if PLUGIN.is_dir() else "/path/to/lamp/editors/nvim"
        lines = (
            f"vim.opt.runtimepath:append('{plugin}')",
            f"require('lamp').setup {{ cmd = {{ {command} }}, mappings = true }}",
        )
    return "\n".join(("Put this into init.lua:", *(f"  {line}" for line in lines)))


def _version(program: str) -> str:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=ASK_S, check=False)  # noqa: S603 an editor found on PATH
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    found = re.search(r"\d+\.\d+(\.\d+)?", done.stdout)
    return found[0] if found else ""
