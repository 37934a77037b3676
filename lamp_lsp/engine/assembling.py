"""What a prompt will show of the document, and how much is recalled beside it: for engine and measurement alike."""

from style_learner.prompts.budget import Budget
from style_learner.prompts.window import Window, window
from style_learner.types import CursorContext

RECALL_LIMIT = 8
"""Snippets asked for; the budget takes what fits of them."""
CHARACTERS_PER_TOKEN = 3
"""Of code, about; only tells what the model will see anyway."""


def seen_by_model(context: CursorContext, budget: Budget) -> Window:
    """Return the text around the cursor that will be in the prompt, so that recall leaves it out."""
    return window(
        context.prefix,
        context.suffix,
        prefix_characters=budget.prefix * CHARACTERS_PER_TOKEN,
        suffix_characters=budget.suffix * CHARACTERS_PER_TOKEN,
    )
