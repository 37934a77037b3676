"""`lamp bench replay`: see whether suggestions grow better as LAMP learns."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from lamp_bench.cli.options import BackendOption, ModelOption
from lamp_bench.cli.progress import goes_on, progress_bar
from lamp_bench.replay.course import FAST_SUGGESTIONS, Plan, Replayed, replay
from lamp_bench.replay.home import Means
from lamp_bench.replay.plot import plot, require_matplotlib
from lamp_bench.replay.table import as_data, show
from lamp_lsp.cli.output import AsJson, console, print_json
from lamp_lsp.paths import lamp_paths


def replay_command(
    corpora: Annotated[list[Path], typer.Argument(metavar="CORPUS...", help="Histories, one file per developer.")],
    *,
    suggestions: Annotated[int, typer.Option(min=1, help="Suggestions to request per developer.")] = 100,
    backend: BackendOption = "embedded",
    model: ModelOption = "",
    window: Annotated[int, typer.Option(min=512, help="Context window in tokens, which sizes the prompts.")] = 1024,
    seed: Annotated[int, typer.Option(help="Random seed for the places.")] = 0,
    fast: Annotated[
        bool, typer.Option("--fast", metavar="", help=f"A quick try: {FAST_SUGGESTIONS} places, a short history.")
    ] = False,
    picture: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Save the learning curve as this picture.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Type a developer's later code again, and see what LAMP's suggestions save as it learns.

    A simulated developer types through the real language server, accepts what is right, fixes what is nearly right and
    ignores the rest: once with LAMP learning, once frozen after the history. An interrupted run continues.
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
