"""The embedded backend: llama.cpp inside this process, on one worker thread that owns the context.

Work queues up behind what runs; whoever stops listening frees the thread within one node of llama.cpp's graph.
"""

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import psutil
import structlog

from lamp_lsp.backends.decoding import TextAssembler
from lamp_lsp.backends.fim_detection import chosen_format
from lamp_lsp.backends.llama_library import Cancel
from lamp_lsp.backends.llama_model import LlamaModel
from lamp_lsp.backends.llama_session import Cancelled, Likely, LlamaSession, Stopwatch, Written, likeliest
from lamp_lsp.backends.protocol import (
    Capabilities,
    ChatMessage,
    Chunk,
    GenerationOptions,
    Loaded,
    Timing,
    likeliest_beside,
)
from lamp_lsp.backends.sampling import Floats, Mix, Sampler
from lamp_lsp.backends.token_estimate import TokenEstimate
from lamp_lsp.backends.weights import check_weights
from style_learner.errors import NotAvailable, TryAgain

log = structlog.get_logger()

DEFAULT_CONTEXT_LENGTH = 4096
"""Tokens; more than two cores can read while somebody waits, and 50 MB of memory for the 0.5B model."""

COUNTED_CHARACTERS = 500
"""Tokenizing takes 1.5 ms a thousand characters; longer texts are estimated."""

LIKELIEST = 20
"""Tokens told of each place, as by Ollama."""

Item = Chunk | Timing
Result = TypeVar("Result")


class EmbeddedBackend:
    """A GGUF model run by llama.cpp in this process."""

    kind = "embedded"

    def __init__(
        self,
        weights: Path,
        context_length: int = DEFAULT_CONTEXT_LENGTH,
        threads: int | None = None,
        fim_format: str = "",
    ) -> None:
        """Prepare to run ``weights``; ``fim_format`` is the setting that overrides what the vocabulary says."""
        self.model = weights.stem
        self._weights = weights
        self._context_length = context_length
        self._threads = threads or physical_cores()
        self._fim_format = fim_format
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lamp-llama")
        self._estimate = TokenEstimate()
        self._running: set[Cancel] = set()
        self._llama: LlamaModel | None = None
        self._session: LlamaSession | None = None
        self._beside: LlamaSession | None = None
        self._no_beside = False
        self._users = threading.Condition()
        self._count = 0
        """Threads that tokenize, beside the one that owns the context."""

    async def open(self) -> Capabilities:
        """Load the weights, which takes about a second a gigabyte.

        Raises:
            NotAvailable: no weights, no llama_cpp, or not enough memory.
            DamagedData: the weights are cut short or no model.

        """
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._open)

    def _open(self) -> Capabilities:
        if self._session is None:
            check_weights(self._weights)
            self._llama = LlamaModel(self._weights)
            length = min(self._context_length, self._llama.trained_context or self._context_length)
            self._session = LlamaSession(self._llama, length, self._threads)
            self._session.read(self._llama.tokenize("\n"), Cancel())  # brings the mapped weights into memory
        model, session = self._loaded_model, self._session
        return Capabilities(
            fim=chosen_format(self._fim_format, model.fim),
            chat=model.chats,
            logprobs=True,
            prompt_logprobs=True,
            context_length=session.context_length,
        )

    def generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Item, None]:
        """Continue a raw prompt."""
        return self._stream(lambda cancel, emit: self._write(prompt, options, None, cancel, emit))

    def generate_mixed(
        self, prompt: str, options: GenerationOptions, mix: Mix, beside: str = ""
    ) -> AsyncGenerator[Item, None]:
        """Continue a raw prompt, each next token's distribution made by ``mix``.

        With another prompt ``beside`` it, the model reads that too and goes on after both, which takes twice as long;
        ``mix`` is given both distributions.
        """

        def work(cancel: Cancel, emit: Callable[[Item], None]) -> None:
            self._write(prompt, options, self._mixing(mix, beside, options.max_tokens, cancel), cancel, emit)

        return self._stream(work)

    def chat(self, messages: Sequence[ChatMessage], options: GenerationOptions) -> AsyncGenerator[Item, None]:
        """Answer a conversation, by the model's own template."""
        return self._stream(
            lambda cancel, emit: self._write(self._loaded_model.chat_prompt(messages), options, None, cancel, emit)
        )

    async def read_ahead(self, prompt: str) -> Timing | None:
        """Read ``prompt`` into the prefix cache."""
        return await self._work(lambda cancel: self._read(prompt, cancel)[1])

    async def read_ahead_beside(self, prompt: str) -> None:
        """Read into the prefix cache what the next ``beside`` of :meth:`generate_mixed` will begin with."""

        def work(cancel: Cancel) -> None:
            tokens = self._loaded_model.tokenize(prompt)
            if (session := self._session_beside(len(tokens))) is not None:
                session.read(tokens, cancel)

        await self._work(work)

    async def score(self, prompt: str, targets: Sequence[str]) -> list[list[float]]:
        """Return the natural-log probability of each token of each target after ``prompt``.

        Prompt and target are tokenized apart, so a prompt should end at a mark or a token's edge. The prompt is
        read once for all targets, and not again by the next call that begins with it.
        """

        def work(cancel: Cancel) -> list[list[float]]:
            model = self._loaded_model
            tokens = [model.tokenize(target, beginning=False) for target in targets]
            return self._open_session.score(model.tokenize(prompt), tokens, cancel)

        return await self._work(work)

    async def score_likeliest(self, prompt: str, target: str) -> list[tuple[float, tuple[Likely, ...]]]:
        """Return as :meth:`score` the log-probability of each token, each with the likeliest at its place."""

        def look(distribution: Floats, token: int) -> tuple[float, tuple[Likely, ...]]:
            return float(distribution[token]), likeliest(distribution, LIKELIEST)

        def work(cancel: Cancel) -> list[tuple[float, tuple[Likely, ...]]]:
            model = self._loaded_model
            tokens = model.tokenize(target, beginning=False)
            return self._open_session.look_at(model.tokenize(prompt), tokens, cancel, look)

        return await self._work(work)

    def tokens(self, text: str) -> list[int]:
        """Return the tokens of a text that stands within others.

        Raises:
            TryAgain: the model is not open.

        """
        with self._in_use() as model:
            return model.tokenize(text, beginning=False)

    def piece(self, token: int) -> bytes:
        """Return the bytes of one token; they may be part of a character.

        Raises:
            TryAgain: the model is not open.

        """
        with self._in_use() as model:
            return model.piece(token)

    def ends_answer(self, token: int) -> bool:
        """Tell whether ``token`` ends a text; a control token is never part of one.

        Raises:
            TryAgain: the model is not open.

        """
        with self._in_use() as model:
            return model.ends_answer(token)

    def count_tokens(self, text: str) -> int:
        """Return the tokens of a short text, an estimate for a long one or before the model is open."""
        if len(text) <= COUNTED_CHARACTERS:
            with contextlib.suppress(TryAgain):  # not open
                return len(self.tokens(text))
        return self._estimate.tokens(text)

    async def loaded(self) -> Loaded:
        """Say where the model sits: all of it on a GPU if llama.cpp was built for one, else none."""
        if self._llama is None:
            return Loaded(gpu_share=None, memory_bytes=None)
        return Loaded(gpu_share=float(self._llama.on_gpu), memory_bytes=self._llama.size_bytes)

    async def close(self) -> None:
        """Call off all work and free the model."""
        for cancel in tuple(self._running):
            cancel.set()
        with contextlib.suppress(RuntimeError):  # closed before
            await asyncio.get_running_loop().run_in_executor(self._executor, self._close)
        self._executor.shutdown(wait=False)

    def _close(self) -> None:
        with self._users:
            sessions, model = (self._session, self._beside), self._llama
            self._session = self._beside = self._llama = None
        for session in filter(None, sessions):
            session.close()
        if model is not None:
            with self._users:
                self._users.wait_for(lambda: not self._count)
            model.close()

    @contextlib.contextmanager
    def _in_use(self) -> Iterator[LlamaModel]:
        """Give the model to another thread than its own, and keep it from being freed meanwhile.

        Raises:
            TryAgain: the model is not open.
        """
        with self._users:
            model = self._loaded_model
            self._count += 1
        try:
            yield model
        finally:
            with self._users:
                self._count -= 1
                self._users.notify_all()

    @property
    def _open_session(self) -> LlamaSession:
        if self._session is None:
            raise TryAgain("The embedded model is not loaded; try again in a moment.")
        return self._session

    @property
    def _loaded_model(self) -> LlamaModel:
        if self._llama is None:
            raise TryAgain("The embedded model is not loaded; try again in a moment.")
        return self._llama

    def _read(self, prompt: str, cancel: Cancel) -> tuple[list[int], Timing]:
        watch = Stopwatch()
        tokens = self._loaded_model.tokenize(prompt)
        self._estimate.saw(len(prompt), len(tokens))
        read = self._open_session.read(tokens, cancel)
        return tokens, Timing(read_tokens=read, read_s=watch.lap(), written_tokens=0, write_s=0.0)

    def _write(
        self,
        prompt: str,
        options: GenerationOptions,
        mixing: "_Mixing | None",
        cancel: Cancel,
        emit: Callable[[Item], None],
    ) -> None:
        tokens, reading = self._read(prompt + options.begun, cancel)
        watch, text, written = Stopwatch(), TextAssembler(options.stop), 0
        sampler, among = Sampler(options.temperature, options.seed), LIKELIEST if options.likeliest else 0
        limit = self._open_session.room(tokens, options.max_tokens)
        for token in self._open_session.write(tokens, limit, sampler, cancel, mixing, among):
            written += 1
            if chunk := text.feed(token.piece, token.logprob):
                if token.likeliest and chunk.tokens == 1:
                    chunk = replace(chunk, likeliest=self._beside_token(chunk.text, token))
                emit(chunk)
            if text.stopped:
                break
        if chunk := text.finish():
            emit(chunk)
        aside_s = mixing.seconds if mixing is not None else 0.0
        cut_short = written == limit and not text.stopped
        emit(Timing(reading.read_tokens, reading.read_s, written, watch.lap() - aside_s, cut_short))

    def _beside_token(self, text: str, written: Written) -> dict[str, float]:
        piece = self._loaded_model.piece
        told = [(piece(token).decode("utf-8", "replace"), logprob) for token, logprob in written.likeliest]
        return likeliest_beside(text, written.piece.decode("utf-8", "replace"), written.logprob, told)

    def _mixing(self, mix: Mix, beside: str, max_tokens: int, cancel: Cancel) -> "_Mixing":
        """Return what makes a distribution of the prompt's own and that after ``beside``, where that can be read."""
        tokens = self._loaded_model.tokenize(beside) if beside else []
        session = self._session_beside(len(tokens) + max_tokens) if tokens else None
        return _Mixing(mix, tokens, session, cancel)

    def _session_beside(self, tokens: int) -> LlamaSession | None:
        """Return a second context on the same weights: 50 MB for the 0.5B model, made when it is first needed.

        None where it would not hold so many tokens, or there is no memory for it: the answer does without.
        """
        if self._beside is None and not self._no_beside:
            try:
                self._beside = LlamaSession(self._loaded_model, self._open_session.context_length, self._threads)
            except NotAvailable as error:
                self._no_beside = True
                log.warning("no second prompt is read", error=str(error))
        return self._beside if self._beside is not None and tokens <= self._beside.context_length else None

    async def _stream(self, work: Callable[[Cancel, Callable[[Item], None]], None]) -> AsyncGenerator[Item, None]:
        """Run ``work`` on the thread and yield what it emits; calls it off when nobody listens any more."""
        loop, queue, cancel = asyncio.get_running_loop(), asyncio.Queue[Item | None](), Cancel()

        def emit(item: Item | None) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is gone, and so is whoever listened
                loop.call_soon_threadsafe(queue.put_nowait, item)

        future = self._submit(lambda: work(cancel, emit), cancel)
        future.add_done_callback(lambda _: emit(None))
        try:
            while (item := await queue.get()) is not None:
                yield item
            future.result()
        finally:
            cancel.set()

    async def _work(self, work: Callable[[Cancel], Result]) -> Result:
        cancel = Cancel()
        try:
            return await asyncio.wrap_future(self._submit(lambda: work(cancel), cancel))
        finally:
            cancel.set()

    def _submit(self, work: Callable[[], Result], cancel: Cancel) -> Future[Result]:
        def run() -> Result:
            if cancel.is_set:
                raise TryAgain("The request was called off.")
            self._running.add(cancel)
            try:
                return work()
            except Cancelled:
                raise TryAgain("The request was called off; try again.") from None
            finally:
                self._running.discard(cancel)

        try:
            return self._executor.submit(run)
        except RuntimeError as error:
            raise TryAgain("The embedded model was closed; try again when it is open.") from error


class _Mixing:
    """Makes one distribution of the prompt's own and of that after the prompt beside it, if there is one."""

    def __init__(self, mix: Mix, beside: Sequence[int], session: LlamaSession | None, cancel: Cancel) -> None:
        self._mix = mix
        self._beside = beside
        self._session = session
        self._cancel = cancel
        self.seconds = 0.0
        """Spent here: no part of how fast the model writes."""

    def __call__(self, written: list[int], logprobs: Floats) -> Floats:
        watch = Stopwatch()
        distributions = [logprobs]
        if self._session is not None:
            distributions.append(self._session.after([*self._beside, *written], self._cancel))
        mixed = self._mix(written, distributions)
        self.seconds += watch.lap()
        return mixed


def physical_cores() -> int:
    """Return the cores this process may use, hyper-threads not counted: llama.cpp gains nothing from those."""
    physical = psutil.cpu_count(logical=False) or 1
    process = psutil.Process()
    allowed = len(process.cpu_affinity()) if hasattr(process, "cpu_affinity") else physical
    return max(1, min(physical, allowed))
