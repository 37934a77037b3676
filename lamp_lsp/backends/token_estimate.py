"""How many tokens a text has, without tokenizing it: characters a token, learned from what was counted."""

_CODE_CHARACTERS_PER_TOKEN = 3.5
"""Before anything is seen: Python source with Qwen2.5's vocabulary has 4.1, dense TypeScript about 3.2."""

_MEMORY = 0.9
"""Weight of what is known at each new count: the language being edited shows through after about ten."""

_SMALLEST_SAMPLE = 200
"""Characters below which a count says more about the sample than about the language."""


class TokenEstimate:
    """Characters a token, as a moving average over counted texts."""

    def __init__(self) -> None:
        self._characters_per_token = _CODE_CHARACTERS_PER_TOKEN

    def saw(self, characters: int, tokens: int) -> None:
        """Learn from a text whose tokens were counted."""
        if tokens > 0 and characters >= _SMALLEST_SAMPLE:
            ratio = characters / tokens
            self._characters_per_token = _MEMORY * self._characters_per_token + (1 - _MEMORY) * ratio

    def exceeded(self, characters: int, tokens: int) -> None:
        """Learn at once from a text that had at least so many tokens, more than were estimated."""
        self._characters_per_token = min(self._characters_per_token, characters / tokens)

    def tokens(self, text: str) -> int:
        """Estimate the tokens of ``text``; at least one unless it is empty."""
        return max(1, round(len(text) / self._characters_per_token)) if text else 0


def new_tokens(prompt_tokens: int, prompt: str, held: str) -> int:
    """Estimate how many tokens of ``prompt`` a server really read that still held ``held``.

    Servers count what their cache held as well; the share of the text that is new tells the two apart.

    >>> new_tokens(100, "a" * 50 + "b" * 50, "a" * 50 + "c")
    50
    """
    same = next((index for index, (new, old) in enumerate(zip(prompt, held, strict=False)) if new != old), None)
    kept = min(len(prompt), len(held)) if same is None else same
    return max(1, round(prompt_tokens * (1 - kept / len(prompt)))) if prompt and prompt_tokens else 0
