"""Which backend is used, and why: as set, else Ollama with a usable model, else the embedded model, else none.

The answer is meant to be read: ``lamp doctor`` shows what was found, what is used, why, and the next step for what
is missing.
"""

import asyncio
import importlib.util
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from lamp_lsp.backends.addresses import is_here
from lamp_lsp.backends.catalogue import CPU_MOST_BYTES, propose, rank_of
from lamp_lsp.backends.elsewhere import BackendElsewhere
from lamp_lsp.backends.embedded import EmbeddedBackend
from lamp_lsp.backends.hardware import Hardware, find_hardware
from lamp_lsp.backends.ollama import DEFAULT_KEEP_ALIVE, OllamaBackend
from lamp_lsp.backends.ollama_making import WITH_ADAPTER, name_with_adapter
from lamp_lsp.backends.ollama_server import InstalledModel, OllamaServer, runs_elsewhere, with_tag
from lamp_lsp.backends.openai import OpenAIBackend
from lamp_lsp.backends.openai_server import OpenAIServer
from lamp_lsp.backends.protocol import Backend
from lamp_lsp.backends.weights import completion_weights
from style_learner.errors import LampError
from style_learner.extras import install_command

_EXTRA = f"The package xllamacpp is not installed; run `{install_command('embedded')}` to have a model without Ollama."
_WEIGHTS = "The embedded model's weights are not there; run `lamp model pull` to fetch them (491 MB)."


@dataclass(frozen=True, slots=True)
class ServedAdapter:
    """The developer's adapter, as backends take it."""

    file: Path
    """As llama.cpp reads it."""
    made_at: float
    """Tells it from one that lay there before."""
    weights: str = ""
    """Name of the file of the model that it was trained on; empty where that is not known."""
    ollama: tuple[str, ...] = ()
    """The models of Ollama's that it is merged into."""


@dataclass(frozen=True, slots=True)
class BackendSettings:
    """What the user set about the model; all of it may be left at its default."""

    kind: Literal["auto", "ollama", "embedded", "openai"] = "auto"
    model: str = ""
    """Ollama's or the server's name for it; for the embedded backend a path to a GGUF file. Empty: LAMP chooses."""
    base_url: str = ""
    api_key: str = ""
    ca_certificate: str = ""
    context_length: int = 4096
    keep_alive: str = DEFAULT_KEEP_ALIVE
    fim_format: str = ""
    weights: Path | None = None
    """Other weights for the embedded model."""
    adapter: ServedAdapter | None = None
    """The developer's own, where it is to be used."""
    adapter_model: str = ""
    """The name under which an OpenAI-compatible server has the model with it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The backend to use, not yet opened, and how it came to be chosen."""

    backend: Backend | None
    why: tuple[str, ...] = ()
    """Sentences: why this one."""
    found: tuple[str, ...] = ()
    """Sentences: what is there."""
    missing: tuple[str, ...] = ()
    """Sentences: what is not, each with the next step."""


@dataclass(slots=True)
class _Notes:
    found: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def choice(self, backend: Backend | None, *why: str) -> Choice:
        return Choice(backend, why, tuple(self.found), tuple(self.missing))


async def choose_backend(settings: BackendSettings, hardware: Hardware | None = None) -> Choice:
    """Look at what there is and choose; asks servers, loads nothing.

    Raises:
        WrongSetting: ``base_url`` is no address.

    """
    notes = _Notes()
    if settings.kind == "openai":
        return _openai(settings, notes)
    if settings.kind == "embedded":
        backend = _embedded(settings, notes)
        return notes.choice(backend, "The settings ask for the embedded model.")
    chosen = await _ollama(settings, hardware, notes)
    if chosen is not None or settings.kind == "ollama":
        return notes.choice(chosen, *(notes.found[-1:] if chosen else ("The settings ask for Ollama.",)))
    # A name that the settings give to an Ollama model says nothing about which weights to embed.
    backend = _embedded(settings if settings.model.endswith(".gguf") else replace(settings, model=""), notes)
    if backend is None:
        return notes.choice(None, "No model can be used.")
    return notes.choice(backend, "Ollama cannot be used, so the embedded model is.")


def _openai(settings: BackendSettings, notes: _Notes) -> Choice:
    if not settings.base_url:
        notes.missing.append("The settings ask for an OpenAI-compatible server; set base_url to its address.")
        return notes.choice(None, "The settings ask for an OpenAI-compatible server.")
    server = OpenAIServer(settings.base_url, settings.api_key, ca_certificate=settings.ca_certificate)
    adapted = settings.adapter_model if settings.adapter is not None else ""
    backend = OpenAIBackend(settings.model, server, settings.context_length, settings.fim_format, adapter_model=adapted)
    used = backend if is_here(server.address) else BackendElsewhere(backend)
    return notes.choice(used, f"The settings ask for the server at {server.address}.")


def _embedded(settings: BackendSettings, notes: _Notes) -> Backend | None:
    own = settings.weights or (Path(settings.model).expanduser() if settings.model else None)
    installed = importlib.util.find_spec("xllamacpp") is not None
    if not installed:
        notes.missing.append(_EXTRA)
    if own is not None and not own.is_file():
        notes.missing.append(f"There are no weights at {own}; set model to a GGUF file, or to nothing for LAMP's own.")
        return None
    weights = own or completion_weights()
    if own is None and not weights.is_file():
        notes.missing.append(_WEIGHTS)
        return None
    notes.found.append(f"The weights {weights.name} are there.")
    if not installed:
        return None
    adapter = _adapter_of(weights, settings.adapter)
    return EmbeddedBackend(weights, settings.context_length, fim_format=settings.fim_format, adapter=adapter)


def _adapter_of(weights: Path, adapter: ServedAdapter | None) -> Path | None:
    """Return the developer's adapter, where it was trained on these very weights."""
    return adapter.file if adapter is not None and adapter.weights in {"", weights.name} else None


async def _ollama(settings: BackendSettings, hardware: Hardware | None, notes: _Notes) -> Backend | None:
    server = OllamaServer(settings.base_url)
    try:
        version = await server.version()
        models = await server.models()
    except LampError as error:
        notes.missing.append(str(error))
        await server.close()
        return None
    notes.found.append(f"Ollama {version} answers at {server.address} with {_count(models)}.")
    machine = hardware if hardware is not None else await asyncio.to_thread(find_hardware)
    chosen = _named(settings.model, models) if settings.model else best_model(models, machine)
    if chosen is None:
        notes.missing.append(_missing_model(settings.model, models, machine))
        await server.close()
        return None
    reason = "as the settings ask" if settings.model else "the best that it has for this machine"
    notes.found.append(f"Ollama has {chosen.name}, {reason}.")
    backend = OllamaBackend(
        chosen.name,
        server,
        settings.context_length,
        settings.keep_alive,
        fim_format=settings.fim_format,
        adapter_model=_with_adapter(chosen.name, models, settings.adapter),
    )
    here = is_here(server.address) and not runs_elsewhere(chosen.name, {})
    return backend if here else BackendElsewhere(backend)


def _with_adapter(model: str, models: list[InstalledModel], adapter: ServedAdapter | None) -> str:
    """Return the name of the model that has the developer's adapter in it; empty where Ollama has none."""
    wanted = name_with_adapter(model)
    there = adapter is not None and wanted in adapter.ollama and _named(wanted, models) is not None
    return wanted if there else ""


def best_model(models: list[InstalledModel], hardware: Hardware) -> InstalledModel | None:
    """Return the installed model to complete code with: one that fills in the middle, fits, and completes best.

    Of models that do not fit, the smallest; without a GPU every model of more than 1.5B counts as too large.
    """
    able = [model for model in models if fills_in(model)]
    if not able:
        return None
    on_gpu = bool(hardware.gpus)
    room = hardware.model_memory_bytes if on_gpu else min(hardware.model_memory_bytes, CPU_MOST_BYTES)
    fitting = [model for model in able if model.size_bytes <= room]
    if not fitting:
        return min(able, key=lambda model: model.size_bytes)
    return max(fitting, key=lambda model: (rank_of(model.name), model.size_bytes))


def fills_in(model: InstalledModel) -> bool:
    """Say whether a model that runs on this machine fills in the middle: as the server says, or as its makers do.

    Ollama tells it by the template, and some that were trained for it have one for conversations alone.
    """
    told = "insert" in model.capabilities or ("completion" in model.capabilities and rank_of(model.name) > 0)
    return told and not model.is_remote and not model.name.startswith(f"{WITH_ADAPTER}:")


def _named(name: str, models: list[InstalledModel]) -> InstalledModel | None:
    return next((model for model in models if with_tag(model.name) == with_tag(name)), None)


def _missing_model(wanted: str, models: list[InstalledModel], hardware: Hardware) -> str:
    if wanted:
        return f"Ollama has no model {wanted}; get it with `lamp model pull {wanted}`."
    proposed = propose(hardware.model_memory_bytes, on_gpu=bool(hardware.gpus)).name
    why = "none of its models fills in the middle" if models else "it has no model"
    return f"Ollama cannot complete code, because {why}; get one with `lamp model pull {proposed}`."


def _count(models: list[InstalledModel]) -> str:
    return "1 model" if len(models) == 1 else f"{len(models)} models"
