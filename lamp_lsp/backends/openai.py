"""The backend for servers with OpenAI's interface: llama-server, vLLM, LM Studio and their like.

Raw prompts go to ``/v1/completions``. A server that lays prompts out itself takes the text after the cursor as a
parameter instead: the format ``suffix`` marks where to cut the prompt in two.
"""

import contextlib
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lamp_lsp.backends.fim_detection import chosen_format
from lamp_lsp.backends.openai_answers import AnswerClock, chat_chunk, completion_chunk
from lamp_lsp.backends.openai_server import OpenAIServer, served_as
from lamp_lsp.backends.prefix_caches import PrefixCaches, Reading
from lamp_lsp.backends.prompt_fit import PromptTooLong, kept_characters, shortened
from lamp_lsp.backends.protocol import (
    NUCLEUS,
    Capabilities,
    ChatMessage,
    Chunk,
    GenerationOptions,
    Loaded,
    Timing,
)
from lamp_lsp.backends.thoughts import ThoughtFilter
from lamp_lsp.backends.token_estimate import TokenEstimate, new_tokens
from style_learner.errors import NotAvailable, TryAgain, WrongSetting
from style_learner.prompts.formats import FimFormat, family_of_name

SUFFIX_PARAMETER = FimFormat(name="suffix", prefix="", suffix="\0suffix\0", middle="")
"""For servers whose ``/v1/completions`` has a ``suffix``: the mark never leaves this module."""

_MOST_TOP_LOGPROBS = (20, 5)
"""Tokens told of each place, the most first: what llama-server and vLLM allow, and OpenAI itself."""

_MOST_CUTS = 3
"""How often a prompt that is too long is cut; once is enough where the server says by how much."""

_log = logging.getLogger(__name__)


class OpenAIBackend:
    """A model behind OpenAI's interface."""

    kind = "openai"

    def __init__(
        self,
        model: str,
        server: OpenAIServer,
        context_length: int,
        fim_format: str = "",
        own_slots: int = 0,
        adapter_model: str = "",
        *,
        own_adapter: bool = False,
    ) -> None:
        """Prepare to use ``model`` (empty: the server's first).

        ``fim_format`` is the setting that overrides what the server says; ``suffix`` uses the server's own parameter.
        ``own_slots``: it is a llama-server that nobody else uses, with so many prefix caches to give out;
        ``own_adapter``: one that has the developer's adapter. On other servers the model with it has a name of its own,
        ``adapter_model``.
        """
        self.model = model
        self._server = server
        self._context_length = context_length
        self._fim_format = fim_format
        self._estimate = TokenEstimate()
        self._is_own = own_slots > 0
        self._adapter_model, self._own_adapter = adapter_model, own_adapter
        self._caches = PrefixCaches(own_slots or 1)
        self._top_logprobs = _MOST_TOP_LOGPROBS[0]
        self._fim: FimFormat | None = None
        self._window = context_length
        self.format_source = ""
        """Where the format comes from: ``setting``, ``vocabulary`` or ``name``, the last being a guess."""

    async def open(self) -> Capabilities:
        """Ask what is served and how it fills in the middle.

        Raises:
            TryAgain: no server answers.
            NotAvailable: it does not serve the model.
            WrongSetting: it refuses the key, or the ``fim_format`` set is unknown.

        """
        served = await self._server.models_when_ready()
        chosen = served_as(self.model, served) if self.model else next(iter(served), None)
        if chosen is None:
            names = ", ".join(entry.name for entry in served) or "nothing"
            raise NotAvailable(
                f"The server at {self._server.address} does not serve {self.model or 'any model'} but {names}; "
                "set model to one of these."
            )
        self.model = chosen.name
        if self._adapter_model and served_as(self._adapter_model, served) is None:
            raise NotAvailable(
                f"{self._server.name} does not serve {self._adapter_model}, which adapter_model names; "
                "load your adapter there under this name, or run `lamp settings set adapter_model ''`."
            )
        told = chosen.context_length or await self._server.context_length()
        self._window = min(self._context_length, told or self._context_length)
        self._fim = await self._find_format()
        return Capabilities(
            fim=self._fim,
            chat=True,
            logprobs=await self._tells_logprobs(),
            context_length=self._window,
            adapter=self._own_adapter or bool(self._adapter_model),
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
            for self._top_logprobs in _MOST_TOP_LOGPROBS:
                with contextlib.suppress(WrongSetting):  # more than it allows
                    return await self._tells(GenerationOptions(max_tokens=1, top_logprobs=True))
            self._top_logprobs = 1
            return await self._tells(GenerationOptions(max_tokens=1))
        except NotAvailable:
            _log.info("%s has no /v1/completions", self._server.address)
        return False

    async def _tells(self, options: GenerationOptions) -> bool:
        items = [item async for item in self.generate("\n", options)]
        return any(isinstance(item, Chunk) and item.logprob is not None for item in items)

    async def generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        """Continue a raw prompt; one that is longer than the window is cut to it."""
        for cuts in range(_MOST_CUTS + 1):
            try:
                async with contextlib.aclosing(self._generate(prompt, options)) as items:
                    async for item in items:
                        yield item
            except PromptTooLong as error:
                if cuts == _MOST_CUTS:
                    raise
                self._estimate.exceeded(len(prompt), error.tokens or self._window)
                prompt = shortened(prompt, self._fim, kept_characters(len(prompt), error.tokens, self._window))
            else:
                return

    def _generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        before, mark, after = prompt.partition(SUFFIX_PARAMETER.suffix)
        logprobs = {"logprobs": self._top_logprobs if options.top_logprobs else 1}
        request = {
            "prompt": before + options.answer_prefix,
            **(logprobs if options.logprobs or options.top_logprobs else {}),
            **self._request(options),
            **({"suffix": after} if mark else {}),
        }
        reading = self._begin(prompt + options.answer_prefix, options)
        return self._answer("/v1/completions", request, reading, completion_chunk)

    async def chat(
        self, messages: Sequence[ChatMessage], options: GenerationOptions
    ) -> AsyncGenerator[Chunk | Timing, None]:
        """Answer a conversation, by the template the server has; what the model thinks before is not told.

        Raises:
            NotAvailable: the model thought for as long as it may, and never came to an answer.

        """
        said = [{"role": message.role, "content": message.content} for message in messages]
        request = {
            "messages": said,
            **({"logprobs": True} if options.logprobs else {}),
            # llama-server's and vLLM's word for it; where it is unknown, thoughts are left out as they come.
            "chat_template_kwargs": {"enable_thinking": False},
            **self._request(options),
        }
        reading = self._begin("".join(message.content for message in messages), options)
        thoughts, said_something = ThoughtFilter(), False
        async with contextlib.aclosing(self._answer("/v1/chat/completions", request, reading, chat_chunk)) as items:
            async for item in items:
                if isinstance(item, Chunk):
                    shown = thoughts.feed(item.text)
                    said_something = said_something or bool(shown.strip())
                    if shown:
                        yield replace(item, text=shown)
                else:
                    if rest := thoughts.end():
                        yield Chunk(rest)
                    if not said_something and not rest.strip() and item.cut_short:
                        raise _only_thought(self.model)
                    yield item

    async def prefill(self, prompt: str, cache_key: str = "", adapter_strength: float = 0.0) -> Timing | None:
        """Read ``prompt`` into the server's prefix cache, if it has one; the one token written is thrown away."""
        options = GenerationOptions(
            max_tokens=1, logprobs=False, cache_key=cache_key, adapter_strength=adapter_strength
        )
        async with contextlib.aclosing(self.generate(prompt, options)) as items:
            async for item in items:
                if isinstance(item, Timing):
                    return item
        return None

    def unread(self, prompt: str, cache_key: str = "", adapter_strength: float = 0.0) -> int:
        """Estimate the tokens of ``prompt`` that the server has yet to read."""
        return self.count_tokens(self._caches.unread(prompt, self._cache_of(cache_key, adapter_strength)))

    def count_tokens(self, text: str) -> int:
        """Estimate the tokens of ``text`` from those the server counted before."""
        return self._estimate.tokens(text)

    async def loaded(self) -> Loaded:
        """Say nothing: this interface does not tell."""
        return Loaded(gpu_share=None, memory_bytes=None)

    async def forget(self) -> None:
        """Let go of the text that was read; a server of LAMP's own reads a line break in its place in every slot."""
        self._caches.clear()
        for slot in range(self._caches.count if self._is_own else 0):
            request = {"model": self.model, "prompt": "\n", "max_tokens": 1, "cache_prompt": False, "id_slot": slot}
            async with contextlib.aclosing(
                self._server.stream("/v1/completions", {**request, "stream": True})
            ) as events:
                async for _ in events:
                    pass

    async def close(self) -> None:
        """Close the connection."""
        await self._server.close()

    def _begin(self, text: str, options: GenerationOptions) -> Reading:
        return self._caches.begin(text, self._cache_of(options.cache_key, options.adapter_strength))

    def _cache_of(self, key: str, adapter_strength: float) -> str:
        """Return which cache: what was read at one strength of an adapter is nothing at another (llama.cpp#26207)."""
        return f"{key} {adapter_strength}" if self._own_adapter else key

    def _request(self, options: GenerationOptions) -> dict[str, Any]:
        adapted = self._adapter_model if options.adapter_strength else ""
        return {
            "model": adapted or self.model,
            **({"lora": [{"id": 0, "scale": options.adapter_strength}]} if self._own_adapter else {}),
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
        clock = AnswerClock(request["max_tokens"])
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

    def _timing(self, clock: AnswerClock, reading: Reading) -> Timing:
        prompt_tokens = clock.prompt_tokens or self._estimate.tokens(reading.prompt)
        self._estimate.saw(len(reading.prompt), clock.prompt_tokens)
        return clock.timing(new_tokens(prompt_tokens, reading.prompt, reading.held))


def _only_thought(model: str) -> NotAvailable:
    return NotAvailable(
        f"{model} thought until its answer had to end, and LAMP shows no thoughts; serve a model that answers at once, "
        "or switch its thinking off at the server."
    )
