"""`lamp bench replay`: see whether suggestions grow better as LAMP learns."""

import asyncio
from pathlib import Path
from typing import Annotated, Literal

import typer

from lamp_bench.cli.progress import goes_on, progress_bar
from lamp_bench.replay.course import FAST_SUGGESTIONS, Plan, Replayed, replay
from lamp_bench.replay.home import Means
from lamp_bench.replay.plot import plot, require_matplotlib
from lamp_bench.replay.table import as_data, show
from lamp_lsp.cli.output import AsJson, console, print_json
from lamp_lsp.paths import lamp_paths

MODEL_HELP = "Name of the backend's model, for the embedded one a GGUF file; without it its own choice."


def replay_command(
    corpora: Annotated[list[Path], typer.Argument(metavar="CORPUS...", help="Histories, one file a developer.")],
    *,
    suggestions: Annotated[int, typer.Option(min=1, help="Places at which one is asked for, a developer.")] = 100,
    backend: Annotated[Literal["embedded", "ollama", "openai"], typer.Option(help="What runs the model.")] = "embedded",
    model: Annotated[str, typer.Option(help=MODEL_HELP)] = "",
    window: Annotated[int, typer.Option(min=512, help="Tokens of the model's window, which sizes the prompts.")] = 1024,
    seed: Annotated[int, typer.Option(help="Draws the places.")] = 0,
    fast: Annotated[
        bool, typer.Option("--fast", metavar="", help=f"Only try it: {FAST_SUGGESTIONS} places, a short history.")
    ] = False,
    picture: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Draw the learning curve into this picture.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Type a developer's later code again, and see what LAMP's suggestions save as it learns.

    A simulated developer types through the real language server, takes what is right, mends what is nearly right and
    leaves the rest: once with LAMP learning, once frozen after the history. A run that was broken off goes on.
    """
    if picture is not None:
        require_matplotlib()
    plan = Plan(suggestions, seed, Means(backend, model, window), fast=fast)
    replays: list[Replayed] = []

    def show_what_there_is() -> None:
        if as_json:
            print_json(as_data(replays))
        elif replays:
            show(replays, console())

    with goes_on(show_what_there_is):
        asyncio.run(_replay_all(corpora, plan, replays))
    if picture is not None:
        plot(replays, picture)
    show_what_there_is()


async def _replay_all(corpora: list[Path], plan: Plan, replays: list[Replayed]) -> None:
    with progress_bar("reading") as progress:
        for corpus in corpora:
            found = await replay(corpus, plan, lamp_paths().data / "replay", progress)
            replays.append(found)
