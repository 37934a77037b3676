"""Generated documents are in step with the code that they follow from."""

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lamp_lsp.cli.menu import ENTRIES, load

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS: dict[str, Callable[[], str]] = runpy.run_path(str(ROOT / "scripts" / "generate_docs.py"))["DOCUMENTS"]

SILENT = {"lamp lsp", "lamp demo", "lamp daemon run", "lamp daemon stop", "lamp daemon restart", "lamp profile edit"}
"""Commands that show nothing for programs."""
ALREADY_DATA = {"lamp export", "lamp profile export", "lamp profile page"}
"""Commands whose result is a document anyway."""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_generated_document_is_up_to_date(name: str) -> None:
    """`python scripts/generate_docs.py` would change nothing."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == DOCUMENTS[name]()


def test_every_command_that_shows_something_speaks_json() -> None:
    """Programs may rely on --json everywhere."""
    without = {name for name, command in _commands() if not any("--json" in one.opts for one in command.params)}

    assert without - SILENT - ALREADY_DATA == set()


def test_every_command_and_option_is_explained() -> None:
    """No command and no option is without a word of help."""
    unexplained = [name for name, command in _commands() if not command.help]
    unexplained += [f"{name} {one.name}" for name, command in _commands() for one in command.params if not one.help]

    assert unexplained == []


def _commands() -> list[tuple[str, Any]]:
    """Return every command that can be invoked, with its full name."""
    found: list[tuple[str, Any]] = []
    for entry in ENTRIES:
        command = load(entry.name)
        below = getattr(command, "commands", {})
        if not below or getattr(command, "invoke_without_command", False):
            found.append((f"lamp {entry.name}", command))
        found += [(f"lamp {entry.name} {name}", one) for name, one in below.items()]
    return found
