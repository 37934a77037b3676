"""Where the developer came this way before: texts that hold the very tokens before the cursor, and go on.

What followed them there is the best evidence of what follows here. Searches by words find texts of the same matter, in
whatever order; this compares the order.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

__all__ = [
    "LEAST_INFORMATION",
    "Run",
    "Tail",
    "goes_on_below",
    "head_of",
    "information_of",
    "is_shown",
    "least_run",
    "longest_run",
    "tail_of",
]

Tail = tuple[str, ...]

LONGEST_RUN = 24
"""Tokens compared: two or three lines. What agrees on so many goes on alike as far as anything tells."""
LEAST_INFORMATION = 11.0
"""Nats that a run has to tell: two rare names, or a long run of common ones. Shorter ones are syntax that recurs
anywhere, and evidence of nothing (docs/learning.md)."""
OF_A_MARK = 0.5
"""Nats of a bracket, an operator or a line's end."""

FOLLOWING = 8
"""Tokens behind a run that tell whether the window shows the same."""
LEAST_BELOW = 3
"""Tokens that tell whether two texts go on alike: fewer are a bracket and a line's end."""

_TOKEN = re.compile(r"\w+|[^\w\s]|\n")
_BLANK = re.compile(r"\n\s*\n")
_SEPARATOR = "\0"


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens before the cursor that stand in another text too, and what follows them there."""

    tokens: Tail
    then: Tail


def tail_of(prefix: str) -> Tail:
    r"""Return the last tokens before the cursor; blank lines and indentation tell nothing.

    >>> tail_of("x = 1\n\n    total(")
    ('x', '=', '1', '\n', 'total', '(')
    """
    return _tokens(prefix[-80 * LONGEST_RUN :])[-LONGEST_RUN:]


def head_of(suffix: str) -> Tail:
    r"""Return the first tokens behind the cursor.

    >>> head_of("\n\n    total(\n")
    ('total', '(')
    """
    return _tokens(suffix[: 80 * FOLLOWING].strip())[:FOLLOWING]


def longest_run(tail: Tail, text: str) -> Run:
    r"""Return the longest end of ``tail`` that stands in ``text`` with something behind it, the last time it does.

    >>> longest_run(tail_of("y = 2\nprint("), "x = 1\nprint(x)\n")
    Run(tokens=('\n', 'print', '('), then=('x', ')'))
    >>> longest_run(tail_of("print("), "print(")
    Run(tokens=(), then=())
    """
    joined = _joined(text)
    known, unknown = 0, len(tail) + 1
    while unknown - known > 1:  # a run that is there has all shorter ones there
        middle = (known + unknown) // 2
        known, unknown = (middle, unknown) if _bounded(tail[-middle:]) in joined else (known, middle)
    if not known:
        return Run((), ())
    run = _bounded(tail[-known:])
    behind = joined[joined.rindex(run) + len(run) :]
    return Run(tail[-known:], tuple(behind.split(_SEPARATOR)[:FOLLOWING]))


def least_run(tail: Tail, rarity: Mapping[str, float]) -> Tail:
    """Return the shortest end of ``tail`` that tells enough; nothing where all of it does not.

    A text that holds a run worth showing holds all of these tokens, which is looked up much faster than the run.

    >>> least_run(("a", "b", "c"), {"a": 9.0, "b": 6.0, "c": 6.0})
    ('b', 'c')
    """
    lengths = range(1, len(tail) + 1)
    return next(
        (tail[-length:] for length in lengths if information_of(tail[-length:], rarity) >= LEAST_INFORMATION), ()
    )


def is_shown(run: Run, text: str) -> bool:
    """Say whether ``text`` goes on after the run as well, in the same way, so that nobody need be reminded of it."""
    return _SEPARATOR.join(["", *run.tokens[-FOLLOWING:], *run.then]) in _joined(text)


def goes_on_below(run: Run, below: Tail) -> bool:
    r"""Say whether what follows the run is what stands below the cursor: then it is a copy of this very place.

    >>> goes_on_below(Run((), ("\n", "b", "(", ")", "\n", "c")), ("b", "(", ")"))
    True
    >>> goes_on_below(Run((), ("}",)), ("}", "\n", "b"))
    False
    """
    then = run.then[1:] if run.then[:1] == ("\n",) else run.then
    compared = min(len(then), len(below))
    return compared >= LEAST_BELOW and then[:compared] == below[:compared]


def information_of(run: Tail, rarity: Mapping[str, float]) -> float:
    """Return what a run of tokens tells, in nats; ``rarity`` is that of words, in lower case."""
    return sum(rarity.get(token.lower(), OF_A_MARK) for token in run)


def _tokens(text: str) -> Tail:
    return tuple(_TOKEN.findall(_BLANK.sub("\n", text.lstrip())))


def _bounded(tokens: Tail) -> str:
    return _SEPARATOR.join(["", *tokens, ""])


@lru_cache(maxsize=256)  # the window is compared with each text that goes on from there
def _joined(text: str) -> str:
    """Return the tokens of ``text`` in one string to be searched; the last one is cut off its separator behind."""
    tokens = _tokens(text.rstrip())
    return _SEPARATOR.join(["", *tokens])
