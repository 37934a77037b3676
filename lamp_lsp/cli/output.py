"""What commands print: tables in colour for people, JSON for programs.

Results go to stdout; progress, questions and complaints to stderr, so that a pipe gets the result alone.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table

from lamp_lsp.api.messages import Answer
from style_learner.shown import for_terminal

AsJson = Annotated[bool, typer.Option("--json", metavar="", help="Print JSON, for programs.")]

MARKS = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "fail": "[red]✗[/]"}


class SafeConsole(Console):
    """A console on which text from outside can do nothing but be read."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(for_terminal(segment.text), segment.style)


def console() -> Console:
    """Return the console of results."""
    return SafeConsole(highlight=False)


def side_console() -> Console:
    """Return the console of progress, questions and complaints."""
    return SafeConsole(stderr=True, highlight=False)


def echo_document(text: str) -> None:
    """Print a document as it is, but for a terminal, which would obey what only is to be read."""
    typer.echo(for_terminal(text) if sys.stdout.isatty() else text, nl=False)


def print_json(value: Any) -> None:
    """Print one JSON document; plain ASCII, so that no terminal's or pipe's encoding can spoil it."""
    sys.stdout.write(json.dumps(value, indent=2) + "\n")


def print_answer(answer: Answer, *, as_json: bool) -> None:
    """Print what the daemon answered."""
    if as_json:
        print_json(answer.model_dump())
    else:
        console().print(answer.message, markup=False)


def facts() -> Table:
    """Return an empty table of two columns: names and what is to be said of them."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    return table


def write_private(file: Path, text: str) -> None:
    """Write a file that its owner alone may read, since it holds the developer's code."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
