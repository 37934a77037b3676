"""Turns candidates into suggestions that are offered, recorded and remembered."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from lamp_lsp.engine.choosing import Candidate, Chooser, suggestion_at
from lamp_lsp.engine.reasons import Reason, Reasons
from lamp_lsp.engine.request import PreparedRequest
from lamp_lsp.engine.reuse import Offered, ReuseCache
from style_learner.learner import Learner
from style_learner.types import Suggestion


class Offering:
    """Decides what of the model's answers is shown, and keeps what that takes."""

    def __init__(self, learner: Learner, chooser: Chooser, cache: ReuseCache, reasons: Reasons) -> None:
        self._learner = learner
        self._chooser = chooser
        self._cache = cache
        self._reasons = reasons

    def offers(self, request: PreparedRequest, candidates: Sequence[Candidate]) -> list[Offered]:
        """Return what is offered, the best first."""
        with request.stages.measure("choose"):
            worst_first = self._chooser.best_last(request.ask, request.strategy, candidates, request.retrieved)
        items = [self._offer(request, candidate) for candidate in worst_first]
        return [item for item in reversed(items) if item is not None]

    def show(self, request: PreparedRequest, draft: str) -> None:
        """Record a suggestion that is on show while the model still writes it."""
        suggestion = _suggestion(request, suggestion_at(request.ask, draft, None))
        self._learner.writer.record(suggestion, request.ask.context, growing=True)

    def _offer(self, request: PreparedRequest, candidate: Candidate) -> Offered | None:
        ask = request.ask
        with request.stages.measure("choose"):
            text = self._chooser.in_their_style(ask, request.strategy, candidate.postprocessed)
            if self._chooser.is_out_of_place(ask, text):
                return None
            suggestion = _suggestion(request, suggestion_at(ask, text, candidate.mean_logprob))
            if self._chooser.is_unlikely(ask, suggestion):
                return None
        self._learner.writer.record(suggestion, ask.context)
        self._reasons.remember(_reason(request, candidate, suggestion))
        offered = Offered(suggestion.id, text, candidate.postprocessed.replaces_after)
        self._cache.remember(ask.client, ask.context, self._learner.advice.version, offered)
        return offered


def _suggestion(request: PreparedRequest, told: Suggestion) -> Suggestion:
    """Return ``told`` with what made it."""
    backend, prompt = request.opened.backend, request.prompt
    return replace(
        told,
        id=request.ask.suggestion_id or uuid.uuid4().hex,
        backend=backend.kind,
        model=backend.model,
        strategy=request.strategy,
        evidence=tuple(item.snippet.id for item in prompt.evidence) if prompt else (),
        latency_ms=request.stages.total_ms,
    )


def _reason(request: PreparedRequest, candidate: Candidate, suggestion: Suggestion) -> Reason:
    context, prompt, text = request.ask.context, request.prompt, suggestion.text
    return Reason(
        suggestion,
        written=candidate.postprocessed.text,
        retrieved=prompt.evidence if prompt else (),
        prompt_characters=len(prompt.text) if prompt else len(context.prefix),
        in_notebook=bool(context.context_only_characters or context.context_only_characters_after),
        overrides=tuple(one for one in candidate.overrides if one.written.strip() and one.written.strip() in text),
    )
