"""Code to the words it is found by: whole identifiers, their parts, and ``owner.member`` pairs."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, pairwise

__all__ = ["family_of", "identifiers", "words"]

LONGEST_WORD = 60
"""Characters; longer runs are hashes and encoded data."""

_IDENTIFIER = re.compile(r"[^\W\d]\w*(?:(?:\.|::|->)[^\W\d]\w*)*")
_SEPARATOR = re.compile(r"\.|::|->")
_PART = re.compile(r"[^\W\d_]?[^\WA-Z\d_]+|[A-Z]+(?![a-z])|\d+")

_FAMILIES = {
    "javascriptreact": "javascript",
    "typescript": "javascript",
    "typescriptreact": "javascript",
    "c": "cpp",
}


def family_of(language: str) -> str:
    """Return the name under which languages share snippets: JavaScript with TypeScript, C with C++."""
    return _FAMILIES.get(language, language)


def words(text: str) -> Iterator[str]:
    """Return the words of ``text``, repeated as often as they occur.

    >>> list(words("self.parseHTTP2_url(x)"))
    ['self', 'parsehttp2_url', 'parse', 'http', 'url', 'self.parsehttp2_url']
    """
    return chain.from_iterable(map(_words_of, _IDENTIFIER.findall(text)))


def identifiers(text: str) -> Iterator[str]:
    """Yield each identifier as it is written, members without their owners."""
    for names in _IDENTIFIER.findall(text):
        yield from _SEPARATOR.split(names)


@lru_cache(maxsize=100_000)
def _words_of(identifier: str) -> tuple[str, ...]:
    names = [name for name in _SEPARATOR.split(identifier) if len(name) <= LONGEST_WORD]
    found: list[str] = []
    for name in names:
        whole = name.lower()
        if len(whole) > 1:
            found.append(whole)
        parts = [part.lower() for part in _PART.findall(name)]
        if len(parts) > 1:
            found.extend(part for part in parts if len(part) > 2)  # noqa: PLR2004 shorter parts tell nothing apart
    found.extend(f"{owner}.{member}".lower() for owner, member in pairwise(names))
    return tuple(found)
