"""`lamp bench`: measure what LAMP is worth, on histories of real developers."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from lamp_bench.cli.filter import show_filter
from lamp_bench.cli.mine import read_histories
from lamp_bench.cli.options import BackendKind, BackendOption, ModelOption
from lamp_bench.cli.progress import goes_on, progress_bar
from lamp_bench.cli.replay import replay_command
from lamp_bench.cli.visible import visible
from lamp_bench.measures import Score
from lamp_bench.personalization.data import as_data, short_of_lamp
from lamp_bench.personalization.model import open_model
from lamp_bench.personalization.picture import draw
from lamp_bench.personalization.run import Keeping, Plan, run
from lamp_bench.personalization.table import show
from lamp_bench.personalization.variants import STANDARD, TWO_CORES_READ, TWO_CORES_WRITE, chosen_arms
from lamp_bench.replay.plot import require_matplotlib
from lamp_bench.scorer import ServerScorer
from lamp_lsp.backends.choose import choose_backend
from lamp_lsp.backends.embedded import EmbeddedBackend
from lamp_lsp.backends.protocol import Backend
from lamp_lsp.cli.output import AsJson, console, print_json
from lamp_lsp.engine.model import backend_settings
from lamp_lsp.paths import lamp_paths
from lamp_lsp.settings import load_settings
from style_learner.errors import NotAvailable, WrongSetting
from style_learner.prompts.budget import Budget, fit_budget

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Measure what LAMP is worth, on histories of real developers."
)

CONTEXT_LENGTH = 6144
ANSWER_TOKENS = 64
ARMS_HELP = (
    f"What to compare, comma-separated: {', '.join(STANDARD)}. `standard` is all of these, `parts` is LAMP with each "
    "part switched off, `all` is both."
)


@app.callback()
def bench() -> None:
    """Measure what LAMP is worth, on histories of real developers."""


app.command("filter")(show_filter)
app.command("replay")(replay_command)
app.command("visible")(visible)


@app.command()
def personalization(
    histories: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="HISTORY...", help="History files, one per developer; with --mine, also folders of your own code."
        ),
    ] = None,
    *,
    mine: Annotated[
        bool,
        typer.Option(
            "--mine", metavar="", help="Measure on your own commits, in the given folders or the current one."
        ),
    ] = False,
    arms: Annotated[str, typer.Option(help=ARMS_HELP)] = "standard",
    tasks: Annotated[int, typer.Option(min=1, help="Tasks of each kind per developer.")] = 10,
    kind: Annotated[
        Literal["line", "block", "both"], typer.Option(help="Only single lines, only whole blocks, or both.")
    ] = "both",
    backend: BackendOption = "embedded",
    model: ModelOption = "",
    budget: Annotated[
        str, typer.Option(metavar="EVIDENCE,PREFIX,SUFFIX", help="Tokens for each part of the prompt.")
    ] = "1500,640,160",
    latency_budget_ms: Annotated[
        int | None, typer.Option(min=1, help="Size prompts instead by what two cores read in this time.")
    ] = None,
    answers: Annotated[
        bool, typer.Option(help="Also let the model write each task: exact matches, similarity, style, seconds.")
    ] = True,
    plot: Annotated[Path | None, typer.Option(help="Save the result as this picture: .png, .svg or .pdf.")] = None,
    seed: Annotated[int, typer.Option(help="Random seed for the tasks.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Compare how well a model predicts code with a developer's history and without.

    For each real line or block written later, counts the bits that the model needs for it under each arm. Prompts
    that were read before are not read again, so an interrupted run continues where it stopped.
    """
    if plot is not None:
        require_matplotlib()
    plan = Plan(
        corpora=read_histories(histories or [], mine=mine),
        arms=chosen_arms(arms.split(",")),
        tasks=tasks,
        budget=_budget(budget, latency_budget_ms),
        seed=seed,
        kinds=("line", "block") if kind == "both" else (kind,),
    )
    scores: list[Score] = []
    left_out: list[str] = []

    def show_what_there_is() -> None:
        said = [*left_out, *short_of_lamp(scores)]
        if as_json:
            print_json(as_data(scores, said))
        elif scores:
            show(scores, console(), said)

    with goes_on(show_what_there_is):
        asyncio.run(_measure(plan, backend, model, scores, left_out, answers=answers, drawn=plot is not None))
    if plot is not None:
        draw(scores, plot)
    show_what_there_is()


def _budget(sizes: str, latency_budget_ms: int | None) -> Budget:
    if latency_budget_ms is not None:
        return fit_budget(
            read_tokens_per_s=TWO_CORES_READ,
            write_tokens_per_s=TWO_CORES_WRITE,
            wait_s=latency_budget_ms / 1000,
            context_length=CONTEXT_LENGTH,
        )
    parts = sizes.split(",")
    if len(parts) != 3 or not all(part.strip().isdecimal() for part in parts):  # noqa: PLR2004 as its help says
        raise WrongSetting(f"{sizes} is no budget; give three numbers, like 1500,640,160.")
    evidence, prefix, suffix = (int(part) for part in parts)
    if 2 * evidence + prefix + suffix > CONTEXT_LENGTH - 512:
        raise WrongSetting(f"A budget of {sizes} does not fit the model's context of {CONTEXT_LENGTH}; give less.")
    return Budget(evidence, prefix, suffix, ANSWER_TOKENS)


async def _measure(
    plan: Plan,
    kind: BackendKind,
    name: str,
    scores: list[Score],
    left_out: list[str],
    *,
    answers: bool,
    drawn: bool,
) -> None:
    """Fill in the scores as they come, and in words what is left out."""
    backend = await _backend(kind, name)
    with progress_bar("opening the model") as progress:
        model = await open_model(backend, _scorer(backend))
        try:
            if drawn and model.scorer is None:
                raise WrongSetting(f"{kind} tells no bits per character to draw; leave `--plot` out.")
            left_out += model.left_out()
            keeping = replace(_keeping(backend, answers=answers), refused=left_out)
            async with aclosing(run(plan, model, keeping, progress)) as found:
                async for score in found:
                    scores.append(score)  # noqa: PERF401 what is there when it is broken off
        finally:
            await model.close()


def _scorer(backend: Backend) -> Callable[[], Awaitable[ServerScorer]] | None:
    """Return what opens the embedded model's weights once more, to be told how likely a given text is."""
    if not isinstance(backend, EmbeddedBackend):
        return None
    return partial(ServerScorer.start, backend.weights, CONTEXT_LENGTH)


async def _backend(kind: BackendKind, name: str) -> Backend:
    """Return the backend asked for, with the address and the key of the settings.

    Raises:
        NotAvailable: it has no model, or is not there.
    """
    settings, _ = load_settings(lamp_paths().settings_file)
    wanted = replace(backend_settings(settings), kind=kind, model=name, context_length=CONTEXT_LENGTH)
    choice = await choose_backend(wanted)
    if choice.backend is None:
        raise NotAvailable(" ".join(choice.missing))
    return choice.backend


def _keeping(backend: Backend, *, answers: bool) -> Keeping:
    folder = lamp_paths().scores
    name = re.sub(r"[^\w.-]", "_", backend.model)
    if backend.kind != "embedded":
        name = f"{backend.kind}-{name}"
    return Keeping.of(folder, name, answers=answers)
