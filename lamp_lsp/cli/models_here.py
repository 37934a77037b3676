"""The models that are here or can be had, and getting one."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from lamp_lsp.backends.catalogue import propose
from lamp_lsp.backends.choose import best_model
from lamp_lsp.backends.hardware import Hardware
from lamp_lsp.backends.ollama_server import InstalledModel, OllamaServer, with_tag
from lamp_lsp.backends.weight_sources import WeightsFile
from lamp_lsp.backends.weights import BASE_MODEL, EMBEDDED_MODEL, fetch_weights, weights_path, weights_ready
from lamp_lsp.cli.output import side_console
from lamp_lsp.settings import Settings
from style_learner.errors import LampError
from style_learner.extras import install_command

EMBEDDED = "embedded"
"""The name under which commands take the embedded model."""
BASE = "embedded-base"
"""The name under which they take the weights that complete better beside it."""


MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class OllamaFound:
    """What a look at the Ollama server found."""

    address: str
    version: str = ""
    models: tuple[InstalledModel, ...] = ()
    problem: str = ""
    """Why it cannot be used; empty when it answers."""

    def has(self, name: str) -> bool:
        """Say whether a model is installed, by its name with or without the tag."""
        return any(with_tag(model.name) == with_tag(name) for model in self.models)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The model to use on this machine, and what has to be done for it."""

    get: Literal["nothing", "ollama", "embedded", "impossible"]
    words: str
    """What is used or proposed, and why; for ``impossible`` the next step."""
    model: str = ""
    download_bytes: int = 0


def look_at_ollama(settings: Settings) -> OllamaFound:
    """Ask the Ollama server what it has."""

    async def look() -> OllamaFound:
        server = OllamaServer(_address(settings))
        try:
            version = await server.version()
            return OllamaFound(server.address, version, tuple(await server.models()))
        except LampError as error:
            return OllamaFound(server.address, problem=str(error))
        finally:
            await server.close()

    return asyncio.run(look())


def proposal(settings: Settings, ollama: OllamaFound, hardware: Hardware) -> Proposal:
    """Return what fits this machine and these settings."""
    if settings.backend == "openai":
        return Proposal("nothing", f"The settings name an OpenAI-compatible server at {settings.base_url or '(none)'}.")
    if settings.backend == "embedded" or (settings.backend == "auto" and ollama.problem):
        return _embedded_proposal(settings)
    return _ollama_proposal(settings, ollama, hardware)


def _ollama_proposal(settings: Settings, ollama: OllamaFound, hardware: Hardware) -> Proposal:
    if ollama.problem:
        return Proposal("impossible", ollama.problem)
    if settings.model:
        if ollama.has(settings.model):
            return Proposal("nothing", f"Ollama has {settings.model}, as the settings ask.", settings.model)
        return Proposal("ollama", f"The settings ask for {settings.model}, which Ollama does not have.", settings.model)
    best = best_model(list(ollama.models), hardware)
    if best is not None:
        return Proposal("nothing", f"Ollama has {best.name}, which fills in the middle.", best.name)
    model = propose(hardware.model_memory_bytes, on_gpu=bool(hardware.gpus))
    words = f"Ollama has no model that fills in the middle; {model.name} fits this machine ({hardware.words})."
    return Proposal("ollama", words, model.name, model.download_bytes)


def _embedded_proposal(settings: Settings) -> Proposal:
    if find_spec("xllamacpp") is None:
        return Proposal(
            "impossible",
            "Nothing can run a model yet: install Ollama (https://ollama.com/download), or the embedded model with "
            f"`{install_command('embedded')}`, then run `lamp setup` again.",
        )
    if settings.model.endswith(".gguf"):
        return Proposal("nothing", f"The settings name the weights {settings.model}.", settings.model)
    why = "The settings ask for the embedded model" if settings.backend == EMBEDDED else "No Ollama answers"
    if weights_ready() or weights_path().is_file():
        return Proposal("nothing", f"{why}; the embedded model is here.{_about_base()}", EMBEDDED_MODEL.name)
    words = f"{why}; the embedded model runs inside LAMP, on the processor.{_about_base()}"
    return Proposal("embedded", words, EMBEDDED_MODEL.name, EMBEDDED_MODEL.size_bytes)


def pull(model: str, settings: Settings) -> None:
    """Get a model from Ollama's library with a progress bar.

    Raises:
        TryAgain: no server answers, or the download broke off; it goes on where it was the next time.
        NotAvailable: there is no such model.
    """

    async def follow(report: Callable[[int, int, str], None]) -> None:
        server = OllamaServer(_address(settings))
        try:
            async for step in server.pull(model):
                report(step.done_bytes, step.total_bytes, step.stage)
        finally:
            await server.close()

    with _bar() as report:
        asyncio.run(follow(report))


def fetch_embedded(file: WeightsFile = EMBEDDED_MODEL) -> None:
    """Get the embedded model's weights with a progress bar; at once when they are here and verified."""
    with _bar() as report:
        fetch_weights(report, file)


def _about_base() -> str:
    """Say what the base weights would bring, and cost on the disk; nothing where they are here."""
    if weights_ready(BASE_MODEL):
        return ""
    size = f"{BASE_MODEL.size_bytes / MEGABYTE:.0f} MB"
    return f" Weights made for completing alone take {size} more beside it: `lamp model pull {BASE}` (model hub only)."


@contextmanager
def _bar() -> Iterator[Callable[[int, int, str], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=side_console(), transient=True) as progress:
        task = progress.add_task("looking", total=None)
        yield lambda done, total, stage: progress.update(task, completed=done, total=total or None, description=stage)


def _address(settings: Settings) -> str:
    """Return the Ollama server's address as set; ``base_url`` belongs to it unless another server is asked for."""
    return settings.base_url if settings.backend != "openai" else ""
