"""The Ollama backend: raw prompts to an Ollama server, streamed, stopped at the server when nobody listens."""

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Any

from lamp_lsp.backends.fim_detection import chosen_format, detect_format
from lamp_lsp.backends.ollama_server import OllamaServer
from lamp_lsp.backends.protocol import (
    Capabilities,
    ChatMessage,
    Chunk,
    GenerationOptions,
    Loaded,
    Timing,
    likeliest_beside,
)
from lamp_lsp.backends.sampling import NUCLEUS
from lamp_lsp.backends.token_estimate import TokenEstimate, new_tokens

DEFAULT_KEEP_ALIVE = "30m"
"""Loading a model again takes seconds, and nobody types without a pause for half an hour."""

_NANOSECOND = 1e-9
_LIKELIEST = 20
"""Tokens told of each place; Ollama's most."""
_FEWEST_TOKENS = 1
"""For reading ahead: to Ollama 0 means without limit."""

_PROBE = "\n"


class OllamaBackend:
    """A model of an Ollama server."""

    kind = "ollama"

    def __init__(
        self,
        model: str,
        server: OllamaServer,
        context_length: int,
        keep_alive: str = DEFAULT_KEEP_ALIVE,
        fim_format: str = "",
    ) -> None:
        """Prepare to use ``model``; ``fim_format`` is the setting that overrides what the model says of itself."""
        self.model = model
        self._server = server
        self._context_length = context_length
        self._keep_alive = keep_alive
        self._fim_format = fim_format
        self._estimate = TokenEstimate()
        self._held = ""
        """The prompt last read, which the server still holds."""
        self._logprobs = False

    async def open(self) -> Capabilities:
        """Ask what the model can do and load it.

        Raises:
            TryAgain: no server answers.
            NotAvailable: the server has no such model, or no memory for it.
            WrongSetting: the ``fim_format`` set is unknown.

        """
        facts, capabilities = await self._server.facts(self.model)
        fim = chosen_format(self._fim_format, detect_format(facts))
        async for item in self.generate(_PROBE, GenerationOptions(max_tokens=_FEWEST_TOKENS)):
            self._logprobs = self._logprobs or (isinstance(item, Chunk) and item.logprob is not None)
        return Capabilities(
            fim=fim,
            chat=_chats(facts.template, capabilities),
            logprobs=self._logprobs,
            prompt_logprobs=False,
            context_length=self._context_length,
        )

    async def generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        """Continue a raw prompt."""
        text, held = prompt + options.begun, self._held
        request = {"prompt": text, "raw": True, **self._request(options)}
        async with contextlib.aclosing(self._stream(self._server.client.generate, request)) as answers:
            async for answer in answers:
                self._held = text  # read, even if nobody listens to the end
                if chunk := _chunk(answer.response, answer):
                    yield chunk
                if answer.done:
                    yield self._timing(answer, text, held)

    async def chat(
        self, messages: Sequence[ChatMessage], options: GenerationOptions
    ) -> AsyncGenerator[Chunk | Timing, None]:
        """Answer a conversation, by the model's own template."""
        said = [{"role": message.role, "content": message.content} for message in messages]
        request = {"messages": said, **self._request(options)}
        text, held = "".join(message.content for message in messages), self._held
        async with contextlib.aclosing(self._stream(self._server.client.chat, request)) as answers:
            async for answer in answers:
                self._held = text
                if chunk := _chunk(answer.message.content, answer):
                    yield chunk
                if answer.done:
                    yield self._timing(answer, text, held)

    async def read_ahead(self, prompt: str) -> Timing | None:
        """Read ``prompt`` into the server's prefix cache; the one token it cannot help writing is thrown away."""
        async with contextlib.aclosing(self.generate(prompt, GenerationOptions(max_tokens=_FEWEST_TOKENS))) as items:
            async for item in items:
                if isinstance(item, Timing):
                    return item
        return None

    def count_tokens(self, text: str) -> int:
        """Estimate the tokens of ``text`` from those the server counted before."""
        return self._estimate.tokens(text)

    async def loaded(self) -> Loaded:
        """Say where the model sits now."""
        share, size = await self._server.gpu_share(self.model)
        return Loaded(gpu_share=share, memory_bytes=size)

    async def close(self) -> None:
        """Close the connection; the server keeps the model for as long as ``keep_alive`` says."""
        await self._server.close()

    def _request(self, options: GenerationOptions) -> dict[str, Any]:
        return {
            "model": self.model,
            "stream": True,
            "keep_alive": self._keep_alive,
            "logprobs": True,
            **({"top_logprobs": _LIKELIEST} if options.likeliest else {}),
            "options": {
                # The same for every request: another context length would make the server load the model again.
                "num_ctx": self._context_length,
                "num_predict": options.max_tokens,
                "stop": list(options.stop),
                "temperature": options.temperature,
                "seed": options.seed,
                "top_p": NUCLEUS,
                "top_k": 0,
                # Code repeats itself for good reason; Ollama's default of 1.1 would make it avoid its own names.
                "repeat_penalty": 1.0,
            },
        }

    async def _stream(self, ask: Any, request: dict[str, Any]) -> AsyncGenerator[Any, None]:
        """Yield the server's answers; leaving closes the connection, on which the server stops."""
        with self._server.errors(self.model):
            stream: AsyncIterator[Any] = await ask(**request)
            async with contextlib.aclosing(stream) as answers:  # type: ignore[type-var]  # an async generator
                async for answer in answers:
                    yield answer

    def _timing(self, answer: Any, prompt: str, held: str) -> Timing:
        total = answer.prompt_eval_count or 0
        self._estimate.saw(len(prompt), total)
        return Timing(
            read_tokens=new_tokens(total, prompt, held),
            read_s=(answer.prompt_eval_duration or 0) * _NANOSECOND,
            written_tokens=answer.eval_count or 0,
            write_s=(answer.eval_duration or 0) * _NANOSECOND,
            cut_short=answer.done_reason == "length",
        )


def _chats(template: str, capabilities: Sequence[str]) -> bool:
    """Tell a model that answers conversations: its template has turns, or Ollama lays them out by itself."""
    return any(field in template for field in (".Messages", ".System")) or bool({"tools", "thinking"} & {*capabilities})


def _chunk(text: str | None, answer: Any) -> Chunk | None:
    if not text:
        return None
    told: Sequence[Any] = answer.logprobs or ()
    one = told[0] if len(told) == 1 else None
    others = [(entry.token, entry.logprob) for entry in one.top_logprobs or ()] if one is not None else []
    return Chunk(
        text,
        sum(entry.logprob for entry in told) if told else None,
        len(told) or 1,
        likeliest_beside(text, one.token, one.logprob, others) if one is not None else {},
    )
