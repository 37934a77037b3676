"""One connection to a server with OpenAI's interface, and what such servers tell of their model beyond it.

llama-server and vLLM tokenize on request, so the vocabulary itself answers which marks the model knows; llama-server
tells its context length under ``/props``, vLLM in the list of models.
"""

import asyncio
import contextlib
import json
import ssl
import time
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from lamp_lsp.backends.addresses import is_here
from lamp_lsp.backends.fim_detection import by_name_among_alike
from lamp_lsp.backends.ollama_server import with_tag
from lamp_lsp.backends.prompt_fit import PromptTooLong, tokens_too_many
from lamp_lsp.backends.request_body import JSON, encoded
from style_learner.errors import LampError, NotAvailable, TryAgain, WrongSetting
from style_learner.privacy.keys import revealed
from style_learner.prompts.formats import FORMATS, FimFormat, family_in_vocabulary

CONNECT_S = 3.0
SILENCE_S = 300.0
"""Longest wait for the next piece: a busy cluster queues requests."""

_ASK_S = 10.0
"""For questions about the model, which cost the server nothing."""

_LOOK_AGAIN_S = 0.5
_MOST_SAID = 300
"""Characters of a server's own words that are passed on."""


class StillLoading(TryAgain):
    """The server answers, and has not loaded its model yet."""


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model that a server offers."""

    name: str
    context_length: int | None = None
    """Tokens; None where the server does not say."""


def served_as(model: str, served: Sequence[ServedModel]) -> ServedModel | None:
    """Return the entry of a model; Ollama serves a name without a tag as ``latest``.

    >>> served_as("coder", [ServedModel("coder:7b"), ServedModel("coder:latest")])
    ServedModel(name='coder:latest', context_length=None)
    """
    by_name = {entry.name: entry for entry in served}
    return by_name.get(model) or by_name.get(with_tag(model))


class OpenAIServer:
    """A server at ``base_url``, with or without its ``/v1``."""

    def __init__(self, base_url: str, api_key: str = "", name: str = "", ca_certificate: str = "") -> None:
        """Prepare a connection.

        ``name`` is what messages call the server instead of its address, ``ca_certificate`` a file that vouches for it,
        beside those that the system trusts.

        Raises:
            WrongSetting: ``base_url`` is no address, or the file holds no certificate.

        """
        root, api_key = base_url.rstrip("/").removesuffix("/v1"), revealed(api_key)
        if urlsplit(root).scheme not in {"http", "https"} or not urlsplit(root).hostname:
            raise WrongSetting(f"`base_url` is `{base_url}`; set an address such as http://127.0.0.1:8080.")
        self.address = root
        self.name = name or f"The server at {root}"
        self._client = httpx.AsyncClient(
            base_url=root,
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
            timeout=httpx.Timeout(SILENCE_S, connect=CONNECT_S),
            trust_env=not is_here(root),
            verify=_trusted(ca_certificate) if ca_certificate else True,
        )

    async def models(self) -> list[ServedModel]:
        """Return what the server offers.

        Raises:
            TryAgain: no server answers.
            WrongSetting: it wants another key, or is no such server.

        """
        with self.errors():
            response = await self._client.get("/v1/models", timeout=_ASK_S)
            response.raise_for_status()
            listed = response.json().get("data") or []
        return [ServedModel(str(entry["id"]), entry.get("max_model_len")) for entry in listed]

    async def models_when_ready(self) -> list[ServedModel]:
        """Return what the server offers, as soon as it has loaded it."""
        until = time.monotonic() + SILENCE_S
        while True:
            try:
                return await self.models()
            except StillLoading:
                if time.monotonic() > until:
                    raise
            await asyncio.sleep(_LOOK_AGAIN_S)

    async def context_length(self) -> int | None:
        """Return the context length that llama-server tells; None from other servers."""
        answer = await self._ask("GET", "/props", None)
        length = (answer.get("default_generation_settings") or {}).get("n_ctx")
        return int(length) if length else None

    async def format_in_vocabulary(self, model: str) -> FimFormat | None:
        """Return the family whose marks the served vocabulary holds; None where the server does not tokenize."""
        marks = {mark for known in FORMATS for mark in (*known.gap, known.repo, known.file) if mark}
        single: set[str] = set()
        for mark in sorted(marks):
            count = await self._token_count(model, mark)
            if count is None:
                return None
            if count == 1:
                single.add(mark)
        return by_name_among_alike(family_in_vocabulary(single.__contains__), model)

    async def _token_count(self, model: str, text: str) -> int | None:
        request = {"model": model, "content": text, "prompt": text, "add_special": False, "add_special_tokens": False}
        tokens = (await self._ask("POST", "/tokenize", request)).get("tokens")
        return len(tokens) if isinstance(tokens, list) else None

    async def _ask(self, method: str, path: str, request: Mapping[str, Any] | None) -> Mapping[str, Any]:
        """Ask for what only some servers tell; nothing when this one does not."""
        try:
            response = await self._client.request(method, path, json=request, timeout=_ASK_S)
            answer = response.raise_for_status().json()
        except (httpx.HTTPError, ValueError):
            return {}
        return answer if isinstance(answer, dict) else {}

    async def stream(self, path: str, request: Mapping[str, Any]) -> AsyncGenerator[Mapping[str, Any], None]:
        """Yield the events of an answer; leaving closes the connection, on which the server stops."""
        with self.errors():
            async with contextlib.aclosing(await self._post(path, encoded(request))) as response:
                if response.is_error:
                    await response.aread()
                    response.raise_for_status()
                ended = False
                async for line in response.aiter_lines():
                    data = line.removeprefix("data:").strip() if line.startswith("data:") else ""
                    if data == "[DONE]":
                        ended = True
                    elif data:
                        event = json.loads(data)
                        _raise_told(event)
                        yield event
                if not ended:
                    raise httpx.ReadError("the stream ended early")

    async def _post(self, path: str, body: bytes) -> httpx.Response:
        """Send a request, once more where the server had closed an idle connection just then."""
        request = self._client.build_request("POST", path, content=body, headers=JSON)
        try:
            return await self._client.send(request, stream=True)
        except httpx.RemoteProtocolError:
            return await self._client.send(request, stream=True)

    async def close(self) -> None:
        """Close the connection."""
        await self._client.aclose()

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        """Let httpx's errors leave as ours."""
        try:
            yield
        except httpx.HTTPStatusError as error:
            raise self._of_status(error.response) from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise WrongSetting(
                    f"The certificate of {self.address} is not trusted; set ca_certificate to the file "
                    "of the certificate that vouches for it."
                ) from error
            raise TryAgain(
                f"No server answers at {self.address}; start it, or set base_url to where it runs."
            ) from error
        except httpx.TimeoutException as error:
            raise TryAgain(f"{self.name} was silent for too long; see whether it is busy.") from error
        except (httpx.HTTPError, ValueError) as error:
            raise TryAgain(
                f"{self.name} broke off in the middle of an answer; see whether it still runs, and try again."
            ) from error

    def _of_status(self, response: httpx.Response) -> LampError:
        said = _words(response)
        status = response.status_code
        if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            return WrongSetting(f"{self.name} refuses the key ({said}); set api_key.")
        if status == httpx.codes.NOT_FOUND:
            return NotAvailable(
                f"{self.name} does not have what was asked for ({said}); "
                "set model to one that it serves, and base_url to its root."
            )
        if (tokens := tokens_too_many(said)) is not None:
            message = f"The prompt is longer than the window of {self.address} ({said}); "
            return PromptTooLong(f"{message}set context_length to that window.", tokens)
        if status == httpx.codes.SERVICE_UNAVAILABLE and "loading" in said.lower():
            return StillLoading(f"{self.name} is still loading its model; try again in a moment.")
        if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.TOO_MANY_REQUESTS:
            return TryAgain(f"{self.name} could not answer ({said}); try again in a moment.")
        return WrongSetting(f"{self.name} refuses the request ({said}); see model and context_length.")


def _trusted(ca_certificate: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(Path(ca_certificate).expanduser())
    except (OSError, ssl.SSLError) as error:
        raise WrongSetting(
            f"`ca_certificate` is `{ca_certificate}`, which cannot be used ({error}); name a PEM file with the "
            "certificate that vouches for the server."
        ) from error
    return context


def _raise_told(event: Mapping[str, Any]) -> None:
    if error := event.get("error"):
        said = error.get("message", error) if isinstance(error, dict) else error
        raise TryAgain(f"The server broke the answer off ({said}); try again.")


def _words(response: httpx.Response) -> str:
    try:
        told = response.json()
        error = told.get("error", told)  # vLLM's older versions have the error itself at the top
        said = error.get("message", "") if isinstance(error, dict) else error
    except (ValueError, AttributeError):
        said = response.text
    return str(said).strip().rstrip(".")[:_MOST_SAID] or f"status {response.status_code}"
