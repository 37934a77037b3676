"""`lamp demo`: what LAMP does, on real code."""

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from lamp_lsp.cli.output import console
from lamp_lsp.demo.run import demo

PICTURE_WIDTH = 112
_WEB_FONTS = re.compile(r"@font-face \{.*?\}", re.DOTALL)
"""A picture loads nothing from elsewhere."""

app = typer.Typer(add_completion=False)


@app.command("demo")
def command(
    project: Annotated[
        Path,
        typer.Argument(exists=True, file_okay=False, help="A folder with your code. Default: the current folder."),
    ] = Path(),
    latency_budget_ms: Annotated[int, typer.Option(min=100, max=60_000, help="How long a suggestion may take.")] = 600,
    picture: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Also save the completions as an SVG picture.")
    ] = None,
) -> None:
    """Hide lines of a project, learn from the rest, and complete them without LAMP and with it.

    A fixed rule picks the twelve lines; then three lines teach LAMP a style. Your own profile is neither read nor
    changed, and nothing from the demonstration is kept.
    """
    terminal = Console(record=True, width=PICTURE_WIDTH) if picture else console()

    def draw() -> None:
        if picture:
            drawing = terminal.export_svg(title="lamp demo")
            picture.write_text(_WEB_FONTS.sub("", drawing), encoding="utf-8")

    demo(project.resolve(), console=terminal, latency_budget_ms=latency_budget_ms, completed=draw)
