"""One connection to an Ollama server: the one module that imports its official client.

Its errors leave as ours, each one sentence about what happened and one about the next step.
"""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import ollama

from lamp_lsp.backends.fim_detection import ModelFacts
from style_learner.errors import LampError, NotAvailable, TryAgain

CONNECT_S = 3.0
"""A server on this machine or in the local network answers in milliseconds; one that does not is not there."""

SILENCE_S = 300.0
"""Longest wait for the next piece of an answer: loading a large model from a slow disk takes minutes."""

_NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model that an Ollama server has."""

    name: str
    size_bytes: int
    capabilities: tuple[str, ...] = ()
    """``completion``, ``insert``, ``embedding`` ...; empty where the server is too old to say."""


@dataclass(frozen=True, slots=True)
class PullProgress:
    """How far a model's download is."""

    stage: str
    done_bytes: int
    total_bytes: int
    """0 while the server does not know."""


class _Client(ollama.AsyncClient):
    """The official client, and the one question it cannot ask: the vocabulary."""

    async def show_all(self, model: str) -> ollama.ShowResponse:
        request = {"model": model, "verbose": True}
        return await self._request(ollama.ShowResponse, "POST", "/api/show", json=request)

    async def version(self) -> str:
        answer = await self._request_raw("GET", "/api/version")  # type: ignore[no-untyped-call]
        return str(answer.json().get("version", ""))

    @property
    def address(self) -> str:
        return str(self._client.base_url).rstrip("/")

    async def leave(self) -> None:
        await self._client.aclose()


class OllamaServer:
    """An Ollama server at ``host``, else where ``OLLAMA_HOST`` says, else on this machine."""

    def __init__(self, host: str = "") -> None:
        address = _reachable(host or os.environ.get("OLLAMA_HOST", ""))
        timeout = httpx.Timeout(SILENCE_S, connect=CONNECT_S)
        # A proxy from the environment must not come between this machine and itself.
        self.client = _Client(address or None, timeout=timeout, trust_env=not _is_here(address))
        self.address = self.client.address

    async def version(self) -> str:
        """Return the server's version.

        Raises:
            TryAgain: no server answers.

        """
        with self.errors():
            return await asyncio.wait_for(self.client.version(), CONNECT_S)

    async def models(self) -> list[InstalledModel]:
        """Return what is installed, with what each can do."""
        with self.errors():
            listed = (await self.client.list()).models
        return list(await asyncio.gather(*(self._installed(entry) for entry in listed if entry.model)))

    async def _installed(self, entry: Any) -> InstalledModel:
        try:
            with self.errors(entry.model):
                shown = await self.client.show(entry.model)
        except LampError:  # one broken model must not hide the others
            return InstalledModel(entry.model, int(entry.size or 0))
        return InstalledModel(entry.model, int(entry.size or 0), tuple(shown.capabilities or ()))

    async def facts(self, model: str) -> tuple[ModelFacts, tuple[str, ...]]:
        """Return what the server says of ``model``, and its capabilities.

        Raises:
            NotAvailable: there is no such model.

        """
        with self.errors(model):
            shown = await self.client.show_all(model)
        info = shown.modelinfo or {}
        facts = ModelFacts(
            template=shown.template or "",
            architecture=str(info.get("general.architecture", "")),
            vocabulary=frozenset(info.get("tokenizer.ggml.tokens") or ()),
        )
        return facts, tuple(shown.capabilities or ())

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

    @contextlib.contextmanager
    def errors(self, model: str = "") -> Iterator[None]:
        """Let the client's errors leave as ours."""
        try:
            yield
        except ollama.ResponseError as error:
            raise _of_response(error, model) from error
        except (ConnectionError, httpx.ConnectError, httpx.ConnectTimeout, TimeoutError) as error:
            raise TryAgain(
                f"No Ollama answers at {self.address}; start it with `ollama serve`, "
                "or set base_url or OLLAMA_HOST to where it runs."
            ) from error
        except httpx.TimeoutException as error:
            raise TryAgain(
                f"Ollama at {self.address} was silent for {SILENCE_S:.0f} s; look at `ollama ps` and try again."
            ) from error
        except (httpx.HTTPError, httpx.StreamError, ValueError) as error:
            raise TryAgain(
                f"Ollama at {self.address} broke off in the middle of an answer; try again, "
                "and start it anew with `ollama serve` if it does not come back."
            ) from error


def with_tag(model: str) -> str:
    """Return the name with the tag that Ollama assumes.

    >>> with_tag("starcoder2")
    'starcoder2:latest'
    """
    return model if ":" in model.rsplit("/", 1)[-1] else f"{model}:latest"


def _of_response(error: ollama.ResponseError, model: str) -> LampError:
    said = str(error.error).strip().rstrip(".") or "it gave no reason"
    words = said.lower()
    if error.status_code == _NOT_FOUND or "not found" in words:
        return NotAvailable(
            f"Ollama has no model {model}; get it with `ollama pull {model}` or `lamp model pull {model}`."
        )
    if "memory" in words:
        return NotAvailable(f"{model} does not fit into memory ({said}); choose a smaller model with `lamp model use`.")
    if "terminated" in words or "runner" in words:
        return TryAgain(
            f"Ollama's runner of {model} died ({said}); try again, and look into Ollama's log if it recurs."
        )
    return TryAgain(f"Ollama could not answer ({said}); try again, and look into Ollama's log if it recurs.")


def _reachable(host: str) -> str:
    """Return an address to connect to: a server told to listen everywhere is found on this machine."""
    return host.replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - not listened on, replaced


def _is_here(address: str) -> bool:
    host = urlsplit(address if "://" in address else f"http://{address}").hostname
    return host in {None, "", "localhost", "127.0.0.1", "::1"}
