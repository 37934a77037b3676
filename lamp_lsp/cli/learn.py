"""`lamp learn`: learn from a folder now."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from lamp_lsp.api.client import DaemonClient
from lamp_lsp.api.messages import Answer, LearnProgress, LearnRequest
from lamp_lsp.cli.calls import ask
from lamp_lsp.cli.output import AsJson, print_answer, side_console

app = typer.Typer(add_completion=False)


@app.command()
def learn(
    path: Annotated[Path, typer.Argument(exists=True, file_okay=False, readable=True, help="A folder of code.")],
    *,
    everything_is_mine: Annotated[
        bool, typer.Option("--everything-is-mine", metavar="", help="Count every file as yours, whatever git says.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Learn from a folder of your code.

    In a git repository, only what git says you wrote counts as yours; ignored files and secrets are skipped.
    """
    request = LearnRequest(path=path.resolve().as_posix(), everything_is_mine=everything_is_mine)

    async def follow(client: DaemonClient) -> LearnProgress | None:
        return await _follow(client.learn(request))

    last = ask(follow)
    print_answer(Answer(message=last.stage if last else "Nothing to learn from."), as_json=as_json)


async def _follow(steps: AsyncIterator[LearnProgress]) -> LearnProgress | None:
    """Draw the steps as a bar; returns the last one, which says what came of it."""
    last = None
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=side_console(), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        async for step in steps:
            bar.update(task, description=step.stage, completed=step.done, total=step.total or None)
            last = step
            await asyncio.sleep(0)
    return last
