"""Which weights serve now, as far as they lie on this machine."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from lamp_lsp.adapter.base import BaseFacts, blob_in, facts_of
from lamp_lsp.backends.choose import choose_backend
from lamp_lsp.backends.ollama_making import modelfile
from lamp_lsp.backends.ollama_server import OllamaServer
from lamp_lsp.backends.weights import weights_path
from lamp_lsp.engine.model import backend_settings
from lamp_lsp.settings import Settings
from style_learner.errors import NotAvailable, WrongSetting


@dataclass(frozen=True, slots=True)
class Serving:
    """The model that serves, and its weights."""

    kind: str
    """``ollama``, ``embedded`` or ``openai``."""
    model: str
    weights: Path
    facts: BaseFacts


def serving_now(settings: Settings, named: Path | None = None) -> Serving:
    """Return the model that the settings lead to; ``named`` are its weights where they are told.

    Raises:
        NotAvailable: there is no model, or its weights are not on this machine.
        WrongSetting: there is no such file.
    """
    if named is not None and not named.is_file():
        raise WrongSetting(f"There is no file {named}; name the GGUF file of the model that serves.")
    kind, model, found = asyncio.run(_look(settings))
    weights = named or found or (_embedded(settings) if kind == "embedded" else None)
    if weights is None:
        raise NotAvailable(
            f"The weights of {model} are not on this machine as LAMP can tell; name their GGUF file with `--base FILE`."
        )
    return Serving(kind, model, weights, facts_of(weights))


async def _look(settings: Settings) -> tuple[str, str, Path | None]:
    choice = await choose_backend(backend_settings(settings))
    if choice.backend is None:
        raise NotAvailable(" ".join(choice.missing) or "There is no model yet; `lamp setup` gets one.")
    kind, model = choice.backend.kind, choice.backend.model
    await choice.backend.close()
    if kind != "ollama":
        return kind, model, None
    server = OllamaServer(settings.base_url)
    try:
        return kind, model, blob_in(await modelfile(server, model))
    finally:
        await server.close()


def _embedded(settings: Settings) -> Path:
    own = Path(settings.model).expanduser()
    return own if settings.model.endswith(".gguf") and own.is_file() else weights_path()
