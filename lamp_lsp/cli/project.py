"""`lamp project`: which projects LAMP knows, and which of them it keeps apart."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from lamp_lsp.api.messages import ProjectMessage, ProjectRequest
from lamp_lsp.cli.calls import ask
from lamp_lsp.cli.output import AsJson, console, print_answer, print_json

app = typer.Typer(add_completion=False, no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="Folder of the project.")]


@app.callback()
def project() -> None:
    """Keep a project apart, so that LAMP uses none of its code elsewhere and no other code there.

    Without it, code is shown in projects of the same owner, as their git remotes say.
    """


@app.command("list")
def list_projects(*, as_json: AsJson = False) -> None:
    """List the projects that LAMP knows code of, whose they are, and which are kept apart."""
    projects = ask(lambda client: client.projects())
    if as_json:
        print_json([one.model_dump() for one in projects])
    elif projects:
        console().print(_table(projects))
    else:
        console().print("LAMP knows no project yet; `lamp learn PATH` learns from one.")


@app.command()
def apart(path: Folder, *, as_json: AsJson = False) -> None:
    """Keep a project apart from all others. An adapter that learned from it is erased."""
    _keep(path, apart=True, as_json=as_json)


@app.command()
def together(path: Folder, *, as_json: AsJson = False) -> None:
    """Let a project share again with those of the same owner."""
    _keep(path, apart=False, as_json=as_json)


def _keep(path: Path, *, apart: bool, as_json: bool) -> None:
    request = ProjectRequest(path=path.absolute().as_posix(), apart=apart)
    print_answer(ask(lambda client: client.keep_apart(request)), as_json=as_json)


def _table(projects: list[ProjectMessage]) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("Project", "Owner", "Shares", "Snippets"):
        table.add_column(title, overflow="fold", justify="right" if title == "Snippets" else "left")
    for one in projects:
        shares = "no: kept apart" if one.apart else "yes"
        table.add_row(Text(one.path), Text(one.owner or "none"), shares, str(one.snippets))
    return table
