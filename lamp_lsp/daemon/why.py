"""Why a suggestion was made, from what the engine remembers or, of older ones, from what the store kept."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from lamp_lsp.api.profile_editing import WhyHabit, WhyResponse, WhySnippet
from lamp_lsp.daemon.services import Services
from lamp_lsp.engine.assembling import CHARACTERS_PER_TOKEN
from lamp_lsp.engine.personal_ngrams import TokenOverride
from lamp_lsp.engine.reasons import RETRIEVED, Reason
from style_learner.errors import NotAvailable
from style_learner.explaining import HabitShown
from style_learner.policy.strategies import GENERIC
from style_learner.rules.applying import applied_rules
from style_learner.rules.book import Rule
from style_learner.shown import visible
from style_learner.types import Snippet, Suggestion

KEPT = "it was found when the suggestion was made"
MOST_TURNS = 2
"""Named in the sentence."""


def explain(parts: Services, suggestion_id: str) -> WhyResponse:
    """Say what a suggestion was built from.

    Raises:
        NotAvailable: it is neither remembered nor kept.
    """
    reason = parts.engine.reasons.find(suggestion_id)
    if reason is not None:
        return _remembered(parts, reason)
    kept = parts.learner.records.kept_suggestion(suggestion_id)
    if kept is None:
        raise NotAvailable("LAMP does not know this suggestion any more; ask right after it was shown.")
    suggestion, snippets = kept
    found = [_snippet(snippet, KEPT) for snippet in snippets]
    return _response(suggestion, found, parts.learner.advice.habits_shown(suggestion, suggestion.text), None)


def _remembered(parts: Services, reason: Reason) -> WhyResponse:
    snippets = [_snippet(one.snippet, RETRIEVED.get(one.reason, one.reason)) for one in reason.retrieved]
    tokens = reason.prompt_characters // CHARACTERS_PER_TOKEN
    made, generic = reason.suggestion, reason.suggestion.strategy == GENERIC
    habits = [] if generic else parts.learner.advice.habits_shown(made, reason.written)
    rules = (
        []
        if generic
        else applied_rules(reason.written, made.text, parts.learner.advice.rules(made.language, made.project))
    )
    return _response(made, snippets, habits, tokens, rules, reason.overrides, in_notebook=reason.in_notebook)


def _response(
    suggestion: Suggestion,
    snippets: list[WhySnippet],
    habits: Sequence[HabitShown],
    prompt_tokens: int | None,
    rules: Sequence[Rule] = (),
    overrides: Sequence[TokenOverride] = (),
    *,
    in_notebook: bool = False,
) -> WhyResponse:
    return WhyResponse(
        suggestion_id=suggestion.id,
        text=suggestion.text,
        strategy=suggestion.strategy,
        backend=suggestion.backend,
        model=suggestion.model,
        took_ms=suggestion.latency_ms,
        prompt_tokens=prompt_tokens,
        snippets=snippets,
        habits=[
            WhyHabit(
                feature=one.habit.name,
                value=one.habit.choice,
                sure=round(one.habit.confidence, 3),
                said=visible(one.said),
                applied=one.applied,
            )
            for one in habits
        ],
        rules=[visible(rule.in_words) for rule in rules],
        sentence=visible(_sentence(suggestion, snippets, habits, overrides, "cells" if in_notebook else "text")),
    )


def _snippet(snippet: Snippet, why: str) -> WhySnippet:
    path = str(PurePosixPath(snippet.project) / snippet.path) if snippet.project else snippet.path
    return WhySnippet(
        path=visible(path),
        line=snippet.first_line + 1,
        language=visible(snippet.language),
        text=visible(snippet.text),
        why=visible(why),
    )


def _sentence(
    suggestion: Suggestion,
    snippets: Sequence[WhySnippet],
    habits: Sequence[HabitShown],
    overrides: Sequence[TokenOverride],
    around: str,
) -> str:
    made = f"{suggestion.model} wrote it in {suggestion.latency_ms / 1000:.1f} s from the {around} around the cursor"
    if suggestion.strategy == GENERIC:
        return f"{made} alone: nothing of yours was used, so that LAMP can compare."
    if snippets:
        files = list(dict.fromkeys(PurePosixPath(one.path).name for one in snippets))
        named = ", ".join(files[:3]) + (f" and {len(files) - 3} more" if len(files) > 3 else "")  # noqa: PLR2004 a line's worth
        made += f" and {_count(len(snippets), 'piece')} of your own code ({named})"
    if overrides:
        said = " and ".join(f"`{one.written.strip()}`{_instead(one)}" for one in overrides[:MOST_TURNS])
        made += f"; your other code made it {said}"
    applied = sum(one.applied for one in habits)
    followed = f"it follows {_count(len(habits), 'habit')} of yours" if habits else ""
    changed = f", {applied} of them by LAMP's own hand" if applied else ""
    return f"{made}; {followed}{changed}." if followed else f"{made}."


def _instead(turn: TokenOverride) -> str:
    had = turn.model_had.strip()
    return f" instead of `{had}`" if had else ""


def _count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> _count(1, "piece"), _count(2, "piece")
    ('1 piece', '2 pieces')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
