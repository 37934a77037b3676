"""How much is retrieved, for engine and measurement alike."""

RETRIEVAL_LIMIT = 24
"""Snippets asked for; the budget takes what fits of them."""
CHARACTERS_PER_TOKEN = 3
"""Of code, about; for what need not be counted exactly."""
