"""The Ollama backend: raw prompts to an Ollama server, streamed, stopped at the server when nobody listens."""

import contextlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from typing import Any

from lamp_lsp.backends.fim_detection import chosen_format, detect_format
from lamp_lsp.backends.ollama_answers import chunk_of
from lamp_lsp.backends.ollama_client import OllamaAnswer
from lamp_lsp.backends.ollama_errors import EndedByItself
from lamp_lsp.backends.ollama_server import OllamaServer, ShownModel, runs_elsewhere
from lamp_lsp.backends.ollama_version import counts_new_tokens_alone
from lamp_lsp.backends.prefix_caches import PrefixCaches, Reading
from lamp_lsp.backends.prompt_fit import PromptTooLong, kept_characters, shortened
from lamp_lsp.backends.protocol import NUCLEUS, Capabilities, ChatMessage, Chunk, GenerationOptions, Loaded, Timing
from lamp_lsp.backends.token_estimate import TokenEstimate, new_tokens
from style_learner.errors import NotAvailable, TryAgain
from style_learner.prompts.formats import FimFormat

DEFAULT_KEEP_ALIVE = "30m"
"""Loading a model again takes seconds, and nobody types without a pause for half an hour."""

_NANOSECOND = 1e-9
_LIKELIEST = 20
"""Tokens told of each place; Ollama's most."""
_FEWEST_TOKENS = 1
"""For reading ahead: to Ollama 0 means without limit."""
_MOST_CUTS = 3
"""How often a prompt that is too long is cut; once is enough where the server says by how much."""
_THOUGHT_TOKENS = 1000
"""Beside the answer's, for a model that cannot answer without thinking."""
_ALWAYS_THINKS = "gptoss"
"""The one architecture whose thinking Ollama can only make shorter."""

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
        adapter_model: str = "",
    ) -> None:
        """Prepare to use ``model``; ``fim_format`` is the setting that overrides what the model says of itself.

        ``adapter_model`` is the same model with the developer's adapter merged into its weights; empty: there is none.
        """
        self.model = model
        self._server = server
        self._context_length = context_length
        self._keep_alive = keep_alive
        self._fim_format = fim_format
        self._fim: FimFormat | None = None
        self._think: bool | str | None = None
        """What to say about thinking; None to a model that does not think."""
        self._estimate = TokenEstimate()
        self._adapter_model = adapter_model
        self._caches = {model: PrefixCaches(), adapter_model: PrefixCaches()}
        self._counts_new_alone = False
        self._logprobs = False

    async def open(self) -> Capabilities:
        """Ask what the model can do and load it.

        Raises:
            TryAgain: no server answers.
            NotAvailable: the server has no such model or no memory for it, or would send code elsewhere.
            WrongSetting: the ``fim_format`` set is unknown.

        """
        if runs_elsewhere(self.model, {}):
            raise _elsewhere(self.model)
        self._counts_new_alone = counts_new_tokens_alone(await self._server.version())
        shown = await self._server.shown(self.model)
        if shown.is_remote:
            raise _elsewhere(self.model)
        self._fim = chosen_format(self._fim_format, detect_format(shown.facts))
        self._think = _about_thinking(shown)
        async for item in self.generate(_PROBE, GenerationOptions(max_tokens=_FEWEST_TOKENS)):
            self._logprobs = self._logprobs or (isinstance(item, Chunk) and item.logprob is not None)
        return Capabilities(
            fim=self._fim,
            chat=_chats(shown),
            logprobs=self._logprobs,
            context_length=min(self._context_length, shown.context_length or self._context_length),
            adapter=bool(self._adapter_model),
        )

    async def generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        """Continue a raw prompt; one that is longer than the window is cut to it."""
        text = prompt + options.answer_prefix
        for cuts in range(_MOST_CUTS + 1):
            # Ollama would cut a prompt by itself, and the marks of the gap with it.
            request = {"prompt": text, "raw": True, "truncate": False, **self._request(options)}
            try:
                async with contextlib.aclosing(self._answer("/api/generate", request, text, options)) as items:
                    async for item in items:
                        yield item
            except PromptTooLong as error:
                if cuts == _MOST_CUTS:
                    raise
                self._estimate.exceeded(len(text), error.tokens or self._context_length)
                text = shortened(text, self._fim, kept_characters(len(text), error.tokens, self._context_length))
            else:
                return

    async def chat(
        self, messages: Sequence[ChatMessage], options: GenerationOptions
    ) -> AsyncGenerator[Chunk | Timing, None]:
        """Answer a conversation, by the model's own template; what the model thinks before is not told.

        Raises:
            NotAvailable: the model thought for as long as it may, and never came to an answer.

        """
        said = [{"role": message.role, "content": message.content} for message in messages]
        if isinstance(self._think, str):
            options = replace(options, max_tokens=options.max_tokens + _THOUGHT_TOKENS)
        think = {} if self._think is None else {"think": self._think}
        request = {"messages": said, **think, **self._request(options)}
        text = "".join(message.content for message in messages)
        async with contextlib.aclosing(self._answer("/api/chat", request, text, options)) as items:
            async for item in items:
                yield item

    async def prefill(self, prompt: str, cache_key: str = "", adapter_strength: float = 0.0) -> Timing | None:
        """Read ``prompt`` into the server's prefix cache; the one token it cannot help writing is thrown away."""
        options = GenerationOptions(
            max_tokens=_FEWEST_TOKENS, logprobs=False, cache_key=cache_key, adapter_strength=adapter_strength
        )
        async with contextlib.aclosing(self.generate(prompt, options)) as items:
            async for item in items:
                if isinstance(item, Timing):
                    return item
        return None

    def unread(self, prompt: str, cache_key: str = "", adapter_strength: float = 0.0) -> int:
        """Estimate the tokens of ``prompt`` that the server has yet to read; it keeps one prompt."""
        return self.count_tokens(self._caches[self._model_at(adapter_strength)].unread(prompt, cache_key))

    def count_tokens(self, text: str) -> int:
        """Estimate the tokens of ``text`` from those the server counted before."""
        return self._estimate.tokens(text)

    async def loaded(self) -> Loaded:
        """Say where the model sits now."""
        share, size = await self._server.gpu_share(self.model)
        return Loaded(gpu_share=share, memory_bytes=size)

    async def forget(self) -> None:
        """Let go of the text that was read; the server unloads the model, which the next request loads again."""
        for model, caches in self._caches.items():
            caches.clear()
            if model:
                await self._server.unload(model)

    async def close(self) -> None:
        """Close the connection; the server keeps the model for as long as ``keep_alive`` says."""
        await self._server.close()

    def _request(self, options: GenerationOptions) -> dict[str, Any]:
        # One likeliest token costs no more than the log-probability, and tells it from a placeholder.
        logprobs = {"logprobs": True, "top_logprobs": _LIKELIEST if options.top_logprobs else 1}
        return {
            "stream": True,
            "keep_alive": self._keep_alive,
            **(logprobs if options.logprobs or options.top_logprobs else {}),
            "options": {
                # The same for every request: another context length would make the server load the model again.
                "num_ctx": self._context_length,
                # Tokens that a draft model guessed come without their probabilities.
                "draft_num_predict": 0,
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

    def _model_at(self, adapter_strength: float) -> str:
        return self._adapter_model if adapter_strength and self._adapter_model else self.model

    async def _answer(
        self, path: str, request: dict[str, Any], prompt: str, options: GenerationOptions
    ) -> AsyncGenerator[Chunk | Timing, None]:
        """Yield the pieces of one answer and its timing, however the server ends it."""
        model = self._model_at(options.adapter_strength)
        cache, written, thought = self._caches[model], 0, False
        reading = cache.begin(prompt)
        with contextlib.suppress(EndedByItself):
            async with contextlib.aclosing(self._server.stream(path, model, request)) as answers:
                async for answer in answers:
                    cache.finish(reading)  # read, even if nobody listens to the end
                    thought = thought or bool(answer.thought)
                    if chunk := chunk_of(answer):
                        written += chunk.tokens
                        yield chunk
                    if answer.done:
                        if thought and not written:
                            raise _only_thought(self.model)
                        yield self._timing(answer, reading)
                        return
        if not written:
            raise TryAgain(f"Ollama ended the answer of {self.model} without a word; try again.")
        yield Timing(0, 0.0, written, 0.0, cut_short=True)

    def _timing(self, answer: OllamaAnswer, reading: Reading) -> Timing:
        total, cached = answer.prompt_eval_count or 0, answer.prompt_eval_cached_count
        if self._counts_new_alone and cached is None:
            read = total
        else:
            self._estimate.saw(len(reading.prompt), total)
            read = new_tokens(total, reading.prompt, reading.held) if cached is None else max(0, total - cached)
        return Timing(
            read_tokens=read,
            read_s=(answer.prompt_eval_duration or 0) * _NANOSECOND,
            written_tokens=answer.eval_count or 0,
            write_s=(answer.eval_duration or 0) * _NANOSECOND,
            cut_short=answer.done_reason == "length",
        )


def _chats(shown: ShownModel) -> bool:
    """Tell a model that answers conversations: its template has turns, or Ollama lays them out by itself."""
    # Ollama's own templates, and those that come with the weights.
    by_template = any(field in shown.facts.template for field in (".Messages", ".System", "in messages"))
    return by_template or bool({"tools", "thinking"} & {*shown.capabilities})


def _about_thinking(shown: ShownModel) -> bool | str | None:
    if "thinking" not in shown.capabilities:
        return None
    return "low" if shown.facts.architecture.startswith(_ALWAYS_THINKS) else False


def _elsewhere(model: str) -> NotAvailable:
    return NotAvailable(
        f"{model} runs in Ollama's cloud, and LAMP sends code to no other machine; choose one that runs here "
        "(`lamp model list`)."
    )


def _only_thought(model: str) -> NotAvailable:
    return NotAvailable(
        f"{model} thought until its answer had to end, and LAMP shows no thoughts; choose a model that answers at once "
        "(`lamp model list`)."
    )
