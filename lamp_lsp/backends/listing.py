"""The models that are here or could be had, and which settings choose one: for a list in an editor."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from lamp_lsp.backends.catalogue import fitting
from lamp_lsp.backends.hardware import find_hardware
from lamp_lsp.backends.ollama_server import OllamaServer, with_tag
from lamp_lsp.backends.openai_server import OpenAIServer
from lamp_lsp.backends.protocol import Backend
from lamp_lsp.backends.weights import EMBEDDED_MODEL, weights_path, weights_ready
from lamp_lsp.settings import Settings
from style_learner.errors import LampError, NotAvailable, WrongSetting

AUTOMATIC = "auto"
EMBEDDED = "embedded"
"""Names under which settings are chosen that name no model."""

GIGABYTE = 1e9


@dataclass(frozen=True, slots=True)
class KnownModel:
    """One model of the list."""

    name: str
    backend: str
    here: bool
    words: str
    """Its size, and how to get it where it is not here."""


async def models_here(settings: Settings) -> list[KnownModel]:
    """Return what the servers have and what fits this machine, the installed ones first."""
    if settings.backend == "openai" and settings.base_url:
        return [*await _served(settings), _embedded()]
    installed = await _installed(settings)
    names = {with_tag(model.name) for model in installed}
    hardware = await asyncio.to_thread(find_hardware)
    fit = fitting(hardware.model_memory_bytes, on_gpu=bool(hardware.gpus))
    missing = [
        KnownModel(one.name, "ollama", here=False, words=f"{_size(one.download_bytes)}; `lamp model pull {one.name}`")
        for one in fit
        if with_tag(one.name) not in names
    ]
    return sorted([*installed, _embedded(), *missing], key=lambda one: not one.here)


async def settings_for(name: str, settings: Settings) -> tuple[str, str]:
    """Return the settings ``backend`` and ``model`` that mean the model called ``name``.

    Raises:
        NotAvailable: the model has to be had first.
        WrongSetting: there is no such file.
    """
    if name == AUTOMATIC:
        return AUTOMATIC, ""
    if name == EMBEDDED:
        return EMBEDDED, ""
    if name.endswith(".gguf"):
        return EMBEDDED, _weights_at(name)
    if settings.backend == "openai":
        return "openai", name  # its server alone knows its models
    if with_tag(name) not in {with_tag(model.name) for model in await _installed(settings)}:
        raise NotAvailable(f"Ollama has no model {name}; get it with `lamp model pull {name}`.")
    return ("ollama" if settings.backend == "ollama" else AUTOMATIC), name


def _weights_at(name: str) -> str:
    try:
        file = Path(name).expanduser().resolve(strict=True)
    except (OSError, ValueError, RuntimeError) as error:  # not there, a name with NUL, a home that is nobody's
        raise WrongSetting(f"There is no file {name!r}; name one that holds a model's weights.") from error
    if not file.is_file():
        raise WrongSetting(f"{file} is no file; name one that holds a model's weights.")
    return str(file)


def is_used(known: KnownModel, backend: Backend) -> bool:
    """Say whether a model of the list is the one that ``backend`` runs."""
    if known.backend != backend.kind:
        return False
    return known.name == EMBEDDED or with_tag(known.name) == with_tag(backend.model)


async def _installed(settings: Settings) -> list[KnownModel]:
    server = OllamaServer(settings.base_url if settings.backend != "openai" else "")
    try:
        await server.version()  # gives up soon where no server is
        models = await server.models()
    except LampError:
        return []
    finally:
        await server.close()
    return [
        KnownModel(model.name, "ollama", here=True, words=_size(model.size_bytes))
        for model in models
        if not model.capabilities or "insert" in model.capabilities or "completion" in model.capabilities
    ]


async def _served(settings: Settings) -> list[KnownModel]:
    server = OpenAIServer(settings.base_url, settings.api_key, ca_certificate=settings.ca_certificate)
    try:
        return [KnownModel(model.name, "openai", here=True, words=server.address) for model in await server.models()]
    except LampError:
        return []
    finally:
        await server.close()


def _embedded() -> KnownModel:
    here = weights_ready() or weights_path().is_file()
    how = "" if here else "; `lamp model pull`"
    return KnownModel(EMBEDDED, EMBEDDED, here=here, words=f"{_size(EMBEDDED_MODEL.size_bytes)}, inside LAMP{how}")


def _size(size_bytes: int) -> str:
    return f"{size_bytes / GIGABYTE:.1f} GB"
