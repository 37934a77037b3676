"""What a developer replaced in a suggestion, token by token.

Tokens are found by one regular expression for all languages; a dotted name is one token, so that a call replaced by
another module's is one replacement.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

LEAST_ALIKE = 0.5
"""Share of tokens in common, below which a text was written anew and not corrected."""
MOST_TOKENS = 3
"""On either side of a replacement; more is another idea, not a manner."""
MOST_CHARACTERS = 60
MOST_COMPARED = 400
"""Tokens of a text that are compared; suggestions are shorter."""

_KEYWORDS_IN_A_ROW = (
    "and as assert async await break case catch class const continue def default do elif else enum except export "
    "extends finally fn for from func function global if impl import in interface is lambda let match mut new none "
    "nonlocal not null or pass private pub public raise return self static struct super switch this throw trait try "
    "type undefined use var void while with yield true false"
)
KEYWORDS = frozenset(_KEYWORDS_IN_A_ROW.split())
"""Of all languages, in small letters: they tell nothing of a manner, and none may come in the place of a name."""
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*|//[^\n]*)
      | (?P<string>[rbfu]{0,2}(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`))
      | (?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
      | (?P<other>\d[\w.]*|[-+*/%&|^=<>!:]=|->|=>|&&|\|\||[^\w\s])""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """A piece of code and where it stands in its text, in characters."""

    text: str
    start: int
    end: int
    is_name: bool


@dataclass(frozen=True, slots=True)
class Replacement:
    """What stood in a suggestion, and what the developer put there."""

    old: str
    new: str


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text, its comments left out."""
    found = (match for match in _TOKEN.finditer(text) if match.lastgroup != "comment")
    return [Token(match[0], match.start(), match.end(), match.lastgroup == "name") for match in found]


def replacements(offered: str, stands: str, *, finished: bool = False) -> list[Replacement]:
    """Return what was replaced in ``offered`` where ``stands`` is a correction of it.

    What ends the text that stands is left out, unless its line is ended or the text is said to be ``finished``.

    >>> replacements("data = requests.get(url)", "data = httpx.get(url)")
    [Replacement(old='requests.get', new='httpx.get')]
    >>> replacements("return None", "for item in items: print(item)")
    []
    """
    one, other = tokens(offered)[:MOST_COMPARED], tokens(stands)[:MOST_COMPARED]
    matcher = SequenceMatcher(None, [token.text for token in one], [token.text for token in other], autojunk=False)
    if not one or not other or matcher.ratio() < LEAST_ALIKE:
        return []
    last = len(other) + (finished or stands.rstrip(" \t").endswith("\n"))
    found = [
        Replacement(_between(offered, one[old_from:old_to]), _between(stands, other[new_from:new_to]))
        for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes()
        if kind == "replace" and new_to < last and _is_short(one[old_from:old_to], other[new_from:new_to])
    ]
    return list(dict.fromkeys(one for one in found if _is_manner(one)))


def occurrences(text: str, wanted: str) -> list[tuple[int, int]]:
    """Return where ``wanted`` stands in the code of ``text``, as whole tokens, in characters."""
    here, sought = tokens(text), [token.text for token in tokens(wanted)]
    count = len(sought)
    if not count:
        return []
    return [
        (here[begin].start, here[begin + count - 1].end)
        for begin in range(len(here) - count + 1)
        if [token.text for token in here[begin : begin + count]] == sought
    ]


def _between(text: str, part: Sequence[Token]) -> str:
    return text[part[0].start : part[-1].end]


def _is_short(old: Sequence[Token], new: Sequence[Token]) -> bool:
    return max(len(old), len(new)) <= MOST_TOKENS and _has_name(old) and _has_name(new)


def _has_name(part: Sequence[Token]) -> bool:
    return any(token.is_name and token.text.lower() not in KEYWORDS for token in part)


def _is_manner(one: Replacement) -> bool:
    whole = one.old + one.new
    return "\n" not in whole and max(len(one.old), len(one.new)) <= MOST_CHARACTERS
