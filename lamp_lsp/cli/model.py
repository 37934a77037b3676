"""`lamp model`: list, get and choose models."""

import asyncio
from dataclasses import asdict, dataclass
from typing import Annotated

import typer
from rich.table import Table

from lamp_lsp.api.messages import Answer
from lamp_lsp.backends.catalogue import CATALOGUE, fitting
from lamp_lsp.backends.hardware import Hardware, find_hardware
from lamp_lsp.backends.listing import AUTOMATIC, settings_for
from lamp_lsp.backends.weights import BASE_MODEL, EMBEDDED_MODEL, weights_ready
from lamp_lsp.cli import models_here
from lamp_lsp.cli.models_here import BASE, EMBEDDED, OllamaFound
from lamp_lsp.cli.output import AsJson, console, print_answer, print_json
from lamp_lsp.cli.settings import save
from lamp_lsp.paths import lamp_paths
from lamp_lsp.settings import Settings, load_settings

app = typer.Typer(add_completion=False, no_args_is_help=True, help="List, download and choose models.")

GIGABYTE = 1e9


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One model as it is listed."""

    name: str
    download_bytes: int
    installed: bool
    fits: bool
    """Into the memory there is and, without a GPU, into the patience of a person who waits."""
    chosen: bool
    """By the settings."""
    licence: str


@app.command("list")
def list_models(*, as_json: AsJson = False) -> None:
    """List the models that are installed and those that you can download, and say which fit this machine."""
    settings, _ = load_settings(lamp_paths().settings_file)
    ollama, hardware = models_here.look_at_ollama(settings), find_hardware()
    lines = _lines(settings, ollama, hardware)
    if as_json:
        print_json({"hardware": hardware.words, "ollama": ollama.version, "models": [asdict(line) for line in lines]})
        return
    console().print(_table(lines))
    console().print(f"This machine: {hardware.words}. {ollama.problem or f'Ollama {ollama.version}.'}", markup=False)
    console().print("Get one with `lamp model pull NAME`, choose one with `lamp model use NAME`.", style="dim")


@app.command()
def pull(
    name: Annotated[
        str,
        typer.Argument(
            help="The model's name in Ollama; `embedded` or nothing for the embedded one; `embedded-base` for weights "
            "that complete code beside it."
        ),
    ] = (EMBEDDED),
    *,
    as_json: AsJson = False,
) -> None:
    """Download a model from Ollama's library, or the weights of the embedded one."""
    if name == BASE:
        models_here.fetch_embedded(BASE_MODEL)
        print_answer(
            Answer(message=f"{name} is here; the embedded model completes with it from now on."), as_json=as_json
        )
        return
    if name == EMBEDDED:
        models_here.fetch_embedded()
    else:
        models_here.pull(name, load_settings(lamp_paths().settings_file)[0])
    print_answer(Answer(message=f"{name} is here; `lamp model use {name}` chooses it."), as_json=as_json)


@app.command()
def use(
    name: Annotated[
        str, typer.Argument(help="A model's name in Ollama, `embedded`, a GGUF file, or `auto` to let LAMP choose.")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Choose the model for every editor; a running daemon switches at once."""
    settings, _ = load_settings(lamp_paths().settings_file)
    backend, model = asyncio.run(settings_for(name, settings))
    save("backend", backend)
    save("model", model)
    said = "LAMP chooses the model." if name == AUTOMATIC else f"LAMP uses {name}."
    print_answer(Answer(message=f"{said} `lamp status` shows when it is ready."), as_json=as_json)


def _lines(settings: Settings, ollama: OllamaFound, hardware: Hardware) -> list[ModelLine]:
    fit = {model.name for model in fitting(hardware.model_memory_bytes, on_gpu=bool(hardware.gpus))}
    known = {model.name for model in CATALOGUE}
    lines = [_embedded_line(settings)]
    lines += [
        ModelLine(
            name=model.name,
            download_bytes=model.download_bytes,
            installed=ollama.has(model.name),
            fits=model.name in fit,
            chosen=settings.model == model.name,
            licence=model.licence,
        )
        for model in CATALOGUE
    ]
    lines += [
        ModelLine(
            name=model.name,
            download_bytes=model.size_bytes,
            installed=True,
            fits=model.size_bytes <= hardware.model_memory_bytes,
            chosen=settings.model == model.name,
            licence="",
        )
        for model in ollama.models
        if model.name not in known
    ]
    return sorted(lines, key=lambda line: (not line.installed, not line.fits, -line.download_bytes))


def _embedded_line(settings: Settings) -> ModelLine:
    return ModelLine(
        name=EMBEDDED,
        download_bytes=EMBEDDED_MODEL.size_bytes,
        installed=weights_ready(),
        fits=True,
        chosen=settings.backend == EMBEDDED,
        licence="Apache-2.0",
    )


def _table(lines: list[ModelLine]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for title in ("model", "size", "here", "fits", "licence"):
        table.add_column(title, justify="right" if title == "size" else "left")
    for line in lines:
        name = f"{line.name} (chosen)" if line.chosen else line.name
        size = f"{line.download_bytes / GIGABYTE:.1f} GB"
        style = "" if line.fits else "dim"
        table.add_row(
            name, size, "yes" if line.installed else "", "yes" if line.fits else "no", line.licence, style=style
        )
    return table
