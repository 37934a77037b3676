"""From a request to a suggestion: gate, reuse, prepare, generate, offer.

When a stage fails, the request goes on without it: nothing retrieved means the generic prompt, failed postprocessing
means no suggestion. Nothing here reads a disk, imports, or loads a model.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import structlog

from lamp_lsp.engine.choosing import Candidate, Chooser
from lamp_lsp.engine.drafts import noting_shown
from lamp_lsp.engine.generating import Generation
from lamp_lsp.engine.model import Model, OpenModel
from lamp_lsp.engine.offering import Offering
from lamp_lsp.engine.personal_ngrams import PersonalNgramIndex
from lamp_lsp.engine.prefill import Prefill
from lamp_lsp.engine.preparing import Preparation
from lamp_lsp.engine.reasons import Reasons
from lamp_lsp.engine.request import PreparedRequest
from lamp_lsp.engine.reuse import ReuseCache
from lamp_lsp.engine.scheduler import RequestScheduler
from lamp_lsp.engine.stages import Stages
from lamp_lsp.engine.suggestion import SuggestionRequest, SuggestionResult
from lamp_lsp.settings import Settings
from style_learner.errors import LampError, WrongSetting
from style_learner.learner import Learner
from style_learner.policy.gate import skip_reason
from style_learner.prompts.budget import Budget

log = structlog.get_logger()


class Engine:
    """Answers requests; owns the cache and the turns at the model."""

    def __init__(self, model: Model, learner: Learner, adapter_in: Callable[[str], bool] = lambda _: True) -> None:
        """``adapter_in`` says whether the developer's adapter may be used in a project."""
        self._model = model
        self._learner = learner
        self._cache = ReuseCache()
        self._scheduler = RequestScheduler()
        self.reasons = Reasons()
        self.own = PersonalNgramIndex(learner.advice)
        chooser = Chooser(learner.advice)
        self._preparation = Preparation(model, learner.advice, self.own, adapter_in)
        self._prefill = Prefill(model, learner, self._preparation, self._scheduler)
        self._generation = Generation(model, chooser)
        self._offering = Offering(learner, chooser, self._cache, self.reasons)

    async def suggest(self, ask: SuggestionRequest) -> SuggestionResult:
        """Return suggestions for one place, or the reason why there are none.

        Raises:
            Superseded: the same editor asked anew meanwhile.
        """
        stages = Stages()
        with stages.measure("gate"):
            reason = self._gate(ask)
        if reason:
            return SuggestionResult(reason=reason, stages_ms=stages.ms)
        if not ask.invoked and ask.strategy is None:
            with stages.measure("reuse"):
                found = self._cache.find(ask.client, ask.context, self._learner.advice.version)
            if found is not None:
                return SuggestionResult(items=[found], stages_ms=stages.ms)
        return await self._scheduler.newest(ask.client, self._answer(ask, stages))

    def prepare(self, ask: SuggestionRequest) -> None:
        """Read the stable part of the prompt for this place while nobody waits."""
        if not self._gate(ask):
            self._prefill.begin(ask)

    def budget(self, settings: Settings) -> Budget:
        """Return what the waiting time allows at the speed seen so far."""
        return self._preparation.budget(settings)

    def learned(self) -> None:
        """Take in what was learned, in the background, so that the next request has it."""
        opened = self._model.opened
        if opened is not None and opened.capabilities.logprobs:
            self.own.renew(opened.backend)

    @asynccontextmanager
    async def at_model(self) -> AsyncIterator[None]:
        """Hold the machine for something else than a suggestion."""
        self._scheduler.stop_prefill()
        async with self._scheduler.at_model():
            with self._learner.at_rest():
                yield

    def withdraw(self, suggestion_id: str) -> None:
        """Stop offering a suggestion that was rejected or typed over."""
        self._cache.forget(suggestion_id)

    async def forget(self) -> None:
        """Let go of what is remembered of the developer's code beside the learner's own memory, the model's too.

        What is being answered is called off, since it may be made of what is to be forgotten.
        """
        await self._scheduler.close()
        self._cache.clear()
        self.reasons.forget()
        self.own.forget()
        self._preparation.forget()
        await self._model.forget()

    async def close(self) -> None:
        await self._scheduler.close()
        await self.own.close()

    def _gate(self, ask: SuggestionRequest) -> str:
        settings = ask.settings
        if settings.paused:
            return "LAMP is paused; run `lamp resume`."
        if not settings.enabled:
            return "Suggestions are switched off (setting `enabled`)."
        if ask.context.language in settings.disabled_languages:
            return f"Suggestions are switched off for {ask.context.language} (setting `disabled_languages`)."
        if refused := self._learner.advice.why_not_complete_in(ask.context.path, ask.context.project):
            return f"LAMP leaves this file alone: {refused}."
        if self._model.opened is None and self._model.state != "loading":
            return self._model.why_not
        return skip_reason(ask.context, invoked=ask.invoked) or ""

    async def _answer(self, ask: SuggestionRequest, stages: Stages) -> SuggestionResult:
        opened = self._model.opened
        if opened is None:
            with stages.measure("load"):
                opened = await self._model.ready()
        if opened is None:
            return SuggestionResult(reason=self._model.why_not, stages_ms=stages.ms)
        request = await self._preparation.request(ask, opened, stages)
        try:
            candidates = await self._candidates(request)
            if ask.invoked and _is_silent(candidates) and request.prompt is not None and request.prompt.evidence:
                request = self._preparation.without_retrieved(request)
                candidates = await self._candidates(request)
        except LampError as error:
            return await self._failed(opened, error, stages)
        offered = self._offering.offers(request, candidates)
        if not request.in_full:
            self.prepare(ask)
        log.info(
            "suggested",
            strategy=request.strategy,
            in_full=request.in_full,
            items=len(offered),
            language=ask.context.language,
            **stages.ms,
        )
        reason = "" if offered else "The model had nothing worth showing here."
        return SuggestionResult(items=offered, reason=reason, stages_ms=stages.ms)

    async def _candidates(self, request: PreparedRequest) -> list[Candidate]:
        """Return the model's answers, in one turn at it."""
        with noting_shown(request.ask, lambda draft: self._offering.show(request, draft)) as watched:
            async with self._scheduler.at_model():
                with self._learner.at_rest():
                    return await self._generation.candidates(replace(request, ask=watched))

    async def _failed(self, opened: OpenModel, error: LampError, stages: Stages) -> SuggestionResult:
        if isinstance(error, WrongSetting):  # of this prompt, as one that is too long; the model goes on
            log.warning("prompt refused", error=str(error))
        else:
            log.warning("model broke", error=str(error))
            await self._model.failed(opened, error)
        return SuggestionResult(reason=str(error), stages_ms=stages.ms)


def _is_silent(candidates: Sequence[Candidate]) -> bool:
    return not any(candidate.postprocessed.text.strip() for candidate in candidates)
