"""`lamp lsp`: the language server that editors start."""

from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def lsp(
    tcp: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Listen there instead of on stdin and stdout.")
    ] = None,
) -> None:
    """Run the language server on stdin and stdout.

    Editors start it; `lamp setup` shows how to configure yours.
    """
    address = _host_and_port(tcp) if tcp is not None else None
    from lamp_lsp.server.main import run  # noqa: PLC0415 a wrong address is answered before this loads

    run(address)


def _host_and_port(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        raise typer.BadParameter(f"{text!r} is no address; write it as 127.0.0.1:2087.", param_hint="--tcp")
    return host, int(port)
