"""The entry of `lamp`: runs a command, and answers every error with one sentence.

Exit codes: 0; 1, it failed and a sentence on stderr says why; 2, wrong usage; 130, interrupted by Ctrl+C.
"""

import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from typing import Annotated

import typer

from lamp_lsp.cli.menu import Menu
from lamp_lsp.paths import lamp_paths, private_folder
from lamp_lsp.version import __version__
from style_learner.errors import LampError

FAILED = 1

LOG_BYTES = 200_000
"""Of the command line's own log: some dozens of tracebacks."""

HELP = """A code assistant that runs on your machine and learns how you write code.

New here? `lamp setup` gets a model and connects your editors; `lamp demo` shows what LAMP does.
"""

app = typer.Typer(name="lamp", cls=Menu, help=HELP, invoke_without_command=True, pretty_exceptions_enable=False)


def _say_version(asked: bool) -> None:  # noqa: FBT001 the form that typer calls
    if asked:
        typer.echo(f"lamp {__version__}")
        raise typer.Exit


@app.callback()
def lamp(
    context: typer.Context,
    *,
    version: Annotated[
        bool,
        typer.Option("--version", metavar="", callback=_say_version, is_eager=True, help="Say the version and leave."),
    ] = False,
) -> None:
    """Show the help when no command is named."""
    del version  # answered by its callback
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """Run `lamp` with the arguments of the process, and leave with its exit code."""
    try:
        typer.main.get_command(app)(prog_name="lamp")
    except LampError as error:
        _fail(str(error), error)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 the last door: nobody is shown a traceback
        _fail(_unexpected(error), error)


def _fail(sentence: str, error: Exception) -> None:
    """Say why on stderr and leave; with LAMP_DEBUG, let the traceback be seen."""
    if os.environ.get("LAMP_DEBUG"):
        raise error
    typer.secho(sentence, fg=typer.colors.RED, err=True)
    sys.exit(FAILED)


def _unexpected(error: Exception) -> str:
    """Write the traceback of an error nobody foresaw to the log and say where it is."""
    what = f"Something went wrong that should not have ({type(error).__name__})"
    file = lamp_paths().logs / "cli.log"
    try:
        private_folder(file.parent)
        handler = RotatingFileHandler(file, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
    except (OSError, LampError):
        return f"{what}; LAMP_DEBUG=1 shows where."
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    trace = (type(error), error, error.__traceback__)
    handler.emit(logging.LogRecord("lamp", logging.ERROR, __file__, 0, "lamp failed", None, trace))
    handler.close()
    return f"{what}; {file} says where."


if __name__ == "__main__":
    main()
