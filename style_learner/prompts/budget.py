"""How much of a prompt the waiting time allows, in tokens.

On a GPU thousands of tokens are read in a blink; on two cores a hundred or two in a second. What a keystroke changes
(the line being typed, and the suffix after it) is read again each time and must fit the wait; what is stable (evidence
and the older part of the prefix) is read once, ahead, and may take longer.
"""

from dataclasses import dataclass, replace

ANSWER_SHARE = 0.5
"""Share of the wait spent writing: on the machines measured, writing a line takes as long as reading 100 tokens."""
FRESH_SUFFIX_SHARE = 0.6
"""Of what can be read within the wait: what stands after the cursor is read anew at each key."""
COLD_SUFFIX_SHARE = 0.3
"""Of a cold prompt: what stands before the cursor tells more of what comes next than what stands after."""
AHEAD_WAITS = 1.25
"""Waits that reading the evidence may take, and again the prefix: a jump to a new place costs at most their sum,
and is mostly over before the developer has typed a word there."""
MOST_EVIDENCE, MOST_PREFIX, MOST_SUFFIX, MOST_ANSWER = 1536, 2048, 512, 160
"""Beyond these, more was not measurably better and costs memory and cache."""
SPARE_SHARE = 0.06
"""Of the context, left free: marks and paths need a little, and long texts are counted by an estimate."""
LEAST_PREFIX, LEAST_SUFFIX, LEAST_ANSWER = 128, 24, 24
"""Below these a completion is guesswork, or ends in the middle of its line, on any machine."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Tokens for each part of a prompt and its answer."""

    evidence: int
    prefix: int
    suffix: int
    answer: int
    at_once: int = 0
    """Tokens that can be read within the wait, beside writing the answer."""
    file_first: bool = False
    """Whether the evidence's tokens go to the open file, but for code that a sure sign speaks for."""

    def all_of_the_file(self) -> "Budget":
        """Return the budget with all that it has for evidence given to the file before the cursor."""
        return replace(self, evidence=0, prefix=self.prefix + self.evidence, file_first=False)

    @property
    def total(self) -> int:
        """Tokens of the context window that are taken at most."""
        return self.evidence + self.prefix + self.suffix + self.answer

    def longer_suffix(self, tokens: int) -> int:
        """Return a suffix longer by ``tokens``, as far as it can be read at each key.

        >>> Budget(evidence=300, prefix=300, suffix=90, answer=25, at_once=150).longer_suffix(60)
        90
        >>> Budget(evidence=1400, prefix=1800, suffix=400, answer=75, at_once=4000).longer_suffix(300)
        512
        """
        most = min(MOST_SUFFIX, int(FRESH_SUFFIX_SHARE * self.at_once) if self.at_once else MOST_SUFFIX)
        return min(self.suffix + tokens, max(self.suffix, most))

    def without_reading_ahead(self) -> "Budget":
        """Return what can be read within the wait when the model's cache holds nothing of the prompt.

        >>> Budget(evidence=300, prefix=300, suffix=90, answer=25, at_once=150).without_reading_ahead()
        Budget(evidence=0, prefix=128, suffix=45, answer=25, at_once=150, file_first=False)
        """
        suffix = min(self.suffix, max(LEAST_SUFFIX, int(COLD_SUFFIX_SHARE * self.at_once)))
        prefix = min(self.prefix, max(LEAST_PREFIX, self.at_once - suffix))
        evidence = min(self.evidence, max(0, self.at_once - suffix - prefix))
        return replace(self, evidence=evidence, prefix=prefix, suffix=suffix)


def fit_budget(*, read_tokens_per_s: float, write_tokens_per_s: float, wait_s: float, context_length: int) -> Budget:
    """Size a prompt and its answer to a machine and a wait.

    >>> fit_budget(read_tokens_per_s=150, write_tokens_per_s=25, wait_s=2, context_length=4096)
    Budget(evidence=375, prefix=375, suffix=90, answer=25, at_once=150, file_first=False)
    >>> fit_budget(read_tokens_per_s=8000, write_tokens_per_s=150, wait_s=1, context_length=4096)
    Budget(evidence=1415, prefix=1887, suffix=471, answer=75, at_once=4000, file_first=False)
    """
    answer = _between(LEAST_ANSWER, ANSWER_SHARE * wait_s * write_tokens_per_s, MOST_ANSWER)
    fresh = (1 - ANSWER_SHARE) * wait_s * read_tokens_per_s
    suffix = _between(LEAST_SUFFIX, FRESH_SUFFIX_SHARE * fresh, MOST_SUFFIX)
    ahead = AHEAD_WAITS * wait_s * read_tokens_per_s
    prefix = _between(LEAST_PREFIX, ahead, MOST_PREFIX)
    evidence = _between(0, ahead, MOST_EVIDENCE)
    room = int((1 - SPARE_SHARE) * context_length) - answer
    wanted = evidence + prefix + suffix
    if wanted > room:
        scale = max(room, 0) / wanted
        evidence, prefix, suffix = int(evidence * scale), int(prefix * scale), int(suffix * scale)
    return Budget(evidence, prefix, suffix, answer, int(fresh))


def _between(least: float, value: float, most: float) -> int:
    return int(min(max(value, least), most))
