"""`lamp export`: all that LAMP keeps, as one JSON document."""

import json
from pathlib import Path
from typing import Annotated

import typer

from lamp_lsp.cli.calls import ask
from lamp_lsp.cli.output import print_json, side_console, write_private
from style_learner.errors import WrongSetting

app = typer.Typer(add_completion=False)


@app.command()
def export(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead.")] = None,
) -> None:
    """Print everything that LAMP keeps about you, as one JSON document.

    `suggestions` lists each suggestion with its `outcomes`: kind, time, characters, and for `typed_over` the text
    typed instead.
    """
    document = ask(lambda client: client.get("/v1/export"))
    if output is None:
        print_json(document)
        return
    try:
        write_private(output, json.dumps(document, indent=2) + "\n")
    except OSError as error:
        raise WrongSetting(f"{output} cannot be written ({error.strerror}); name another file.") from error
    side_console().print(f"Wrote {output}: it holds your code, so that only you may read it.", markup=False)
