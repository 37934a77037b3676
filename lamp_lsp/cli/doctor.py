"""`lamp doctor`: check everything, and say the next step for what is missing."""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict

import typer
from rich.table import Table
from rich.text import Text

from lamp_lsp.api.messages import StatusResponse
from lamp_lsp.backends.choose import Choice, choose_backend
from lamp_lsp.backends.hardware import find_hardware
from lamp_lsp.cli import checks, models_here
from lamp_lsp.cli.calls import ask, settled
from lamp_lsp.cli.checks import Check
from lamp_lsp.cli.editors import find_editors
from lamp_lsp.cli.output import MARKS, AsJson, console, facts, print_json, side_console
from lamp_lsp.engine.model import backend_settings
from lamp_lsp.paths import lamp_paths
from lamp_lsp.settings import Settings, load_settings
from style_learner.errors import LampError

app = typer.Typer(add_completion=False)


@app.command()
def doctor(*, as_json: AsJson = False) -> None:
    """Check everything: what was found, what is used and why, and what to do about what is missing.

    The exit code is 1 if something that LAMP needs is missing.
    """
    with side_console().status("Looking ..."):
        found = list(examine())
    failed = [check for check in found if check.state == "fail"]
    if as_json:
        print_json({"ok": not failed, "checks": [asdict(check) for check in found]})
    else:
        console().print(_table(found))
    if failed:
        raise typer.Exit(1)


def examine() -> Iterator[Check]:
    """Look at everything; starts the daemon, and waits until its model is there or cannot be."""
    paths, hardware = lamp_paths(), find_hardware()
    settings, problems = load_settings(paths.settings_file)
    status, why_not = _status()
    yield from checks.packages()
    yield from checks.settings_file(paths, problems)
    yield checks.daemon(status, why_not)
    yield checks.ollama(models_here.look_at_ollama(settings), status)
    yield checks.weights()
    if status is not None:
        yield from checks.model(status, _choice(settings), settings)
    yield checks.gpu(hardware, status)
    if status is not None:
        yield from checks.memory(status, paths)
    found = find_editors()
    yield checks.editors(found)
    yield from checks.jupyterlab(found)


def _status() -> tuple[StatusResponse | None, str]:
    try:
        return ask(settled), ""
    except LampError as error:
        return None, str(error)


def _choice(settings: Settings) -> Choice | None:
    """Say anew what backend these settings lead to; the daemon tells only the one that it uses."""
    try:
        return asyncio.run(choose_backend(backend_settings(settings)))
    except LampError:
        return None


def _table(found: list[Check]) -> Table:
    table = facts()
    table.add_column(overflow="fold")
    for check in found:
        said = Text(check.found)
        if check.next_step:
            said.append(f"\n→ {check.next_step}", style="dim" if check.state == "ok" else "yellow")
        table.add_row(Text.from_markup(MARKS[check.state]), check.name, said)
    return table
