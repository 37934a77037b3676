"""How fast a backend reads and writes, from what it really took: the prompt is sized by this."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from time import time_ns

from lamp_lsp.backends.protocol import Backend, Capabilities, ChatMessage, GenerationOptions, Timing

ASSUMED_READ_TOKENS_PER_S = 120.0
ASSUMED_WRITE_TOKENS_PER_S = 25.0
"""Before anything is measured: a 0.5B model on two cores, so that the first prompt is rather too short."""

_REMEMBERED = 24
"""Generations that count: a few minutes of typing, after which a busy or a throttled machine has shown itself."""

_HELD = 0.15
"""Share by which a speed has to change before it is told: with every change the prompts are cut otherwise, and what the
model's prefix cache holds of them is lost."""

_FEWEST_READ = 24
_FEWEST_WRITTEN = 4
"""Shorter samples measure the overhead of a call instead of the model."""

_MEASURED_TOKENS = 8

_SAMPLE = """\
import csv
from pathlib import Path


def read_rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


class Counter:
    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def add(self, key: str, amount: int = 1) -> None:
        self._counts[key] = self._counts.get(key, 0) + amount

    def most_common(self, count: int) -> list[tuple[str, int]]:
        ordered = sorted(self._counts.items(), key=lambda item: item[1], reverse=True)
        return ordered[:count]
"""
"""Ordinary code: about 170 tokens, read in one second on two cores."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Tokens a second."""

    read_tokens_per_s: float
    write_tokens_per_s: float
    measured: bool
    """False: both are assumptions."""

    def is_like(self, other: "Speed") -> bool:
        """Say whether the other is not worth to be told apart from it."""
        rates = (
            (self.read_tokens_per_s, other.read_tokens_per_s),
            (self.write_tokens_per_s, other.write_tokens_per_s),
        )
        return self.measured == other.measured and all(abs(new / old - 1) <= _HELD for new, old in rates)


class SpeedEstimate:
    """Recent speed, robust against the odd call that a busy machine made slow."""

    def __init__(self) -> None:
        self._reads: deque[tuple[int, float]] = deque(maxlen=_REMEMBERED)
        self._writes: deque[tuple[int, float]] = deque(maxlen=_REMEMBERED)
        self._told: Speed | None = None

    def add(self, timing: Timing) -> None:
        """Learn from one generation."""
        if timing.read_tokens >= _FEWEST_READ and timing.read_s > 0:
            self._reads.append((timing.read_tokens, timing.read_s))
        if timing.written_tokens >= _FEWEST_WRITTEN and timing.write_s > 0:
            self._writes.append((timing.written_tokens, timing.write_s))

    def estimate(self) -> Speed:
        """Return the median speed of recent generations, each weighted by its tokens; held while it changes little."""
        found = Speed(
            read_tokens_per_s=weighted_median_rate(self._reads) or ASSUMED_READ_TOKENS_PER_S,
            write_tokens_per_s=weighted_median_rate(self._writes) or ASSUMED_WRITE_TOKENS_PER_S,
            measured=bool(self._reads or self._writes),
        )
        if self._told is None or not found.is_like(self._told):
            self._told = found
        return self._told


def weighted_median_rate(samples: Iterable[tuple[int, float]]) -> float | None:
    """Return the rate of (tokens, seconds) samples below which half of all tokens were read or written.

    >>> weighted_median_rate([(100, 1.0), (100, 1.25), (10, 10.0)])
    80.0
    """
    ordered = sorted((tokens / seconds, tokens) for tokens, seconds in samples)
    half = sum(tokens for _, tokens in ordered) / 2
    seen = 0
    for rate, tokens in ordered:
        seen += tokens
        if seen >= half:
            return rate
    return None


async def measure_speed(backend: Backend, capabilities: Capabilities) -> SpeedEstimate:
    """Measure an open backend with one short completion: about a second and a half on two cores, less elsewhere."""
    estimate = SpeedEstimate()
    # No cache holds a text that begins with the time of day.
    sample = f"# {time_ns()}\n{_SAMPLE}\n\ndef "
    options = GenerationOptions(max_tokens=_MEASURED_TOKENS)
    by_chat = capabilities.fim is None and capabilities.chat  # such a server need not take raw prompts at all
    items = backend.chat([ChatMessage("user", sample)], options) if by_chat else backend.generate(sample, options)
    async for item in items:
        if isinstance(item, Timing):
            estimate.add(item)
    return estimate
