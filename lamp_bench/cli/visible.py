"""`lamp bench visible`: what a person sees of LAMP, on any project."""

import asyncio
from contextlib import aclosing
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from lamp_bench.cli.options import BackendOption, ModelOption
from lamp_bench.cli.progress import goes_on, progress_bar
from lamp_bench.replay.plot import require_matplotlib
from lamp_bench.visible.course import Plan, ask_all
from lamp_bench.visible.home import Means
from lamp_bench.visible.kept import Row
from lamp_bench.visible.picture import draw
from lamp_bench.visible.summary import as_data
from lamp_bench.visible.table import show
from lamp_lsp.cli.output import AsJson, console, print_json
from lamp_lsp.paths import lamp_paths
from lamp_lsp.settings import Settings
from style_learner.errors import WrongSetting


def visible(
    projects: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PROJECT...", help="Folders with code, preferably git repositories; with --mine, your own."
        ),
    ] = None,
    *,
    mine: Annotated[
        bool,
        typer.Option(
            "--mine", metavar="", help="Your own projects (by default the current folder), learned by who wrote what."
        ),
    ] = False,
    places: Annotated[int, typer.Option(min=1, help="Places per project; LAMP is asked twice at each.")] = 60,
    seed: Annotated[int, typer.Option(help="Random seed for the places.")] = 0,
    backend: BackendOption = "embedded",
    model: ModelOption = "",
    setting: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="Use this setting instead of LAMP's default.")
    ] = None,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Save the result as this picture.")] = None,
    as_json: AsJson = False,
) -> None:
    """Hide lines of real projects, complete them as an editor does, and compare the results with LAMP and without.

    Everything is real: language server, daemon, the budgets that LAMP chooses. Each place is asked twice, with what was
    learned and without, in random order. Your own profile is neither read nor changed. An interrupted run continues; 60
    places take about 15 minutes on two cores.
    """
    if plot is not None:
        require_matplotlib()
    means = Means(backend, model, _settings(setting or []))
    plan = Plan(_projects(projects or [], mine=mine), places, seed, means, lamp_paths().data / "visible", mine)
    rows: list[Row] = []
    with goes_on(lambda: _print(plan, rows, as_json=as_json)):
        asyncio.run(_ask(plan, rows))
    _print(plan, rows, as_json=as_json)
    if plot is not None:
        draw(rows, plot)


async def _ask(plan: Plan, rows: list[Row]) -> None:
    with progress_bar("drawing places") as progress:
        async with aclosing(ask_all(plan, progress)) as found:
            async for row in found:
                rows.append(row)  # noqa: PERF401 what is there when it is broken off


def _print(plan: Plan, rows: list[Row], *, as_json: bool) -> None:
    if as_json:
        print_json(as_data(rows, _run(plan)))
    elif rows:
        show(rows, console())


def _run(plan: Plan) -> dict[str, Any]:
    return {
        "projects": [project.resolve().name for project in plan.projects],
        "places": plan.places,
        "seed": plan.seed,
        "mine": plan.mine,
        **asdict(plan.means),
        "asked": "by hand; no threshold of acceptance applies",
    }


def _projects(named: list[Path], *, mine: bool) -> tuple[Path, ...]:
    if not named and not mine:
        raise WrongSetting("No project is named; give the folder of one, or measure on your own with --mine.")
    return tuple(dict.fromkeys(named or [Path()]))


def _settings(given: list[str]) -> tuple[tuple[str, str], ...]:
    pairs = [tuple(one.partition("=")[::2]) for one in given]
    for key, _ in pairs:
        if key not in Settings.model_fields:
            raise WrongSetting(f"`{key}` is no setting; docs/settings.md lists them all.")
    return tuple((str(key), str(value)) for key, value in pairs)
