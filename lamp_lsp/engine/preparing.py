"""Makes a request ready for the model: strategy, budget, retrieval, prompt, and what corrects the answer."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog

from lamp_lsp.engine.assembling import RETRIEVAL_LIMIT
from lamp_lsp.engine.model import Model, OpenModel
from lamp_lsp.engine.personal_ngrams import PersonalNgramIndex
from lamp_lsp.engine.request import Correction, PreparedRequest
from lamp_lsp.engine.stages import Stages
from lamp_lsp.engine.suggestion import SuggestionRequest
from lamp_lsp.settings import Settings
from style_learner.advice import Advice
from style_learner.errors import LampError
from style_learner.policy.strategies import GENERIC, STRATEGIES, Strategy
from style_learner.postprocessing.completion_scope import CompletionScope, completion_scope
from style_learner.prompts.budget import Budget, fit_budget
from style_learner.prompts.building import Prompt, build_prompt, seen_by_model, shown_path
from style_learner.types import RetrievedSnippet

log = structlog.get_logger()

MOST_PLACES = 200
"""Places whose strategy is remembered, so that a place keeps its own for the hour."""


class Preparation:
    """Decides what the model reads at a place; changes nothing that was learned."""

    def __init__(
        self, model: Model, advice: Advice, own: PersonalNgramIndex, adapter_in: Callable[[str], bool]
    ) -> None:
        """``adapter_in`` says whether the developer's adapter may be used in a project."""
        self._model = model
        self._advice = advice
        self._own = own
        self._adapter_in = adapter_in
        self._strategies: OrderedDict[str, str] = OrderedDict()
        """The strategy of each place where one was asked for lately."""

    async def request(self, ask: SuggestionRequest, opened: OpenModel, stages: Stages) -> PreparedRequest:
        """Return the request with its prompt, to be sent to ``opened``."""
        strategy = STRATEGIES[ask.strategy or self.strategy(ask)]
        budget = strategy.spend(self.budget(ask.settings, ask.latency_budget_ms))
        with stages.measure("retrieval"):
            retrieved = await self._retrieve(ask, opened, budget) if strategy.personal else ()
        strength = self.adapter_strength(ask, strategy)
        with stages.measure("prompt"):
            prompt, in_full = _prompt_in_time(ask, opened, budget, retrieved, strength)
            correction = self._correction(ask, opened) if strategy.personal and prompt is not None else None
        return PreparedRequest(
            ask,
            opened,
            stages,
            strategy.name,
            budget,
            retrieved,
            prompt,
            in_full,
            correction,
            completion_scope=_completion_scope(ask),
            adapter_strength=strength,
        )

    def without_retrieved(self, request: PreparedRequest) -> PreparedRequest:
        """Return the request with the open file alone: retrieved code led to nothing worth showing."""
        prompt = _prompt(request.ask, request.opened, request.budget, ())
        return replace(request, retrieved=(), prompt=prompt, correction=None)

    def forget(self) -> None:
        """Forget the places."""
        self._strategies.clear()

    async def full_prompt(self, ask: SuggestionRequest, opened: OpenModel) -> Prompt | None:
        """Return the prompt that a request at this place would have if the model had read most of it."""
        strategy = STRATEGIES[ask.strategy or self.strategy(ask)]
        budget = strategy.spend(self.budget(ask.settings, ask.latency_budget_ms))
        retrieved = await self._retrieve(ask, opened, budget) if strategy.personal else ()
        return _prompt(ask, opened, budget, retrieved)

    def adapter_strength(self, ask: SuggestionRequest, strategy: Strategy) -> float:
        """Return how much the developer's adapter takes part.

        Nothing in what is made without what was learned, nor in a project that is kept apart or may not be shown the
        code that the adapter learned from.
        """
        project = ask.context.project
        return float(strategy.personal and not self._advice.sharing.border(project) and self._adapter_in(project))

    def budget(self, settings: Settings, latency_budget_ms: int | None = None) -> Budget:
        """Return what the waiting time allows at the speed seen so far."""
        opened = self._model.opened
        speed = self._model.speed.estimate()
        return fit_budget(
            read_tokens_per_s=speed.read_tokens_per_s,
            write_tokens_per_s=speed.write_tokens_per_s,
            wait_s=(latency_budget_ms or settings.latency_budget_ms) / 1000,
            context_length=opened.capabilities.context_length if opened else settings.context_length,
        )

    def strategy(self, ask: SuggestionRequest) -> str:
        """Choose by the place and the hour, so that one place does not waver while one types there."""
        if not self._advice.knows_anything:
            return GENERIC
        file = shown_path(ask.context)  # the same wherever the project lies
        place = f"{file}:{ask.context.prefix.count(chr(10)) // 10}:{int(time.time() // 3600)}"
        seed = int.from_bytes(hashlib.blake2b(place.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        if seed / 2**64 < ask.settings.holdout_share:
            return GENERIC
        if place not in self._strategies:
            self._strategies[place] = self._advice.strategy(ask.context, seed)
            while len(self._strategies) > MOST_PLACES:
                self._strategies.popitem(last=False)
        return self._strategies[place]

    async def _retrieve(self, ask: SuggestionRequest, opened: OpenModel, budget: Budget) -> Sequence[RetrievedSnippet]:
        seen = seen_by_model(ask.context, budget, opened.backend.count_tokens)
        try:
            return await self._advice.retrieve_async(ask.client, ask.context, limit=RETRIEVAL_LIMIT, window=seen)
        except LampError as error:
            log.warning("retrieval failed", error=str(error))
            return ()

    def _correction(self, ask: SuggestionRequest, opened: OpenModel) -> Correction | None:
        if not opened.capabilities.logprobs:
            return None
        self._own.renew(opened.backend)
        cache, pre_tokenizer = self._own.cache_at(opened.backend, ask.context), self._own.pre_tokenizer
        return Correction(cache, pre_tokenizer) if cache is not None and pre_tokenizer is not None else None


def _prompt_in_time(
    ask: SuggestionRequest, opened: OpenModel, budget: Budget, retrieved: Sequence[RetrievedSnippet], strength: float
) -> tuple[Prompt | None, bool]:
    """Return the prompt, and whether it is the full one: it is when the model has most of it in its cache.

    Else the developer gets a suggestion from a short prompt within the wait, except who asked by hand and waits for it.
    """
    prompt = _prompt(ask, opened, budget, retrieved)
    if prompt is None or ask.invoked:
        return prompt, True
    if opened.backend.unread(prompt.text, ask.client, strength) <= budget.at_once:
        return prompt, True
    return _prompt(ask, opened, budget.without_reading_ahead(), retrieved), False


def _prompt(
    ask: SuggestionRequest, opened: OpenModel, budget: Budget, retrieved: Sequence[RetrievedSnippet]
) -> Prompt | None:
    """Return the raw prompt; None for a model that has to be asked in words."""
    fim = opened.capabilities.fim
    if fim is None:
        return None
    return build_prompt(ask.context, retrieved, fim=fim, budget=budget, count_tokens=opened.backend.count_tokens)


def _completion_scope(ask: SuggestionRequest) -> CompletionScope:
    found = completion_scope(ask.context)
    return replace(found, max_lines=min(found.max_lines, ask.settings.max_lines))
