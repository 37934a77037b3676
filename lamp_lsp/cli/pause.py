"""`lamp pause`: neither suggest nor learn."""

import typer

from lamp_lsp.cli.calls import ask
from lamp_lsp.cli.output import AsJson, print_answer

app = typer.Typer(add_completion=False)


@app.command()
def pause(*, as_json: AsJson = False) -> None:
    """Pause LAMP in every editor: no suggestions, no learning, until `lamp resume`."""
    print_answer(ask(lambda client: client.pause()), as_json=as_json)
