"""The embedded backend: llama.cpp's own server, which LAMP starts and ends itself."""

import asyncio
import mmap
import secrets
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import psutil
import structlog

from lamp_lsp.backends.llama_process import ServerOrder
from lamp_lsp.backends.llama_server import LlamaServer, ServerEnded
from lamp_lsp.backends.openai import OpenAIBackend
from lamp_lsp.backends.openai_server import OpenAIServer
from lamp_lsp.backends.protocol import Capabilities, ChatMessage, Chunk, GenerationOptions, Loaded, Timing
from lamp_lsp.backends.weights import check_weights
from style_learner.errors import DamagedData, LampError, NotAvailable, TryAgain

DEFAULT_CONTEXT_LENGTH = 4096
"""Tokens; more than two cores can read while somebody waits, and 50 MB of memory a slot for the 0.5B model."""

SLOTS = 3
"""Two editors keep a prompt each, and a conversation takes neither's place."""

READ_TOKENS = 128
"""Tokens read in one step: a request that is called off ends with its step, so a newer one waits no longer."""

log = structlog.get_logger()

Item = Chunk | Timing
_MAGIC = b"GGUF"
_CHAT_TEMPLATE = b"tokenizer.chat_template"
_HEADER_BYTES = 64 << 20
"""What stands before the weights is mostly the vocabulary: 6 MB of 150,000 tokens."""


class EmbeddedBackend:
    """A GGUF model run by llama.cpp on this machine, without any other server."""

    kind = "embedded"

    def __init__(
        self,
        weights: Path,
        context_length: int = DEFAULT_CONTEXT_LENGTH,
        threads: int | None = None,
        fim_format: str = "",
        adapter: Path | None = None,
    ) -> None:
        """Prepare to run ``weights``; ``fim_format`` is the setting that overrides what the vocabulary says.

        ``adapter`` is the developer's own, as a GGUF file; one that does not fit the weights is left out.
        """
        self.model = weights.stem
        self.weights = weights
        self._adapter = adapter
        self._context_length = context_length
        self._threads = threads or physical_cores()
        self._fim_format = fim_format
        self.process: LlamaServer | None = None
        """The server, while it runs."""
        self._served: OpenAIBackend | None = None

    async def open(self) -> Capabilities:
        """Load the weights, which takes about a second a gigabyte.

        Raises:
            NotAvailable: no weights, no xllamacpp, or not enough memory.
            DamagedData: the weights are cut short or no model.

        """
        _check_magic(self.weights)
        check_weights(self.weights)
        key = secrets.token_urlsafe(32)
        try:
            process = await self._start(key)
        except ServerEnded as error:
            raise self._why_not(error) from error
        self.process = process
        capabilities = await self.connect(process.at.address, key).open()
        return replace(capabilities, chat=await asyncio.to_thread(has_chat_template, self.weights))

    async def _start(self, key: str) -> LlamaServer:
        """Start the server, without the adapter where it does not start with it."""
        if self._adapter is not None:
            try:
                return await LlamaServer.start(self._order(key))
            except ServerEnded as error:
                log.warning("adapter left out", model=self.model, error=str(error))
                self._adapter = None
        return await LlamaServer.start(self._order(key))

    def connect(self, address: str, key: str) -> OpenAIBackend:
        """Use the server that runs at ``address``."""
        server = OpenAIServer(address, key, "The embedded model")
        self._served = OpenAIBackend(
            self.model,
            server,
            self._context_length,
            self._fim_format,
            own_slots=SLOTS,
            own_adapter=self._adapter is not None,
        )
        return self._served

    def generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Item, None]:
        """Continue a raw prompt."""
        return self._heard(self._open_backend.generate(prompt, options))

    def chat(self, messages: Sequence[ChatMessage], options: GenerationOptions) -> AsyncGenerator[Item, None]:
        """Answer a conversation, by the model's own template."""
        return self._heard(self._open_backend.chat(messages, options))

    async def prefill(self, prompt: str, cache_key: str = "", adapter_strength: float = 0.0) -> Timing | None:
        """Read ``prompt`` into the prefix cache."""
        return await self._open_backend.prefill(prompt, cache_key, adapter_strength)

    def unread(self, prompt: str, cache_key: str = "", adapter_strength: float = 0.0) -> int:
        """Estimate the tokens of ``prompt`` that have yet to be read."""
        return self._open_backend.unread(prompt, cache_key, adapter_strength)

    def count_tokens(self, text: str) -> int:
        """Estimate the tokens of ``text`` from those that were counted before."""
        return self._open_backend.count_tokens(text)

    async def loaded(self) -> Loaded:
        """Say where the model sits: on a GPU if llama.cpp was built for one and finds it, else in memory."""
        if self.process is None:
            return Loaded(gpu_share=None, memory_bytes=None)
        return Loaded(gpu_share=float(self.process.at.on_gpu), memory_bytes=self.weights.stat().st_size)

    async def forget(self) -> None:
        """Let go of the text that was read."""
        await self._open_backend.forget()

    async def close(self) -> None:
        """End the server, which frees the model."""
        served, process = self._served, self.process
        self._served = self.process = None
        if served is not None:
            await served.close()
        if process is not None:
            await process.close()

    def _why_not(self, error: ServerEnded) -> LampError:
        if error.has_no_library:
            return NotAvailable(
                f"xllamacpp does not load on this machine ({error}); "
                "run `pip install --force-reinstall xllamacpp`, or start Ollama."
            )
        if error.has_no_memory:
            return NotAvailable(
                f"There is not enough memory for {self.weights.name} with {self._context_length} tokens ({error}); "
                "set a smaller context_length, or choose a smaller model with `lamp model use`."
            )
        return DamagedData(
            f"The model's weights {self.weights} cannot be loaded ({error}); "
            "delete the file and run `lamp model pull` to fetch it again."
        )

    def _order(self, key: str) -> ServerOrder:
        return ServerOrder(
            weights=str(self.weights),
            alias=self.model,
            api_key=key,
            context_length=self._context_length,
            slots=SLOTS,
            threads=self._threads,
            read_tokens=READ_TOKENS,
            adapter=str(self._adapter or ""),
        )

    @property
    def _open_backend(self) -> OpenAIBackend:
        if self._served is None:
            raise TryAgain("The embedded model is not loaded; try again in a moment.")
        return self._served

    async def _heard(self, items: AsyncGenerator[Item, None]) -> AsyncGenerator[Item, None]:
        """Pass on an answer; where the server died, say that."""
        process = self.process
        try:
            async with aclosing(items) as told:
                async for item in told:
                    yield item
        except LampError as error:
            if process is not None and process.exit_code is not None:
                raise TryAgain(
                    f"llama.cpp stopped working ({process.why_ended}); LAMP starts it again in a few seconds."
                ) from error
            raise


def has_chat_template(weights: Path) -> bool:
    """Say whether a GGUF file brings a chat template; without one, llama.cpp would make one up."""
    with weights.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as header:
        return header.find(_CHAT_TEMPLATE, 0, _HEADER_BYTES) >= 0


def _check_magic(weights: Path) -> None:
    if not weights.is_file():
        raise NotAvailable(f"There are no weights at {weights}; run `lamp model pull` to fetch them.")
    with weights.open("rb") as file:
        magic = file.read(len(_MAGIC))
    if magic != _MAGIC:
        raise DamagedData(
            f"{weights} is no GGUF model (it begins with {magic!r}); "
            "delete the file and run `lamp model pull` to fetch it again."
        )


def physical_cores() -> int:
    """Return the cores this process may use, hyper-threads not counted: llama.cpp gains nothing from those."""
    physical = psutil.cpu_count(logical=False) or 1
    process = psutil.Process()
    allowed = len(process.cpu_affinity()) if hasattr(process, "cpu_affinity") else physical
    return max(1, min(physical, allowed))
