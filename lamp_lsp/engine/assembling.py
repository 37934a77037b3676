"""What the model reads at a place: for engine and measurement alike."""

from collections.abc import Callable
from dataclasses import replace

from style_learner.policy.strategies import FILE, STRATEGIES
from style_learner.prompts.budget import COLD_SUFFIX_SHARE, LEAST_SUFFIX, Budget
from style_learner.prompts.building import Prompt, build_prompt
from style_learner.prompts.formats import FimFormat
from style_learner.types import CursorContext

RECALL_LIMIT = 24
"""Snippets asked for; the budget takes what fits of them."""
CHARACTERS_PER_TOKEN = 3
"""Of code, about; for what need not be counted exactly."""


def prompt_beside(
    context: CursorContext, *, fim: FimFormat, budget: Budget, count_tokens: Callable[[str], int]
) -> Prompt:
    """Return what is read beside the personal prompt where the machine is fast: as much, all of it of this file.

    Which of the two foresees a text better differs from place to place, and shows while it is written. What follows the
    cursor is read anew at each key, in both prompts, so the second shows less of it: together they fit the wait.
    """
    spent = STRATEGIES[FILE].spend(budget)
    if budget.at_once:
        suffix = min(spent.suffix, max(LEAST_SUFFIX, int(COLD_SUFFIX_SHARE * budget.at_once)))
        spent = replace(spent, suffix=suffix)
    return build_prompt(context, (), fim=fim, budget=spent, count_tokens=count_tokens)
