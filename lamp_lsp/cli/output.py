"""What commands print: tables in colour for people, JSON for programs.

Results go to stdout; progress, questions and complaints to stderr, so that a pipe gets the result alone.
"""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from lamp_lsp.api.messages import Answer

AsJson = Annotated[bool, typer.Option("--json", metavar="", help="Print JSON, for programs.")]

MARKS = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "fail": "[red]✗[/]"}


def console() -> Console:
    """Return the console of results."""
    return Console(highlight=False)


def side_console() -> Console:
    """Return the console of progress, questions and complaints."""
    return Console(stderr=True, highlight=False)


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
