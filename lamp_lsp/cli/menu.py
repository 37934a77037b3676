"""The commands by name, each loaded when it is asked for.

`lamp lsp` is started by every editor, so that it must not load what the other commands need; and the help shows all
of them without loading any.
"""

from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from style_learner.errors import NotAvailable
from style_learner.extras import install_command

PLUG_INS = "lamp.commands"
"""The group of entry points under which a package brings a command that the menu names and LAMP itself lacks."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu."""

    name: str
    line: str
    """What it does, for the overview."""
    panel: str
    module: str = ""
    """Holds the ``app``; empty: the module of the command's name."""
    extra: str = ""
    """The extra that brings the command as a plug-in; empty: it is LAMP's own."""


START, EVERYDAY, DATA, MACHINE = "Start here", "Everyday", "Your data", "For editors and machines"

ENTRIES = (
    Entry("setup", "Get a model, give or refuse consent, connect your editors.", START),
    Entry("doctor", "Check everything, and say what to do about what is missing.", START),
    Entry("demo", "Show what LAMP does, on real code.", START, "demo_command"),
    Entry("status", "Show the model, its speed, and how much LAMP has learned.", EVERYDAY),
    Entry("profile", "See, export, import and correct your profile.", EVERYDAY),
    Entry("report", "Show what suggestions were worth to you.", EVERYDAY),
    Entry("learn", "Learn from a folder of your code.", EVERYDAY),
    Entry("model", "List, download and choose models.", EVERYDAY),
    Entry("adapter", "Train an adapter on your own code, and use it where it helps.", EVERYDAY),
    Entry("settings", "Show and change settings.", EVERYDAY),
    Entry("export", "Print everything that LAMP keeps, as JSON.", DATA),
    Entry("forget", "Erase what LAMP learned and kept.", DATA),
    Entry("project", "Keep a project apart from your others, and see which are.", DATA),
    Entry("pause", "Pause LAMP: no suggestions, no learning.", DATA),
    Entry("resume", "Resume after `lamp pause`.", DATA),
    Entry("lsp", "Serve an editor (editors start this).", MACHINE),
    Entry("bench", "Measure what LAMP is worth, on your code or others'.", MACHINE, extra="bench"),
    Entry("daemon", "Run, stop, restart or check the daemon.", MACHINE),
)


class Menu(TyperGroup):
    """The group of all commands: lines of the menu, until one is asked for."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for entry in ENTRIES:
            self.commands[entry.name] = TyperCommand(entry.name, help=entry.line, rich_help_panel=entry.panel)

    def resolve_command(self, context: Any, arguments: list[str]) -> tuple[str | None, Any, list[str]]:
        """Load the command that ``arguments`` begin with."""
        name, line, rest = super().resolve_command(context, arguments)
        return name, load(line.name) if line is not None and line.name else line, rest


def load(name: str) -> Any:
    """Return the command itself, ready to be invoked."""
    entry = next(entry for entry in ENTRIES if entry.name == name)
    app = _plugged_in(entry) if entry.extra else import_module(f"lamp_lsp.cli.{entry.module or name}").app
    command = typer.main.get_command(app)
    command.name = name
    return command


def _plugged_in(entry: Entry) -> Any:
    """Return the application of a command that another package brings.

    Raises:
        NotAvailable: no such package is installed, or what it needs is not.
    """
    try:
        return next(iter(entry_points(group=PLUG_INS, name=entry.name))).load()
    except (StopIteration, ModuleNotFoundError) as error:
        raise NotAvailable(f"`lamp {entry.name}` is not installed; run `{install_command(entry.extra)}`.") from error
