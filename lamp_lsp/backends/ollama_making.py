"""Models of an Ollama server that LAMP makes itself, and takes away again."""

import json
import re
from pathlib import Path
from typing import Any

from lamp_lsp.backends.ollama_server import OllamaServer

WITH_ADAPTER = "lamp-you"
"""Ollama's name of the models that a developer's adapter is merged into; the tag says which model it was."""


def name_with_adapter(model: str) -> str:
    """Return the name that a model of Ollama's gets with the adapter in it.

    >>> name_with_adapter("library/qwen2.5-coder:0.5b-base")
    'lamp-you:qwen2.5-coder-0.5b-base'
    """
    return f"{WITH_ADAPTER}:{re.sub(r'[^A-Za-z0-9._-]+', '-', model.rsplit('/', 1)[-1])}"


async def modelfile(server: OllamaServer, model: str) -> str:
    """Return the file that Ollama would make ``model`` from; it names the weights where they lie.

    Raises:
        NotAvailable: there is no such model.
    """
    with server.errors(model):
        return (await server.client.show(model)).modelfile or ""


async def create_like(server: OllamaServer, name: str, like: str, weights: Path) -> None:
    """Make a model of other weights, with the template and parameters of ``like``.

    Raises:
        NotAvailable: there is no model ``like``.
    """
    with server.errors(like):
        shown = await server.client.show(like)
    with server.errors(name):
        digest = await server.client.create_blob(weights)
        await server.client.create(
            model=name,
            files={weights.name: digest},
            template=shown.template or None,
            parameters=parameters_in(shown.parameters or ""),
            license=shown.license or None,
        )


async def erase(server: OllamaServer, model: str) -> None:
    """Delete a model.

    Raises:
        NotAvailable: there is none.
    """
    with server.errors(model):
        await server.client.delete(model)


def parameters_in(told: str) -> dict[str, Any] | None:
    r"""Read the parameters as Ollama shows them, one a line; texts to stop at may come again.

    >>> parameters_in('stop "<|a|>"\nstop "<|b|>"\nnum_ctx 4096')
    {'stop': ['<|a|>', '<|b|>'], 'num_ctx': 4096}
    """
    found: dict[str, list[Any]] = {}
    for line in told.splitlines():
        key, _, value = line.strip().partition(" ")
        if key and value.strip():
            found.setdefault(key, []).append(_value(value.strip()))
    return {key: values if key == "stop" else values[-1] for key, values in found.items()} or None


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
