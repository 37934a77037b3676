"""The extras of LAMP's package, and the command that installs one where LAMP runs now.

A checkout, a wheel on the disk and the package index each need another command, and so do environments of pip, uv and
pipx; what a message names has to work as it stands.
"""

import json
import shlex
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

__all__ = ["EXTRAS", "checkout", "install_command", "requirement"]

PACKAGE = "lamp-assistant"
EXTRAS = {
    "embedded": "xllamacpp",
    "embeddings": "sentence_transformers",
    "adapters": "peft",
    "jupyter": "jupyterlab",
    "bench": "llama_cpp",
}
"""Each extra, and a module that only it brings."""


def checkout() -> Path | None:
    """Return the folder of LAMP's own repository where LAMP runs from there; None where it was installed as a copy."""
    root = Path(__file__).parents[1]
    return root if (root / "pyproject.toml").is_file() and (root / "editors").is_dir() else None


def requirement(extras: Sequence[str]) -> str:
    """Return what pip, uv and pipx install to get these extras: a folder, a wheel, or the package's name."""
    return f"{_source() or PACKAGE}[{','.join(extras)}]"


def install_command(*extras: str) -> str:
    """Return the command that adds extras to the environment that LAMP runs in, keeping those that are there."""
    tool = _tool()
    if tool:
        there = [name for name, module in EXTRAS.items() if find_spec(module) is not None]
        return f"{tool} install --force {shlex.quote(requirement(sorted({*there, *extras})))}"
    python = shlex.quote(sys.executable)
    pip = f"{python} -m pip install" if find_spec("pip") is not None else f"uv pip install --python {python}"
    editable = "-e " if checkout() is not None else ""
    return f"{pip} {editable}{shlex.quote(requirement(extras))}"


def _tool() -> str:
    """Name the program that made this environment for LAMP alone, and would undo what others put into it."""
    if Path(sys.prefix, "uv-receipt.toml").is_file():
        return "uv tool"
    return "pipx" if Path(sys.prefix, "pipx_metadata.json").is_file() else ""


def _source() -> Path | None:
    """Return where LAMP came from, if that is still on this machine."""
    root = checkout()
    if root is not None:
        return root
    try:
        told = json.loads(distribution(PACKAGE).read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return None
    url = urlsplit(told.get("url", ""))
    source = Path(url2pathname(url.path))
    return source if url.scheme == "file" and source.exists() else None
