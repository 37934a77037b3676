"""Secrets go before any text is kept.

A secret is found by its own form (``formats``), by the name it is given to (``named``), by its place (``placed``), or
because it is a private key or a long run of random characters (``blocks``). Only its characters are replaced, so that a
string stays a string, code stays parseable and no line moves.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from style_learner.privacy.blocks import dense_runs, private_keys
from style_learner.privacy.formats import OWN, detect_secrets_patterns
from style_learner.privacy.judging import Span
from style_learner.privacy.likeness import REDACTED, is_stand_in
from style_learner.privacy.named import named
from style_learner.privacy.placed import placed

__all__ = ["Redacted", "redact", "redact_joined"]


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without its secrets."""

    text: str
    kinds: tuple[str, ...]
    """What was found, once each, in the order of the alphabet: ``password``, ``private key`` ..."""


def redact(text: str) -> Redacted:
    """Replace every secret in ``text``.

    Redacting twice is redacting once; a text without secrets comes back as it is. About 0.1 s for 100 kB, and
    0.3 s more the first time in a process.
    """
    kinds: set[str] = set()
    while spans := _disjoint(_secrets(text)):
        kinds.update(kind for _, _, kind in spans)
        text = _without(text, spans)
    return Redacted(text, tuple(sorted(kinds)))


def redact_joined(*parts: str) -> tuple[str, ...]:
    """Replace every secret in texts that stand one behind the other, also one that lies across their borders.

    Each border is a cursor, at which a secret may have been written in part: what would be one if it went on is taken
    for one. The end of the last part is no border.

    >>> redact_joined('password = "', 'hunter2"')
    ('password = "', '<redacted>"')
    >>> redact_joined("key = 'ghp_16C7e42F", "")[0]
    "key = '<redacted>"
    """
    while spans := _disjoint(_secrets("".join(parts))):
        parts = _cut(parts, spans)
    for border in range(1, len(parts)):
        begun = _begun("".join(parts[:border]))
        if begun is not None:
            parts = _cut(parts, [begun])
    return _without_rests(parts)


def _secrets(text: str) -> Iterator[Span]:
    lower = text.lower()
    yield from private_keys(text)
    yield from _known_formats(text, lower)
    yield from named(text)
    yield from placed(text, lower)
    yield from dense_runs(text)


def _disjoint(spans: Iterator[Span]) -> list[Span]:
    """Return spans in order, overlapping ones as one."""
    result: list[Span] = []
    for start, end, kind in sorted(spans):
        if result and start < result[-1][1]:
            first, last, first_kind = result[-1]
            result[-1] = (first, max(last, end), first_kind)
        elif start < end:
            result.append((start, end, kind))
    return result


def _without(text: str, spans: Sequence[Span]) -> str:
    parts, end_before = [], 0
    for start, end, _ in spans:
        parts += [text[end_before:start], REDACTED]
        end_before = end
    return "".join([*parts, text[end_before:]])


def _cut(parts: Sequence[str], spans: Sequence[Span]) -> tuple[str, ...]:
    """Replace spans of the joined text in each part that they touch."""
    starts = list(accumulate(map(len, parts), initial=0))
    return tuple(
        _without(
            part,
            [(max(a, first) - first, min(b, last) - first, kind) for a, b, kind in spans if a < last and b > first],
        )
        for part, first, last in zip(parts, starts, starts[1:], strict=False)
    )


_TAIL_CHARACTERS = 400
_RANDOM = "k9Q7xT2mZ4vB8nL1pR6wJ3yH5cF0dS9gA2eK7uX4iM8oV1bN6tC3rP5zE0"
_GOES_ON = (
    f"{_RANDOM}.{_RANDOM}@h.example/\"';\n",
    "Q4WHXUZ5MT2RKVBN7LJ6GD3C\"'\n",
    "8f3a91c07d2be645" * 8 + "\"'\n",
)
"""What a token might go on with: mixed characters (and what ends a password in an address), capitals, hexadecimals."""
_UNFINISHED = re.compile(r"[^\s\"'`]*$")
_RANDOM_LOOKING = re.compile(
    r"(?:(?=.*\d)(?=.*[A-Za-z])|(?=[^A-Z]*[A-Z][^A-Z]*[A-Z])(?=.*[a-z]))[\w+/=-]{8,}$"  # with a digit, or of mixed case
)
_PLAIN_NAME = re.compile(r"[A-Za-z_][a-z_]*(?:\.[a-z_]*)*$")


def _begun(before: str) -> Span | None:
    """Return the beginning of a secret that would be one if it went on behind the end of ``before``."""
    offset = max(0, len(before) - _TAIL_CHARACTERS)
    tail = before[offset:]
    if not tail or tail[-1].isspace() or tail.endswith(REDACTED):
        return None
    for rest in _GOES_ON:
        for start, end, kind in _disjoint(_secrets(tail + rest)):
            if start < len(tail) < end and _may_have_begun(tail, start, kind):
                return offset + start, len(before), kind
    return None


def _may_have_begun(tail: str, start: int, kind: str) -> bool:
    """Tell a begun secret from a name that is being typed, to which any random characters would make one."""
    written, quote = tail[start:], tail[start - 1 : start]
    if kind == "random data":
        return _RANDOM_LOOKING.match(written) is not None
    bare = quote not in {'"', "'", "`"}
    return not (bare and kind in {"named secret", "password"} and _PLAIN_NAME.match(written)) or tail[:start].endswith(
        "="
    )


_REST = re.compile(r"[^\s\"'`;,)\]}>@:({\[<.]+")


def _without_rests(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Take away the rest of a secret that was replaced up to a border, as that of an earlier half would be."""
    result: list[str] = list(parts[:1])
    for part in parts[1:]:
        rest = _REST.match(part) if result[-1].endswith(REDACTED) else None
        result.append(REDACTED + part[rest.end() :] if rest and not part.startswith(REDACTED) else part)
    return tuple(result)


_TOKEN_CHARACTERS = re.compile(r"[\w+/=-]*")


def _known_formats(text: str, lower: str) -> Iterator[Span]:
    """Find tokens of known services, whole: some patterns stop before the token does."""
    for kind, pattern in (("access token", OWN), *detect_secrets_patterns()):
        if _SLOW.get(kind, "") not in lower:
            continue
        for match in pattern.finditer(text):
            group = next((index for index in range(1, pattern.groups + 1) if len(match[index] or "") >= _SHORTEST), 0)
            start, end = match.span(group)
            start += len(match[group]) - len(match[group].lstrip(" \t\r\n=:\"'"))
            end = start + len(match[group].strip(" \t\r\n=:\"'"))
            if not is_stand_in(text[start:end]) and (kind in _SLOW or any(map(str.isdigit, text[start:end]))):
                rest = _TOKEN_CHARACTERS.match(text, end)
                yield start, rest.end() if rest else end, kind


_SLOW = {
    "cloudant credentials": "cloudant",
    "ibm cloud iam key": "ibm",
    "ibm cos hmac credentials": "ibm",
    "softlayer credentials": "softlayer",
}
"""Patterns that take a third of the whole time, tried only where their service is named."""
_SHORTEST = 3
"""A shorter group is a part of a pattern, not a secret; passwords in addresses may be as short."""
