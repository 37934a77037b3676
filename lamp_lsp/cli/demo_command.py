"""`lamp demo`: what LAMP does, on real code."""

from pathlib import Path
from typing import Annotated

import typer

from lamp_lsp.cli.demo import demo
from lamp_lsp.cli.output import console

app = typer.Typer(add_completion=False)


@app.command("demo")
def command(
    project: Annotated[
        Path,
        typer.Argument(exists=True, file_okay=False, help="A folder with code of yours; without one, this folder."),
    ] = Path(),
    wait_ms: Annotated[int, typer.Option(min=100, max=60_000, help="How long a suggestion may take.")] = 2000,
) -> None:
    """Hide real lines of a project, learn from the rest, and ask for them back, generic and personalized.

    Keeps to a home of its own: your own profile is neither read nor changed.
    """
    demo(project.resolve(), console=console(), wait_ms=wait_ms)
