"""`lamp pause`: rest."""

import typer

from lamp_lsp.cli.calls import ask
from lamp_lsp.cli.output import AsJson, print_answer

app = typer.Typer(add_completion=False)


@app.command()
def pause(*, as_json: AsJson = False) -> None:
    """Rest: neither suggest nor learn, in every editor, until `lamp resume`."""
    print_answer(ask(lambda client: client.pause()), as_json=as_json)
