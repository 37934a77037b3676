"""`lamp bench filter`: how well the show filter foresees what developers take."""

from pathlib import Path
from typing import Annotated

import typer

from lamp_bench.show_filter.result import as_data, measure, show
from lamp_lsp.cli.output import AsJson, console, print_json


def show_filter(
    log: Annotated[Path, typer.Argument(metavar="FILE", help="Suggestions shown, with what became of each.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Tell how well it is foreseen which suggestions a developer takes.

    Each developer's outcomes are foreseen by a filter that was fitted on the others only.
    """
    result = measure(log)
    if as_json:
        print_json(as_data(result))
    else:
        show(result, console())
