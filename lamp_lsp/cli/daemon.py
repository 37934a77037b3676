"""`lamp daemon`: run, stop, restart or look at the daemon."""

from typing import Annotated

import typer

from lamp_lsp.api.lifecycle import ensure_daemon, find_daemon, silent_daemon, stop_daemon
from lamp_lsp.cli.output import AsJson, console, print_json
from lamp_lsp.paths import lamp_paths

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Run, stop, restart or check the daemon.")


@app.command()
def run(
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port on this machine; 0 picks a free one.", show_default=True)
    ] = 0,
) -> None:
    """Run the daemon in the foreground and log to the terminal."""
    from lamp_lsp.daemon.main import run_daemon  # noqa: PLC0415 brings the store, the parser and the engine

    raise typer.Exit(run_daemon(lamp_paths(), port=port, to_terminal=True))


@app.command()
def stop() -> None:
    """Stop the daemon; the next editor or command starts it again."""
    paths = lamp_paths()
    address = find_daemon(paths) or silent_daemon(paths)
    if address is None:
        console().print("No daemon runs.")
        return
    stop_daemon(address)
    console().print(f"The daemon (process {address.pid}) left.")


@app.command()
def restart() -> None:
    """Stop the daemon and start it again."""
    paths = lamp_paths()
    running = find_daemon(paths) or silent_daemon(paths)
    if running is not None:
        stop_daemon(running)
    address = ensure_daemon(paths)
    console().print(f"The daemon runs: process {address.pid}, port {address.port}.")


@app.command()
def status(*, as_json: AsJson = False) -> None:
    """Say whether the daemon is running, without starting it; the exit code is 1 if it is not."""
    address = find_daemon(lamp_paths())
    if as_json:
        running = {} if address is None else {"pid": address.pid, "port": address.port, "version": address.version}
        print_json({"running": address is not None, **running})
    elif address is None:
        console().print("No daemon runs; it starts with the first editor or command.")
    else:
        console().print(f"The daemon runs: process {address.pid}, port {address.port}, version {address.version}.")
    if address is None:
        raise typer.Exit(1)
