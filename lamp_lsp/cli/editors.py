"""The editors on this machine, and how to connect them."""

import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from style_learner.extras import checkout, requirement

ASK_S = 5.0
"""An editor that has to be waited for longer is found without its version."""


OLDEST_NEOVIM = (0, 10)
"""The plugin's need."""

EXTENSION = "lamp.lamp"
"""The extension for VS Code by its publisher and name."""
VSIX = "lamp-vscode.vsix"


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
        return _connect_vscode(program)
    if jupyter_extension(program) is not None:
        return "LAMP is in it: start JupyterLab, and open its side panel by the lamp on the right."
    python = shlex.quote(str(Path(program).with_name("python")))
    return f"Install LAMP beside it: {python} -m pip install {shlex.quote(requirement(('embedded', 'jupyter')))}"


def _connect_vscode(program: str) -> str:
    if EXTENSION in _said_by(program, "--list-extensions").split():
        return "LAMP's extension is in it: open a file and write."
    editor, root = shlex.quote(program), checkout()
    if root is None:
        return f"Install the extension of the same release: {editor} --install-extension {VSIX}"
    file = root / "dist" / VSIX
    build = "" if file.is_file() else f"make -C {shlex.quote(str(root))} vscode && "
    return f"Install LAMP's extension: {build}{editor} --install-extension {shlex.quote(str(file))}"


def _connect_neovim(version: str) -> str:
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if numbers and numbers < OLDEST_NEOVIM:
        return f"Neovim {version} is too old for inline suggestions; LAMP needs 0.10 or newer."
    command = ", ".join(f"'{part}'" for part in lamp_command())
    lines = (
        f"vim.opt.runtimepath:append('{neovim_plugin()}')",
        f"require('lamp').setup {{ cmd = {{ {command} }}, mappings = true }}",
    )
    return "\n".join(("Put this into init.lua:", *(f"  {line}" for line in lines)))


def neovim_plugin() -> Path:
    """Return where the plugin for Neovim is: in LAMP's repository, else beside the program, where the wheel puts it."""
    root = checkout()
    return root / "editors" / "nvim" if root is not None else Path(sys.prefix, "share", "lamp-assistant", "nvim")


def _version(program: str) -> str:
    found = re.search(r"\d+\.\d+(\.\d+)?", _said_by(program, "--version"))
    return found[0] if found else ""


def _said_by(program: str, question: str) -> str:
    """Return what an editor answers on its command line; empty where it does not."""
    try:
        done = subprocess.run([program, question], capture_output=True, text=True, timeout=ASK_S, check=False)  # noqa: S603 an editor found on PATH
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return done.stdout
