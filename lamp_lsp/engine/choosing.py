"""Which candidates are offered, in which order, and written in whose manner: the developer's history decides.

Without their history, candidates stay as the model wrote them, in its order.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from lamp_lsp.engine.personal_ngrams import TokenOverride
from lamp_lsp.engine.suggestion import SuggestionRequest
from lamp_lsp.engine.writing import Draft
from style_learner.advice import Advice
from style_learner.policy.strategies import STRATEGIES
from style_learner.postprocessing.finish import Postprocessed
from style_learner.postprocessing.habits import apply_habits
from style_learner.privacy.redaction import redact
from style_learner.rules.applying import apply_rules
from style_learner.types import RetrievedSnippet, Suggestion

CONTEXT_LINES = 12
"""Lines before and after the cursor that are kept with a suggestion."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer of the model, shaped."""

    postprocessed: Postprocessed
    mean_logprob: float | None
    overrides: tuple[TokenOverride, ...] = ()
    """Where it went by what the developer wrote."""


class Chooser:
    """Decides by what was learned; changes nothing."""

    def __init__(self, advice: Advice) -> None:
        self._advice = advice

    def best_last(
        self,
        ask: SuggestionRequest,
        strategy: str,
        candidates: Sequence[Candidate],
        retrieved: Sequence[RetrievedSnippet],
    ) -> list[Candidate]:
        """Rank candidates by the developer's history, the best last: the last is what the cache offers."""
        if len(candidates) < 2 or not STRATEGIES[strategy].personal:  # noqa: PLR2004 one needs no order
            return list(reversed(candidates))
        own = [item.snippet.text for item in retrieved]

        def worth(candidate: Candidate) -> float:
            return self._advice.worth(suggestion_at(ask, candidate.postprocessed.text, candidate.mean_logprob), own)

        best_first = sorted(candidates, key=worth, reverse=True)
        return best_first[::-1]

    def in_their_style(self, ask: SuggestionRequest, strategy: str, postprocessed: Postprocessed) -> str:
        """Return a candidate's text with the developer's sure habits and rules applied."""
        if not STRATEGIES[strategy].personal:
            return postprocessed.text
        context, after = ask.context, postprocessed.replaces_after
        habits = self._advice.confident_habits(context.language, context.project)
        text = apply_habits(postprocessed.text, context, habits, replaces_after=after)
        return apply_rules(text, context, self._advice.rules(context.language, context.project), replaces_after=after)

    def is_out_of_place(self, ask: SuggestionRequest, text: str) -> bool:
        """Say whether ``text`` is nothing to offer: empty, a secret, or rejected here before."""
        rejected = self._advice.is_rejected(ask.context, text) and not ask.invoked
        return rejected or not text.strip() or bool(redact(text).kinds)

    def is_unlikely(self, ask: SuggestionRequest, suggestion: Suggestion) -> bool:
        """Say whether to keep a suggestion back; never one that was asked for by hand, or for a measurement."""
        if ask.invoked or ask.strategy is not None or not ask.settings.min_accept_probability:
            return False
        return self._advice.is_unlikely(suggestion, ask.settings.min_accept_probability)

    def drafts(self, ask: SuggestionRequest) -> Draft | None:
        """Return what passes drafts on, unless the finished text may turn out to be one that is not offered."""
        watch = ask.watch
        if watch is None:
            return None

        def show(draft: str, mean_logprob: float | None) -> None:
            if not draft or redact(draft).kinds or self._advice.has_rejections(ask.context):
                return
            if not self.is_unlikely(ask, suggestion_at(ask, draft, mean_logprob)):
                watch(draft)

        return show


def suggestion_at(ask: SuggestionRequest, text: str, mean_logprob: float | None) -> Suggestion:
    """Return ``text`` as a suggestion at the place asked for, not yet saying what made it."""
    context = ask.context
    return Suggestion(
        id="",
        text=text,
        at=time.time(),
        language=context.language,
        project=context.project,
        path=context.path,
        before="".join(context.own_prefix.splitlines(keepends=True)[-CONTEXT_LINES:]),
        after="".join(context.own_suffix.splitlines(keepends=True)[:CONTEXT_LINES]),
        backend="",
        model="",
        strategy="",
        evidence=(),
        mean_logprob=mean_logprob,
        latency_ms=0.0,
    )
