"""From a request to a suggestion: gate, reuse, recall, prompt, generate, shape, choose.

When a stage fails, the request goes on without it: nothing recalled means the generic prompt, a failed shaping means
no suggestion. Nothing here reads a disk, imports, or loads a model.
"""

import hashlib
import time
import uuid
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import structlog

from lamp_lsp.backends.protocol import Backend, Capabilities, Chunk, GenerationOptions, MixingBackend, Timing
from lamp_lsp.engine.asking import Ask, Reply
from lamp_lsp.engine.assembling import RECALL_LIMIT, prompt_beside
from lamp_lsp.engine.choosing import Candidate, Chooser, suggestion_at
from lamp_lsp.engine.correcting import corrected
from lamp_lsp.engine.drafts import noting_shown
from lamp_lsp.engine.model import Model, OpenModel
from lamp_lsp.engine.own_tokens import Mixture, OwnDecoding, Turn
from lamp_lsp.engine.prefix_cache import PrefixCache, noting
from lamp_lsp.engine.reasons import Reason, Reasons
from lamp_lsp.engine.reuse import Offered, ReuseCache
from lamp_lsp.engine.stages import Stages
from lamp_lsp.engine.turns import Turns
from lamp_lsp.engine.writing import finish, listen
from lamp_lsp.settings import Settings
from style_learner.errors import LampError, WrongSetting
from style_learner.learner import Learner
from style_learner.ngrams.lexemes import Lexemes
from style_learner.ngrams.likeliest import Likeliest
from style_learner.ngrams.nested import NestedCache
from style_learner.policy.gate import hopeless
from style_learner.policy.strategies import GENERIC, STRATEGIES
from style_learner.prompts.budget import LEAST_ANSWER, Budget, fit_budget
from style_learner.prompts.building import Prompt, build_prompt, relative_path, seen_by_model
from style_learner.shaping.extent import Extent, extent
from style_learner.shaping.finish import Shaper
from style_learner.types import CursorContext, Recalled, Suggestion

log = structlog.get_logger()

EXPLORING_TEMPERATURE = 0.6
"""For the second and further candidates: enough to differ, still sensible."""
MORE_TRIES = 2
"""Beyond the candidates asked for: some come out the same."""
MORE_WAITS = 2.0
"""How long candidates after the first are made for, in waits: who asks by hand waits a little, not for all of them."""
MOST_PLACES = 200
"""Places whose strategy is remembered, so that a place keeps its own for the hour."""
BESIDE_FROM = 60.0
"""Tokens written a second from which a second prompt is read beside the personal one: that takes twice as long."""


@dataclass(frozen=True, slots=True)
class _Mixing:
    """The developer's tokens are mixed into one request's decoding."""

    backend: MixingBackend
    cache: Future[NestedCache]
    beside: str
    """The prompt of the file alone, read beside the personal one where there is time; empty where not."""
    in_full: bool
    """Whether there was time."""


@dataclass(frozen=True, slots=True)
class _Correcting:
    """A server's answer is corrected by the developer's words and marks."""

    cache: Future[NestedCache]
    lexemes: Lexemes

    def begin(self) -> Likeliest:
        """Return what weighs one answer."""
        return Likeliest(self.cache.result(), self.lexemes)


_Decoding = _Mixing | _Correcting


class Engine:
    """Answers requests; owns the cache and the turns at the model."""

    def __init__(self, model: Model, learner: Learner) -> None:
        self._model = model
        self._learner = learner
        self._chooser = Chooser(learner)
        self._cache = ReuseCache()
        self._turns = Turns()
        self.reasons = Reasons()
        self.own = OwnDecoding(learner)
        self._strategies: OrderedDict[str, str] = OrderedDict()
        """The strategy of each place where one was asked for lately."""
        self._cached = PrefixCache()
        self._cached_beside = PrefixCache()
        """Of the context in which the second prompt is read."""

    async def suggest(self, ask: Ask) -> Reply:
        """Return suggestions for one place, or the reason why there are none.

        Raises:
            Superseded: the same editor asked anew meanwhile.
        """
        stages = Stages()
        with stages.measure("gate"):
            reason = self._gate(ask)
        if reason:
            return Reply(reason=reason, stages_ms=stages.ms)
        if not ask.invoked and ask.strategy is None:
            with stages.measure("reuse"):
                found = self._cache.find(ask.client, ask.context, self._learner.version)
            if found is not None:
                return Reply(items=[found], stages_ms=stages.ms)
        return await self._turns.newest(ask.client, self._generate(ask, stages))

    def prepare(self, ask: Ask) -> None:
        """Read the stable part of the prompt for this place while nobody waits."""
        if not self._gate(ask):
            self._turns.read_ahead(self._read_ahead(ask))

    def learned(self) -> None:
        """Take in what was learned, in the background, so that the next request has it."""
        opened = self._model.opened
        if opened is not None and _lets_take_part(opened):
            self.own.renew(opened.backend)

    @asynccontextmanager
    async def at_model(self, *, shared: bool = True) -> AsyncIterator[None]:
        """Hold the machine for something else than a suggestion; ``shared``: by the same model.

        That drives the prompts out of its cache.
        """
        self._turns.stop_reading_ahead()
        async with self._turns.at_model():
            if shared:
                self._cached.forget()
            with self._learner.at_rest():
                yield

    def withdraw(self, suggestion_id: str) -> None:
        """Stop offering a suggestion that was rejected or typed over."""
        self._cache.forget(suggestion_id)

    def forget(self) -> None:
        """Let go of what is remembered of the developer's code beside the learner's own memory."""
        self.reasons.forget()
        self.own.forget()

    async def close(self) -> None:
        await self._turns.close()
        await self.own.close()

    def _gate(self, ask: Ask) -> str:
        settings = ask.settings
        if settings.paused:
            return "LAMP rests; `lamp resume` wakes it."
        if not settings.enabled:
            return "Suggestions are switched off (setting `enabled`)."
        if ask.context.language in settings.disabled_languages:
            return f"Suggestions are switched off for {ask.context.language} (setting `disabled_languages`)."
        if self._learner.is_ignored(ask.context.path, ask.context.project):
            return "This file is ignored (.gitignore, .lampignore or a file of secrets)."
        if self._model.opened is None and self._model.state != "loading":
            return self._model.why_not
        return hopeless(ask.context, invoked=ask.invoked) or ""

    async def _generate(self, ask: Ask, stages: Stages) -> Reply:
        opened = self._model.opened
        if opened is None:
            with stages.measure("load"):
                opened = await self._model.ready()
        if opened is None:
            return Reply(reason=self._model.why_not, stages_ms=stages.ms)
        strategy = ask.strategy or self._strategy(ask)
        with stages.measure("recall"):
            whole = self.budget(ask.settings, ask.wait_ms)
            budget = STRATEGIES[strategy].spend(whole)
            recalled = await self._recall(ask, opened, budget) if budget.evidence else ()
        with stages.measure("prompt"):
            wanted = _wanted(ask)
            prompt, in_full = self._prompt_in_time(ask, recalled, opened, budget)
            decoding = (
                self._decoding(ask, opened, prompt, whole) if strategy != GENERIC and prompt is not None else None
            )
            if isinstance(decoding, _Mixing) and decoding.beside and not ask.invoked:
                budget = replace(budget, answer=max(LEAST_ANSWER, budget.answer // 2))  # two write half as fast

        def note(draft: str) -> None:
            made = self._suggestion(ask, opened, strategy, prompt, suggestion_at(ask, draft, None), stages)
            self._learner.record(made, ask.context, growing=True)

        try:
            with noting_shown(ask, note) as watched:
                candidates = await self._candidates(watched, opened, prompt, decoding, wanted, budget, stages)
        except WrongSetting as error:  # of this prompt, as one that is too long; the model goes on
            log.warning("prompt refused", error=str(error))
            return Reply(reason=str(error), stages_ms=stages.ms)
        except LampError as error:
            log.warning("model broke", error=str(error))
            await self._model.failed(opened, error)
            return Reply(reason=str(error), stages_ms=stages.ms)
        with stages.measure("choose"):
            worst_first = self._chooser.best_last(ask, strategy, candidates, recalled)
        items = [self._offer(ask, opened, strategy, prompt, candidate, stages) for candidate in worst_first]
        offered = [item for item in reversed(items) if item is not None]
        reason = "" if offered else "The model had nothing worth showing here."
        if not in_full or (isinstance(decoding, _Mixing) and not decoding.in_full):
            self.prepare(ask)
        log.info(
            "suggested",
            strategy=strategy,
            in_full=in_full,
            items=len(offered),
            language=ask.context.language,
            **stages.ms,
        )
        return Reply(items=offered, reason=reason, stages_ms=stages.ms)

    def _prompt_in_time(
        self, ask: Ask, recalled: Sequence[Recalled], opened: OpenModel, budget: Budget
    ) -> tuple[Prompt | None, bool]:
        """Return the prompt, and whether it is the full one: it is when the model has most of it in its cache.

        Else the developer gets a suggestion from a short prompt within the wait, and the full one is read ahead for the
        next. Who asked by hand gets the full one at once.
        """
        prompt = _prompt(ask.context, recalled, opened, budget)
        if prompt is None or ask.invoked:
            return prompt, True
        if self._cached.unread(prompt.text, opened.backend, opened.backend.count_tokens) <= budget.at_once:
            return prompt, True
        return _prompt(ask.context, recalled, opened, budget.without_reading_ahead()), False

    async def _recall(self, ask: Ask, opened: OpenModel, budget: Budget) -> Sequence[Recalled]:
        seen = seen_by_model(ask.context, budget, opened.backend.count_tokens)
        try:
            return await self._learner.recall_async(ask.client, ask.context, limit=RECALL_LIMIT, window=seen)
        except LampError as error:
            log.warning("recall failed", error=str(error))
            return ()

    async def _candidates(
        self,
        ask: Ask,
        opened: OpenModel,
        prompt: Prompt | None,
        decoding: _Decoding | None,
        wanted: Extent,
        budget: Budget,
        stages: Stages,
    ) -> list[Candidate]:
        """Generate as many different ones as asked for and as there is time for, in one turn at the model."""
        found: list[Candidate] = []
        tries = ask.count + MORE_TRIES if ask.count > 1 else 1
        async with self._turns.at_model():
            until = time.monotonic() + MORE_WAITS * (ask.wait_ms or ask.settings.wait_ms) / 1000
            with self._learner.at_rest():
                for number in range(tries):
                    candidate = await self._candidate(ask, opened, prompt, decoding, wanted, budget, number, stages)
                    text = candidate.shaped.text.strip()
                    if text and all(text != other.shaped.text.strip() for other in found):
                        found.append(candidate)
                    if len(found) == ask.count or time.monotonic() > until:
                        break
        return found

    async def _candidate(
        self,
        ask: Ask,
        opened: OpenModel,
        prompt: Prompt | None,
        decoding: _Decoding | None,
        wanted: Extent,
        budget: Budget,
        number: int,
        stages: Stages,
    ) -> Candidate:
        headings = prompt.headings if prompt is not None else ()
        shaper = Shaper(ask.context, wanted, _marks(opened.capabilities), headings=headings, chat=prompt is None)
        options = GenerationOptions(
            max_tokens=budget.answer,
            stop=wanted.stop,
            temperature=EXPLORING_TEMPERATURE if number else 0.0,
            seed=number,
        )
        turns: list[Turn] = []
        stream = self._stream(ask, opened, prompt, decoding, options, turns.append)
        with stages.measure("generate"):
            written = await listen(stream, shaper, self._chooser.drafts(ask) if number == 0 else None)
        if written.timing is not None:
            self._model.speed.add(written.timing)
        with stages.measure("shape"):
            shaped = finish(shaper, written)
        return Candidate(shaped, written.mean_logprob, tuple(turns))

    def _stream(
        self,
        ask: Ask,
        opened: OpenModel,
        prompt: Prompt | None,
        decoding: _Decoding | None,
        options: GenerationOptions,
        turn: Callable[[Turn], None],
    ) -> AsyncGenerator[Chunk | Timing, None]:
        if prompt is None:
            return opened.instruct(ask.context, options)
        beside = decoding.beside if isinstance(decoding, _Mixing) else ""
        self._cached.begins(prompt.text, opened.backend)
        if beside:
            self._cached_beside.begins(beside, opened.backend)

        def read() -> None:
            self._cached.holds(prompt.text)
            if beside:
                self._cached_beside.holds(beside)

        match decoding:
            case _Mixing(backend, cache):
                mix = Mixture(
                    cache.result,
                    backend.ends_answer,
                    lambda had, written: turn(Turn(*_texts(backend, had, written))),
                )
                stream = backend.generate_mixed(prompt.text, options, mix, beside=beside)
            case _Correcting():
                stream = corrected(opened.backend.generate, prompt.text, options, decoding.begin, turn)
            case None:
                stream = opened.backend.generate(prompt.text, options)
        return noting(stream, read)

    def _decoding(self, ask: Ask, opened: OpenModel, prompt: Prompt, whole: Budget) -> _Decoding | None:
        """Return how the developer's tokens take part in the decoding, where the backend lets them."""
        if not _lets_take_part(opened):
            return None
        backend = opened.backend
        self.own.renew(backend)
        cache = self.own.cache_at(backend, ask.context)
        if cache is None:
            return None
        if not isinstance(backend, MixingBackend):
            lexemes = self.own.lexemes
            return _Correcting(cache, lexemes) if lexemes is not None else None
        beside = self._prompt_beside(ask, opened, prompt, whole)
        if beside is None:
            return _Mixing(backend, cache, "", in_full=True)
        count = opened.backend.count_tokens
        unread = self._cached.unread(prompt.text, opened.backend, count)
        unread += self._cached_beside.unread(beside.text, opened.backend, count)
        in_full = ask.invoked or unread <= whole.at_once
        return _Mixing(backend, cache, beside.text if in_full else "", in_full=in_full)

    def _prompt_beside(self, ask: Ask, opened: OpenModel, prompt: Prompt, whole: Budget) -> Prompt | None:
        """Return what is read beside ``prompt``; None where that says the same, or the model is too slow for two."""
        fim = opened.capabilities.fim
        if fim is None or self._model.speed.estimate().write_tokens_per_s < BESIDE_FROM:
            return None
        beside = prompt_beside(ask.context, fim=fim, budget=whole, count_tokens=opened.backend.count_tokens)
        return beside if prompt.evidence or beside.window.prefix != prompt.window.prefix else None

    def _offer(
        self,
        ask: Ask,
        opened: OpenModel,
        strategy: str,
        prompt: Prompt | None,
        candidate: Candidate,
        stages: Stages,
    ) -> Offered | None:
        context = ask.context
        with stages.measure("choose"):
            text = self._chooser.in_their_manner(ask, strategy, candidate.shaped)
            if self._chooser.is_out_of_place(ask, text):
                return None
        told = suggestion_at(ask, text, candidate.mean_logprob)
        suggestion = self._suggestion(ask, opened, strategy, prompt, told, stages)
        if self._chooser.is_unlikely(ask, suggestion):
            return None
        self._learner.record(suggestion, context)
        recalled, characters = (prompt.evidence, len(prompt.text)) if prompt else ((), len(context.prefix))
        cells = bool(context.borrowed or context.borrowed_after)
        turns = tuple(one for one in candidate.turns if one.written.strip() and one.written.strip() in text)
        self.reasons.remember(Reason(suggestion, candidate.shaped.text, recalled, characters, cells, turns))
        offered = Offered(suggestion.id, text, candidate.shaped.replaces_after)
        self._cache.remember(ask.client, context, self._learner.version, offered)
        return offered

    def _suggestion(
        self, ask: Ask, opened: OpenModel, strategy: str, prompt: Prompt | None, told: Suggestion, stages: Stages
    ) -> Suggestion:
        """Return ``told`` with what made it."""
        return replace(
            told,
            id=ask.suggestion_id or uuid.uuid4().hex,
            backend=opened.backend.kind,
            model=opened.backend.model,
            strategy=strategy,
            evidence=tuple(item.snippet.id for item in prompt.evidence) if prompt else (),
            latency_ms=stages.total_ms,
        )

    async def _read_ahead(self, ask: Ask) -> None:
        opened = self._model.opened
        if opened is None or opened.capabilities.fim is None:
            return
        strategy = ask.strategy or self._strategy(ask)
        whole = self.budget(ask.settings, ask.wait_ms)
        budget = STRATEGIES[strategy].spend(whole)
        recalled = await self._recall(ask, opened, budget) if budget.evidence else ()
        prompt = _prompt(ask.context, recalled, opened, budget)
        if prompt is None:
            return
        backend = opened.backend
        async with self._turns.at_model():
            with self._learner.at_rest():
                self._cached.begins(prompt.stable, backend)
                timing = await backend.read_ahead(prompt.stable)
                self._cached.holds(prompt.stable)
                if strategy != GENERIC and isinstance(backend, MixingBackend) and self.own.knows(backend):
                    await self._read_ahead_beside(ask, opened, backend, prompt, whole)
        if timing is not None:
            self._model.speed.add(timing)

    async def _read_ahead_beside(
        self, ask: Ask, opened: OpenModel, backend: MixingBackend, prompt: Prompt, whole: Budget
    ) -> None:
        beside = self._prompt_beside(ask, opened, prompt, whole)
        if beside is not None:
            self._cached_beside.begins(beside.stable, opened.backend)
            await backend.read_ahead_beside(beside.stable)
            self._cached_beside.holds(beside.stable)

    def budget(self, settings: Settings, wait_ms: int | None = None) -> Budget:
        """Return what the waiting time allows at the speed seen so far."""
        opened = self._model.opened
        speed = self._model.speed.estimate()
        return fit_budget(
            read_tokens_per_s=speed.read_tokens_per_s,
            write_tokens_per_s=speed.write_tokens_per_s,
            wait_s=(wait_ms or settings.wait_ms) / 1000,
            context_length=opened.capabilities.context_length if opened else settings.context_length,
        )

    def _strategy(self, ask: Ask) -> str:
        """Choose by the place and the hour, so that one place does not waver while one types there."""
        if not self._learner.knows_anything:
            return GENERIC
        file = relative_path(ask.context)  # the same wherever the project lies
        place = f"{file}:{ask.context.prefix.count(chr(10)) // 10}:{int(time.time() // 3600)}"
        seed = int.from_bytes(hashlib.blake2b(place.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        if seed / 2**64 < ask.settings.generic_share:
            return GENERIC
        if place not in self._strategies:
            self._strategies[place] = self._learner.strategy(ask.context, seed)
            while len(self._strategies) > MOST_PLACES:
                self._strategies.popitem(last=False)
        return self._strategies[place]


def _lets_take_part(opened: OpenModel) -> bool:
    return isinstance(opened.backend, MixingBackend) or opened.capabilities.logprobs


def _texts(backend: MixingBackend, *tokens: int) -> list[str]:
    return [backend.piece(token).decode("utf-8", "replace") for token in tokens]


def _wanted(ask: Ask) -> Extent:
    found = extent(ask.context)
    return replace(found, max_lines=min(found.max_lines, ask.settings.max_lines))


def _marks(capabilities: Capabilities) -> tuple[str, ...]:
    return capabilities.fim.marks if capabilities.fim else ()


def _prompt(context: CursorContext, recalled: Sequence[Recalled], opened: OpenModel, budget: Budget) -> Prompt | None:
    """Return the raw prompt; None for a model that has to be asked in words."""
    if opened.capabilities.fim is None:
        return None
    backend: Backend = opened.backend
    return build_prompt(
        context, recalled, fim=opened.capabilities.fim, budget=budget, count_tokens=backend.count_tokens
    )
