"""How evidence of rules is kept: as observations, so that one table, one export and one forgetting serve it too."""

import json
import re
from collections.abc import Callable
from functools import lru_cache

from style_learner.rules.edits import KEYWORDS, replacements, tokens
from style_learner.types import Observation, Source, Suggestion

RULE = "rule"
"""The feature under which evidence is kept; the choice is a JSON list of what was offered and what became of it, the
example the words around, the nearest first."""
MOST_AROUND = 120
"""Characters of an observation's example."""

_WORD = re.compile(r"[^\W\d]\w{2,}")


def rule_name(old: str) -> str:
    """Return the name by which a rule is corrected, as a feature's is for habits."""
    return f"{RULE} {old}"


def replaced_by_rule(name: str) -> str:
    """Return what the rule of that name replaces; empty where it is a feature's name.

    >>> replaced_by_rule(rule_name("requests.get")), replaced_by_rule("quotes")
    ('requests.get', '')
    """
    kind, _, old = name.partition(" ")
    return old if kind == RULE else ""


def is_rule(observation: Observation) -> bool:
    """Whether an observation is evidence of a rule rather than of a habit."""
    return observation.feature == RULE


def replaced(observation: Observation) -> tuple[str, str]:
    """Return what was offered and what became of it; the same text where it was left."""
    return _pair(observation.choice)


@lru_cache(maxsize=4_096)
def _pair(choice: str) -> tuple[str, str]:
    old, new = json.loads(choice)
    return str(old), str(new)


def evidence_of_edit(
    suggestion: Suggestion, stands: str, origin: str, at: float, *, finished: bool = False
) -> list[Observation]:
    """Return what the text that stands in a suggestion's place says of rules."""
    found = replacements(suggestion.text, stands, finished=finished)
    return [_observation(suggestion, one.old, one.new, Source.EDITED, origin, at) for one in found]


def evidence_of_taking(
    suggestion: Suggestion, taken: str, origin: str, at: float, *, is_known: Callable[[str, str], bool]
) -> list[Observation]:
    """Return what taking a text as it was says: names in it that were replaced elsewhere were right here."""
    names = dict.fromkeys(token.text for token in tokens(taken) if token.is_name)
    kept = [name for name in names if is_known(name, suggestion.language)]
    return [_observation(suggestion, name, name, Source.ACCEPTED, origin, at) for name in kept]


def _observation(suggestion: Suggestion, old: str, new: str, source: Source, origin: str, at: float) -> Observation:
    return Observation(
        RULE,
        json.dumps([old, new]),
        suggestion.language,
        suggestion.project,
        source,
        origin,
        at,
        1.0,
        around(suggestion.before, suggestion.text),
    )


def around(before: str, text: str) -> str:
    r"""Return the words around a suggestion, those on the nearest lines first.

    >>> around("import os\npath = os.getcwd()\\n", "print(path)")
    'print path getcwd'
    """
    lines = [text, *reversed(before.splitlines())]
    words = dict.fromkeys(word for line in lines for word in _WORD.findall(line) if word.lower() not in KEYWORDS)
    kept = ""
    for word in words:
        if len(kept) + len(word) + 1 > MOST_AROUND:
            break
        kept = f"{kept} {word}".strip()
    return kept
