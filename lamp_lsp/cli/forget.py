"""`lamp forget`: erase what was learned and kept."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from lamp_lsp.api.messages import ForgetRequest
from lamp_lsp.cli.asking import confirm
from lamp_lsp.cli.calls import ask
from lamp_lsp.cli.output import AsJson, console, print_answer

app = typer.Typer(add_completion=False)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2026-05-31.") from error


@app.command()
def forget(
    *,
    everything: Annotated[
        bool, typer.Option("--everything", metavar="", help="Everything that LAMP ever learned and kept.")
    ] = False,
    project: Annotated[Path | None, typer.Option(help="What came from the project in this folder.")] = None,
    day: Annotated[
        str | None, typer.Option(parser=_day, metavar="DATE", help="What was kept on a day: 2026-05-31.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="What came from this file, or from all files in this folder.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", metavar="", help="Do not ask for confirmation.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase what LAMP learned and kept, from the disk as well. This cannot be undone."""
    if sum((everything, project is not None, day is not None, file is not None)) != 1:
        raise typer.BadParameter("say one of --everything, --project, --day, --file.")
    request = ForgetRequest(
        everything=everything,
        project=project.absolute().as_posix() if project else None,
        day=day,
        path=file.absolute().as_posix() if file else None,
    )
    if not confirm(f"Erase {_what(request)} for good?", yes=yes):
        console().print("Nothing was erased.")
        return
    print_answer(ask(lambda client: client.forget(request)), as_json=as_json)


def _what(request: ForgetRequest) -> str:
    if request.project is not None:
        return f"all that came from the project {request.project}"
    if request.path is not None:
        return f"all that came from {request.path}"
    return f"all that was kept on {request.day}" if request.day else "all that LAMP learned and kept"
