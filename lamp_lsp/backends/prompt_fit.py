"""A prompt that turned out longer than the model's window, cut to it: the suggestion comes all the same.

Prompts are sized by an estimate of their tokens, and code in an unusual language or with long literals has more than
estimated. The server counts, refuses, and gets the prompt again without what stands farthest from the cursor.
"""

import re

from style_learner.errors import WrongSetting
from style_learner.prompts.formats import FimFormat

_SPARE = 0.98
"""Share of the room that is used: tokens are not spread evenly over a text."""
_UNTOLD = 0.7
"""What is kept where a server does not say how many tokens there were."""
_LEAST_BEFORE = 400
"""Characters before the cursor that are kept as long as the text after it can be cut instead."""


_TOO_LONG = re.compile(r"exceeds? (the )?((available|maximum) )?context|longer than the context|maximum context length")
_COUNTED = re.compile(r"(\d+)\s+(?:input )?tokens")


class PromptTooLong(WrongSetting):
    """The prompt has more tokens than the model's window."""

    def __init__(self, message: str, tokens: int = 0) -> None:
        """Take the sentence to say, and the tokens of the prompt where the server counted them."""
        super().__init__(message)
        self.tokens = tokens


def tokens_too_many(said: str) -> int | None:
    """Return how many tokens a server counted in a prompt that it refuses for its length; 0 where it does not say.

    None when it refuses for another reason.

    >>> tokens_too_many("request (5008 tokens) exceeds the available context size (2048 tokens), try increasing it")
    5008
    >>> tokens_too_many("This model's maximum context length is 2048 tokens. However, you requested 5024 tokens")
    5024
    >>> tokens_too_many("the input length exceeds the context length"), tokens_too_many("out of memory")
    (0, None)
    """
    if not _TOO_LONG.search(said.lower()):
        return None
    counted = [int(number) for number in _COUNTED.findall(said)]
    return max(counted) if len(counted) > 1 else 0


def kept_characters(characters: int, tokens: int, window: int) -> int:
    """Return how much of a prompt to keep whose ``tokens`` (0: not told) are more than ``window``.

    >>> kept_characters(10_000, 2_500, 2_000), kept_characters(10_000, 0, 2_000)
    (7840, 7000)
    """
    share = min(window / tokens, 1.0) * _SPARE if tokens else _UNTOLD
    return int(characters * share)


def shortened(prompt: str, fim: FimFormat | None, characters: int) -> str:
    r"""Return ``prompt`` with at most ``characters``, the marks of the gap and what stands nearest to it still there.

    What goes first is the text farthest before the cursor, whole lines of it, but for the last few; then the text
    farthest after it.

    >>> from style_learner.prompts.formats import STARCODER
    >>> shortened("<fim_prefix>a = 1\nb = 2\nc =<fim_suffix>\nd = 4\n<fim_middle>", STARCODER, 54)
    '<fim_prefix>a = 1\nb = 2\nc =<fim_suffix>\nd <fim_middle>'
    """
    if fim is None:
        return prompt[max(0, len(prompt) - characters) :]
    prompt = _cut_before(prompt, fim, len(prompt) - characters, keep=_LEAST_BEFORE)
    prompt = _cut_after(prompt, fim, len(prompt) - characters)
    return _cut_before(prompt, fim, len(prompt) - characters, keep=0)


def _cut_before(prompt: str, fim: FimFormat, excess: int, keep: int) -> str:
    """Cut the beginning of what stands before the cursor, by whole lines where it has some."""
    begin, end = _part(prompt, fim.prefix, fim)
    cut = min(excess, end - begin - keep)
    if cut <= 0:
        return prompt
    line = prompt.find("\n", begin + cut - 1, end) + 1
    return prompt[:begin] + prompt[line or begin + cut :]


def _cut_after(prompt: str, fim: FimFormat, excess: int) -> str:
    """Cut the end of what stands after the cursor."""
    begin, end = _part(prompt, fim.suffix, fim)
    return prompt if excess <= 0 else prompt[: max(begin, end - excess)] + prompt[end:]


def _part(prompt: str, mark: str, fim: FimFormat) -> tuple[int, int]:
    """Return where the text behind a mark of the gap begins and ends."""
    begin = max(prompt.find(mark), 0) + len(mark)
    found = [prompt.find(other, begin) for other in (fim.prefix, fim.suffix, fim.middle) if other]
    return begin, min((at for at in found if at >= 0), default=len(prompt))
