"""`lamp adapter`: weights of one's own, trained on this machine, kept only where they help."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from lamp_lsp.adapter.base import check_fits
from lamp_lsp.adapter.finding import serving_now
from lamp_lsp.adapter.keeping import Outcome, keep_result
from lamp_lsp.adapter.moving import export_to, samples_to
from lamp_lsp.adapter.record import AdapterFolder, Change, Record
from lamp_lsp.adapter.serving import serve, withdraw
from lamp_lsp.adapter.session import check_installed, session
from lamp_lsp.api.messages import Answer
from lamp_lsp.cli.adapter_progress import in_words, progress_bar, spinner
from lamp_lsp.cli.asking import confirm
from lamp_lsp.cli.calls import ask, tell_running_daemon
from lamp_lsp.cli.output import AsJson, console, facts, print_answer, print_json, side_console
from lamp_lsp.cli.settings import save
from lamp_lsp.paths import Paths, lamp_paths
from lamp_lsp.settings import Settings, load_settings
from style_learner.errors import NotAvailable, WrongSetting
from style_learner.profile.wording import counted
from style_learner.tuning.material import Material

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Train an adapter on your own code, on this machine, and use it where it helps.",
)

Base = Annotated[
    Path | None,
    typer.Option(help="GGUF file of the model in use, if LAMP cannot find it.", show_default=False),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", metavar="", help="Do not ask.")]


@app.command()
def train(
    *,
    minutes: Annotated[
        float | None,
        typer.Option(min=0.1, help="Train no longer than this; the check takes additional time.", show_default=False),
    ] = None,
    base: Base = None,
    when_idle: Annotated[
        bool,
        typer.Option("--when-idle", metavar="", help="Train later, and again and again, while nobody types."),
    ] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Train an adapter on your own code, and keep it if it helps on code that it has not seen.

    Says first how long it will take, and asks. Ctrl+C keeps the best so far; run the command again to continue.
    """
    check_installed()
    if when_idle:
        _train_when_idle(yes=yes, as_json=as_json)
        return
    paths, settings = _here()
    material = _material()
    serving = serving_now(settings, base)
    with session(paths, serving.weights, serving.facts, material) as training:
        with spinner("reading your code and the model, and measuring this machine"):
            estimate = training.estimate()
        seconds = min(estimate["train_s"], 60 * minutes) if minutes else estimate["train_s"]
        side_console().print(in_words(estimate, seconds, serving.model, material["apart"]), markup=False)
        if not confirm("Begin?", yes=yes, default=True):
            console().print("Nothing was trained.")
            return
        with progress_bar() as progress:
            result = training.train(seconds, progress)
    outcome = keep_result(paths, serving, result)
    _take_up(paths, settings, outcome)
    _say_outcome(outcome, as_json=as_json)


@app.command()
def status(*, as_json: AsJson = False) -> None:
    """Show what the adapter learned from, what it is worth, and whether it is used."""
    paths, settings = _here()
    folder = AdapterFolder(paths)
    record = folder.read()
    if as_json:
        print_json({"used": _used(record, settings), "adapter": record.model_dump() if record else None})
    elif record is None:
        more = "; an interrupted training waits, and the same command goes on" if folder.unfinished.exists() else ""
        console().print(f"There is no adapter; `lamp adapter train` makes one{more}.")
    else:
        console().print(_table(record, settings, folder))


@app.command()
def use(*, as_json: AsJson = False) -> None:
    """Use the adapter in every editor, at once."""
    paths, settings = _here()
    record = _kept(AdapterFolder(paths))
    serving = serving_now(settings)
    check_fits(record.base, serving.facts)
    if serving.kind == "embedded" and record.weights not in {"", serving.weights.name}:
        raise NotAvailable(
            f"Your adapter was trained on {record.weights}, and {serving.weights.name} serves; "
            "run `lamp adapter train` for this one."
        )
    save("adapter", "true")
    said = serve(paths, settings, serving)
    tell_running_daemon("/v1/reload")
    print_answer(Answer(message=said), as_json=as_json)


@app.command()
def off(*, as_json: AsJson = False) -> None:
    """Use the model without the adapter, which is kept."""
    save("adapter", "false")
    print_answer(Answer(message="The adapter is not used; `lamp adapter use` takes it up again."), as_json=as_json)


@app.command()
def remove(*, yes: Yes = False, as_json: AsJson = False) -> None:
    """Erase the adapter and every copy in use. This cannot be undone."""
    paths, settings = _here()
    if not confirm("Erase your adapter for good?", yes=yes):
        console().print("Nothing was erased.")
        return
    said = withdraw(paths, settings)
    tell_running_daemon("/v1/reload")
    print_answer(Answer(message=said), as_json=as_json)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="A new folder.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Copy the adapter in the formats of peft and llama.cpp. It contains what it learned from your code."""
    paths, _ = _here()
    export_to(AdapterFolder(paths), folder)
    print_answer(
        Answer(message=f"Wrote {folder}: it learned your code by heart in part, so that only you may read it."),
        as_json=as_json,
    )


@app.command(name="import")
def bring(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="A folder written by peft.")],
    *,
    base: Base = None,
    as_json: AsJson = False,
) -> None:
    """Import an adapter that was trained elsewhere, and keep it if it helps on your newest code."""
    check_installed()
    paths, settings = _here()
    material = _material()
    serving = serving_now(settings, base)
    if not (folder / "adapter_config.json").is_file():
        raise WrongSetting(f"{folder} holds no adapter_config.json; name a folder that peft wrote.")
    checking = session(paths, serving.weights, serving.facts, material, folder.absolute())
    with checking as running, progress_bar() as progress:
        result = running.result(progress)
    outcome = keep_result(paths, serving, result)
    _take_up(paths, settings, outcome)
    _say_outcome(outcome, as_json=as_json)


@app.command()
def data(
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="Write to this file.")],
    as_json: AsJson = False,
) -> None:
    """Write the training samples as JSON lines, to train an adapter on a larger machine.

    Secrets, and the names of people and hosts, are replaced. Import the result with `lamp adapter import`.
    """
    with spinner("reading your code"):
        count = samples_to(output, Material.from_json(_material()))
    said = f"Wrote {counted(count, 'sample')} to {output}: it is your code, so that only you may read it."
    print_answer(Answer(message=said, counts={"samples": count}), as_json=as_json)


def _train_when_idle(*, yes: bool, as_json: bool) -> None:
    if not confirm("Train your adapter whenever nobody types, on mains power?", yes=yes, default=True):
        console().print("Nothing changed.")
        return
    save("adapter_when_idle", "true")
    said = (
        "LAMP trains your adapter while its daemon runs and nobody has typed for five minutes, and again when a "
        "quarter more code came; `lamp adapter status` shows it, `lamp settings set adapter_when_idle false` ends it."
    )
    print_answer(Answer(message=said), as_json=as_json)


def _here() -> tuple[Paths, Settings]:
    paths = lamp_paths()
    return paths, load_settings(paths.settings_file)[0]


def _material() -> dict[str, Any]:
    found: dict[str, Any] = ask(lambda client: client.get("/v1/adapter/material"))
    return found


def _kept(folder: AdapterFolder) -> Record:
    record = folder.read()
    if record is None or not record.kept:
        why = (record.stopped or (record.judged.sentence if record.judged is not None else "")) if record else ""
        raise NotAvailable(f"There is no adapter that helps; `lamp adapter train` makes one. {why}".rstrip())
    return record


def _take_up(paths: Paths, settings: Settings, outcome: Outcome) -> None:
    """Serve a new adapter, where adapters are used at all."""
    if outcome.kept and settings.adapter:
        with spinner("bringing it to the model"):
            outcome.served = serve(paths, settings, outcome.serving)
        tell_running_daemon("/v1/reload")


def _say_outcome(outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        print_json({"kept": outcome.kept, **json.loads(outcome.judged.model_dump_json())})
        return
    console().print(outcome.judged.sentence, markup=False)
    console().print(outcome.next_step, markup=False)


def _used(record: Record | None, settings: Settings) -> bool:
    return record is not None and record.kept and settings.adapter


def _table(record: Record, settings: Settings, folder: AdapterFolder) -> Table:
    table = facts()
    table.add_row("used", "yes" if _used(record, settings) else _why_unused(record))
    table.add_row("model", record.base.words)
    if record.trained is not None:
        trained = record.trained
        learned = f"{counted(trained.places, 'place')}, {trained.tokens:,} tokens, {trained.minutes:.0f} minutes"
        ended = "" if trained.finished else "; it was interrupted, `lamp adapter train` goes on"
        table.add_row("trained on", f"{learned}{ended}")
        table.add_row("projects", "\n".join(record.projects))
    else:
        table.add_row("trained", "elsewhere")
    if record.judged is not None:
        judged = record.judged
        table.add_row("on your newest code", f"{_in_per_cent(judged.own)} bits, {counted(judged.places, 'place')}")
        table.add_row("on general code", f"{_in_per_cent(judged.general)} bits")
    if record.ollama:
        table.add_row("in Ollama", ", ".join(record.ollama))
    table.add_row("kept in", str(folder.path))
    return table


def _why_unused(record: Record) -> str:
    return record.stopped or ("no; run `lamp adapter use`" if record.kept else "no")


def _in_per_cent(change: Change) -> str:
    return f"{100 * change.estimate:+.1f} % ({100 * change.low:+.1f} to {100 * change.high:+.1f})"
