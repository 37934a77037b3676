"""The backend for servers with OpenAI's interface: llama-server, vLLM, LM Studio and their like.

Raw prompts go to ``/v1/completions``. A server that lays prompts out itself takes the text after the cursor as a
parameter instead: the format ``suffix`` marks where to cut the prompt in two.
"""

import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

from lamp_lsp.backends.fim_detection import chosen_format
from lamp_lsp.backends.openai_server import OpenAIServer
from lamp_lsp.backends.prefix_caches import PrefixCaches, Reading
from lamp_lsp.backends.protocol import (
    NUCLEUS,
    Capabilities,
    ChatMessage,
    Chunk,
    GenerationOptions,
    Loaded,
    Timing,
    likeliest_beside,
)
from lamp_lsp.backends.token_estimate import TokenEstimate, new_tokens
from style_learner.errors import NotAvailable, TryAgain, WrongSetting
from style_learner.prompts.formats import FimFormat, family_of_name

SUFFIX_PARAMETER = FimFormat(name="suffix", prefix="", suffix="\0suffix\0", middle="")
"""For servers whose ``/v1/completions`` has a ``suffix``: the mark never leaves this module."""

_LIKELIEST = (20, 5)
"""Tokens told of each place, the most first: what llama-server and vLLM allow, and OpenAI itself."""

_log = logging.getLogger(__name__)


class OpenAIBackend:
    """A model behind OpenAI's interface."""

    kind = "openai"

    def __init__(
        self, model: str, server: OpenAIServer, context_length: int, fim_format: str = "", own_slots: int = 0
    ) -> None:
        """Prepare to use ``model`` (empty: the server's first).

        ``fim_format`` is the setting that overrides what the server says; ``suffix`` uses the server's own parameter.
        ``own_slots``: it is a llama-server that nobody else uses, with so many prefix caches to give out.
        """
        self.model = model
        self._server = server
        self._context_length = context_length
        self._fim_format = fim_format
        self._estimate = TokenEstimate()
        self._is_own = own_slots > 0
        self._caches = PrefixCaches(own_slots or 1)
        self._likeliest = _LIKELIEST[0]
        self.format_source = ""
        """Where the format comes from: ``setting``, ``vocabulary`` or ``name``, the last being a guess."""

    async def open(self) -> Capabilities:
        """Ask what is served and how it fills in the middle.

        Raises:
            TryAgain: no server answers.
            NotAvailable: it does not serve the model.
            WrongSetting: it refuses the key, or the ``fim_format`` set is unknown.

        """
        served = await self._server.models()
        chosen = next((entry for entry in served if entry.name == self.model or not self.model), None)
        if chosen is None:
            names = ", ".join(entry.name for entry in served) or "nothing"
            raise NotAvailable(
                f"The server at {self._server.address} does not serve {self.model or 'any model'} but {names}; "
                "set model to one of these."
            )
        self.model = chosen.name
        told = chosen.context_length or await self._server.context_length()
        return Capabilities(
            fim=await self._find_format(),
            chat=True,
            logprobs=await self._tells_logprobs(),
            context_length=min(self._context_length, told or self._context_length),
        )

    async def _find_format(self) -> FimFormat | None:
        if self._fim_format.strip().lower() == SUFFIX_PARAMETER.name:
            self.format_source = "setting"
            return SUFFIX_PARAMETER
        if self._fim_format.strip().lower() not in {"", "auto"}:
            self.format_source = "setting"
            return chosen_format(self._fim_format, None)
        if found := await self._server.format_in_vocabulary(self.model):
            self.format_source = "vocabulary"
            return found
        if guessed := family_of_name(self.model):
            self.format_source = "name"
            _log.warning(
                "the format %s is guessed from the name %s; set fim_format to be sure", guessed.name, self.model
            )
            return guessed
        return None

    async def _tells_logprobs(self) -> bool:
        """Find out by one token; a server without raw completions still chats."""
        try:
            for self._likeliest in _LIKELIEST:
                with contextlib.suppress(WrongSetting):  # more than it allows
                    return await self._tells(GenerationOptions(max_tokens=1, likeliest=True))
            self._likeliest = 1
            return await self._tells(GenerationOptions(max_tokens=1))
        except NotAvailable:
            _log.info("%s has no /v1/completions", self._server.address)
        return False

    async def _tells(self, options: GenerationOptions) -> bool:
        items = [item async for item in self.generate("\n", options)]
        return any(isinstance(item, Chunk) and item.logprob is not None for item in items)

    async def generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        """Continue a raw prompt."""
        before, mark, after = prompt.partition(SUFFIX_PARAMETER.suffix)
        request = {
            "prompt": before + options.begun,
            "logprobs": self._likeliest if options.likeliest else 1,
            **self._request(options),
            **({"suffix": after} if mark else {}),
        }
        reading = self._caches.begin(prompt + options.begun, options.cache_key)
        answer = self._answer("/v1/completions", request, reading, _completion_chunk)
        async with contextlib.aclosing(answer) as items:
            async for item in items:
                yield item

    async def chat(
        self, messages: Sequence[ChatMessage], options: GenerationOptions
    ) -> AsyncGenerator[Chunk | Timing, None]:
        """Answer a conversation, by the template the server has."""
        said = [{"role": message.role, "content": message.content} for message in messages]
        request = {"messages": said, "logprobs": True, **self._request(options)}
        reading = self._caches.begin("".join(message.content for message in messages), options.cache_key)
        async with contextlib.aclosing(self._answer("/v1/chat/completions", request, reading, _chat_chunk)) as items:
            async for item in items:
                yield item

    async def read_ahead(self, prompt: str, cache_key: str = "") -> Timing | None:
        """Read ``prompt`` into the server's prefix cache, if it has one; the one token written is thrown away."""
        options = GenerationOptions(max_tokens=1, cache_key=cache_key)
        async with contextlib.aclosing(self.generate(prompt, options)) as items:
            async for item in items:
                if isinstance(item, Timing):
                    return item
        return None

    def unread(self, prompt: str, cache_key: str = "") -> int:
        """Estimate the tokens of ``prompt`` that the server has yet to read."""
        return self.count_tokens(self._caches.unread(prompt, cache_key))

    def count_tokens(self, text: str) -> int:
        """Estimate the tokens of ``text`` from those the server counted before."""
        return self._estimate.tokens(text)

    async def loaded(self) -> Loaded:
        """Say nothing: this interface does not tell."""
        return Loaded(gpu_share=None, memory_bytes=None)

    async def close(self) -> None:
        """Close the connection."""
        await self._server.close()

    def _request(self, options: GenerationOptions) -> dict[str, Any]:
        return {
            "model": self.model,
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_tokens": options.max_tokens,
            "temperature": options.temperature,
            "top_p": NUCLEUS,
            "seed": options.seed,
            "cache_prompt": True,
            **({"stop": list(options.stop)} if options.stop else {}),
        }

    async def _answer(
        self, path: str, request: Mapping[str, Any], reading: Reading, chunk_of: Any
    ) -> AsyncGenerator[Chunk | Timing, None]:
        clock = _Clock(request["max_tokens"])
        # Told of its progress, a server that reads a prompt notices after each step whether anybody still listens.
        own = {"id_slot": reading.slot, "return_progress": True} if self._is_own else {}
        async with contextlib.aclosing(self._server.stream(path, {**request, **own})) as events:
            async for event in events:
                clock.saw(event)
                if "prompt_progress" not in event:
                    self._caches.finish(reading)  # even if nobody listens to the end
                for choice in (event.get("choices") or ())[:1]:
                    if chunk := chunk_of(choice):
                        clock.wrote(chunk.tokens)
                        yield chunk
        if clock.finish_missing:
            raise TryAgain(f"{self._server.name} ended its answer without a word; try again.")
        yield self._timing(clock, reading)

    def _timing(self, clock: "_Clock", reading: Reading) -> Timing:
        prompt_tokens = clock.prompt_tokens or self._estimate.tokens(reading.prompt)
        self._estimate.saw(len(reading.prompt), clock.prompt_tokens)
        return clock.timing(new_tokens(prompt_tokens, reading.prompt, reading.held))


class _Clock:
    """Times one answer: as the server measured it, else as it looks from here."""

    def __init__(self, limit: int) -> None:
        """Begin with the request; ``limit`` is the most tokens that were asked for."""
        self._limit = limit
        self._begun = time.perf_counter()
        self._first: float | None = None
        self._last = self._begun
        self._written = 0
        self._timings: Mapping[str, Any] = {}
        self._usage: Mapping[str, Any] = {}
        self._reason = ""
        self.finish_missing = True

    def saw(self, event: Mapping[str, Any]) -> None:
        """Keep what an event says of the whole answer: its end, llama-server's ``timings``, everyone's ``usage``."""
        self.finish_missing = False
        for choice in event.get("choices") or ():
            self._reason = choice.get("finish_reason") or self._reason
        self._timings = event.get("timings") or self._timings
        self._usage = event.get("usage") or self._usage

    def wrote(self, tokens: int) -> None:
        """Count a piece that has just come."""
        self._last = time.perf_counter()
        self._first = self._first or self._last
        self._written += tokens

    @property
    def prompt_tokens(self) -> int:
        return int(self._usage.get("prompt_tokens") or 0)

    def timing(self, read_tokens: int) -> Timing:
        """Return the timing; ``read_tokens`` is an estimate for servers that do not say what their cache held."""
        if "prompt_n" in self._timings and "predicted_n" in self._timings:
            told = self._timings
            return Timing(
                int(told["prompt_n"]),
                float(told.get("prompt_ms", 0)) / 1000,
                int(told["predicted_n"]),
                float(told.get("predicted_ms", 0)) / 1000,
                self._cut_short(int(told["predicted_n"])),
            )
        cached = (self._usage.get("prompt_tokens_details") or {}).get("cached_tokens")
        first = self._first or self._last
        written = int(self._usage.get("completion_tokens") or self._written)
        return Timing(
            read_tokens=read_tokens if cached is None else max(1, self.prompt_tokens - int(cached)),
            read_s=first - self._begun,
            written_tokens=written,
            write_s=self._last - first,
            cut_short=self._cut_short(written),
        )

    def _cut_short(self, written: int) -> bool:
        """Say whether a limit ended the answer: as the server says, else by its tokens."""
        return self._reason.endswith("length") if self._reason else written >= self._limit


def _completion_chunk(choice: Mapping[str, Any]) -> Chunk | None:
    told = choice.get("logprobs") or {}
    # OpenAI's own form has parallel lists, llama-server's the one of chat.
    content = told.get("content") or ()
    values = told.get("token_logprobs") or [entry.get("logprob") for entry in content]
    tokens = told.get("tokens") or [entry.get("token") for entry in content]
    likeliest: Mapping[str, float] = {}
    if len(values) == len(tokens) == 1 and values[0] is not None:
        beside = content[0].get("top_logprobs") or () if content else ()
        listed = [(one["token"], one["logprob"]) for one in beside]
        others = (told.get("top_logprobs") or [None])[0] or {}
        likeliest = likeliest_beside(choice.get("text") or "", tokens[0], values[0], [*others.items(), *listed])
    return _chunk(choice.get("text"), values, likeliest)


def _chat_chunk(choice: Mapping[str, Any]) -> Chunk | None:
    told = choice.get("logprobs") or {}
    values = [entry.get("logprob") for entry in told.get("content") or ()]
    return _chunk((choice.get("delta") or {}).get("content"), values, {})


def _chunk(text: str | None, logprobs: Sequence[float | None], likeliest: Mapping[str, float]) -> Chunk | None:
    if not text:
        return None
    known = [value for value in logprobs if value is not None]
    return Chunk(text, sum(known) if known else None, len(logprobs) or 1, likeliest)
