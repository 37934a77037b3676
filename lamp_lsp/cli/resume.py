"""`lamp resume`: suggest and learn again."""

import typer

from lamp_lsp.cli.calls import ask
from lamp_lsp.cli.output import AsJson, print_answer

app = typer.Typer(add_completion=False)


@app.command()
def resume(*, as_json: AsJson = False) -> None:
    """Suggest and learn again after `lamp pause`."""
    print_answer(ask(lambda client: client.resume()), as_json=as_json)
