"""What is known of Ollama's versions: which are too old, which have a fault, and what that means for LAMP."""

import re
from dataclasses import dataclass

OLDEST = (0, 24, 0)
"""The oldest that LAMP was tried on."""
TRIED = ("0.24.0", "0.34.2")

_COUNTS_NEW_TOKENS_ALONE = (0, 30, 0)

Version = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a version, and the one thing to do."""

    found: str
    next_step: str


_UPDATE = "Update Ollama (https://ollama.com/download), then restart it."


def parsed(version: str) -> Version | None:
    """Return a version as numbers; None for one that has none, as a build from source.

    >>> parsed("0.34.2"), parsed("v0.30.0-rc1"), parsed("0.0.0"), parsed("main")
    ((0, 34, 2), (0, 30, 0), None, None)
    """
    found = re.match(r"v?(\d+)\.(\d+)\.(\d+)", version.strip())
    numbers = (int(found[1]), int(found[2]), int(found[3])) if found else (0, 0, 0)
    return numbers if any(numbers) else None


def counts_new_tokens_alone(version: str) -> bool:
    """Say whether a server's count of a prompt leaves out what its cache held (fixed in 0.30.1)."""
    return parsed(version) == _COUNTS_NEW_TOKENS_ALONE


def standing(version: str) -> str:
    """Say how a version stands to those that LAMP was tried on.

    >>> standing("0.34.2"), standing("0.40.0")
    ('tried with LAMP', 'newer than 0.34.2, the newest tried with LAMP')
    """
    numbers, newest = parsed(version), parsed(TRIED[-1])
    if version in TRIED:
        return "tried with LAMP"
    if numbers is None or newest is None:
        return "a version that says no number, not tried with LAMP"
    if numbers > newest:
        return f"newer than {TRIED[-1]}, the newest tried with LAMP"
    if numbers < OLDEST:
        return f"older than {TRIED[0]}, the oldest tried with LAMP"
    return f"between those tried with LAMP ({', '.join(TRIED)})"


def trouble_with(version: str) -> Trouble | None:
    """Return what is known against a version; None where nothing is.

    >>> trouble_with("0.34.2") is None, trouble_with("0.5.1").found
    (True, 'older than 0.24, the oldest version that LAMP was tried on')
    """
    numbers = parsed(version)
    if numbers is None:
        return None
    if numbers < OLDEST:
        return Trouble("older than 0.24, the oldest version that LAMP was tried on", _UPDATE)
    if numbers == _COUNTS_NEW_TOKENS_ALONE:
        return Trouble("it miscounts prompts, so that LAMP sizes them by a guess (fixed in 0.30.1)", _UPDATE)
    return None
