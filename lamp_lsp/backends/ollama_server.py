"""One connection to an Ollama server: what it has, and its streams of answers."""

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from lamp_lsp.backends.addresses import is_here
from lamp_lsp.backends.fim_detection import ModelFacts
from lamp_lsp.backends.ollama_client import OllamaAnswer, OllamaClient
from lamp_lsp.backends.ollama_errors import SILENCE_S, our_errors
from style_learner.errors import LampError

CONNECT_S = 3.0
"""A server on this machine or in the local network answers in milliseconds; one that does not is not there."""


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model that an Ollama server has."""

    name: str
    size_bytes: int
    capabilities: tuple[str, ...] = ()
    """``completion``, ``insert``, ``embedding`` ...; empty where the server is too old to say."""
    is_remote: bool = False
    """Whether it runs elsewhere: Ollama passes on to its cloud whatever such a model is asked."""


@dataclass(frozen=True, slots=True)
class PullProgress:
    """How far a model's download is."""

    stage: str
    done_bytes: int
    total_bytes: int
    """0 while the server does not know."""


@dataclass(frozen=True, slots=True)
class ShownModel:
    """What a server tells of one model."""

    facts: ModelFacts
    capabilities: tuple[str, ...]
    context_length: int | None
    """Tokens that it was trained for."""
    is_remote: bool


class OllamaServer:
    """An Ollama server at ``host``, else where ``OLLAMA_HOST`` says, else on this machine."""

    def __init__(self, host: str = "") -> None:
        address = _reachable(host or os.environ.get("OLLAMA_HOST", ""))
        timeout = httpx.Timeout(SILENCE_S, connect=CONNECT_S)
        # A proxy from the environment must not come between this machine and itself.
        self.client = OllamaClient(address or None, timeout=timeout, trust_env=not is_here(address))
        self.address = self.client.address

    async def version(self) -> str:
        """Return the server's version.

        Raises:
            TryAgain: no server answers.

        """
        with self.errors():
            told = await asyncio.wait_for(self.client.ask("GET", "/api/version"), CONNECT_S)
        return str(told.get("version", ""))

    async def unload(self, model: str) -> None:
        """Let the server free a model, with all that its cache holds.

        Raises:
            TryAgain: no server answers.

        """
        with self.errors(model):
            await self.client.ask("POST", "/api/generate", {"model": model, "keep_alive": 0, "stream": False})

    async def models(self) -> list[InstalledModel]:
        """Return what is installed, with what each can do."""
        with self.errors():
            listed = (await self.client.ask("GET", "/api/tags")).get("models") or ()
        return list(await asyncio.gather(*(self._installed(entry) for entry in listed if entry.get("model"))))

    async def _installed(self, entry: dict[str, Any]) -> InstalledModel:
        name, size = str(entry["model"]), int(entry.get("size") or 0)
        if runs_elsewhere(name, entry):
            return InstalledModel(name, size, is_remote=True)
        try:
            with self.errors(name):
                shown = await self.client.show(name)
        except LampError:  # one broken model must not hide the others
            return InstalledModel(name, size)
        return InstalledModel(name, size, tuple(shown.capabilities or ()))

    async def shown(self, model: str) -> ShownModel:
        """Return what the server says of ``model``.

        Raises:
            NotAvailable: there is no such model.

        """
        with self.errors(model):
            told = await self.client.ask("POST", "/api/show", {"model": model, "verbose": True})
        info = told.get("model_info") or {}
        architecture = str(info.get("general.architecture", ""))
        trained_for = info.get(f"{architecture}.context_length")
        facts = ModelFacts(
            template=told.get("template") or "",
            architecture=architecture,
            vocabulary=frozenset(info.get("tokenizer.ggml.tokens") or ()),
            name=f"{model} {info.get('general.name', '')}",
        )
        capabilities = tuple(told.get("capabilities") or ())
        return ShownModel(facts, capabilities, int(trained_for) if trained_for else None, runs_elsewhere(model, told))

    async def stream(self, path: str, model: str, request: dict[str, Any]) -> AsyncGenerator[OllamaAnswer, None]:
        """Yield the lines of an answer; leaving closes the connection, on which the server stops."""
        with self.errors(model):
            lines = await self.client.answers(path, {"model": model, **request})
            async with contextlib.aclosing(lines) as answers:  # type: ignore[type-var]  # an async generator
                async for answer in answers:
                    yield answer

    async def pull(self, model: str) -> AsyncIterator[PullProgress]:
        """Download ``model`` and yield how far it is; a broken download goes on where it was the next time."""
        with self.errors(model):
            answers = await self.client.pull(model, stream=True)
            async for answer in answers:
                yield PullProgress(answer.status or "", int(answer.completed or 0), int(answer.total or 0))

    async def gpu_share(self, model: str) -> tuple[float | None, int | None]:
        """Return the share of a loaded model that sits on the GPU, and its bytes; nothing when it is not loaded."""
        with self.errors(model):
            running = (await self.client.ps()).models
        for entry in running:
            if with_tag(entry.model or entry.name or "") == with_tag(model) and entry.size:
                return int(entry.size_vram or 0) / int(entry.size), int(entry.size)
        return None, None

    async def close(self) -> None:
        """Close the connection."""
        await self.client.leave()

    def errors(self, model: str = "") -> contextlib.AbstractContextManager[None]:
        """Let the client's errors leave as ours."""
        return our_errors(self.address, model)


def with_tag(model: str) -> str:
    """Return the name with the tag that Ollama assumes.

    >>> with_tag("starcoder2")
    'starcoder2:latest'
    """
    return model if ":" in model.rsplit("/", 1)[-1] else f"{model}:latest"


def runs_elsewhere(model: str, told: Mapping[str, Any]) -> bool:
    """Tell a model of Ollama's cloud, by its name (``:cloud``, ``-cloud``) or by what the server says of it.

    >>> runs_elsewhere("gpt-oss:120b-cloud", {}), runs_elsewhere("cloudy", {}), runs_elsewhere("x", {"remote_host": 1})
    (True, False, True)
    """
    tag = with_tag(model).rpartition(":")[2].lower()
    return tag == "cloud" or tag.endswith("-cloud") or bool(told.get("remote_host") or told.get("remote_model"))


def _reachable(host: str) -> str:
    """Return an address to connect to: a server told to listen everywhere is found on this machine."""
    return host.replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - not listened on, replaced
