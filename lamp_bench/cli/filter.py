"""`lamp bench filter`: how well the show filter foresees what developers take."""

from pathlib import Path
from typing import Annotated

import typer

from lamp_bench.show_filter.result import as_data, measure, show
from lamp_lsp.cli.output import AsJson, console, print_json


def show_filter(
    log: Annotated[Path, typer.Argument(metavar="FILE", help="Shown suggestions with their outcomes.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Measure how well LAMP predicts which suggestions a developer accepts.

    Each developer's outcomes are predicted by a filter fitted on the others only.
    """
    result = measure(log)
    if as_json:
        print_json(as_data(result))
    else:
        show(result, console())
