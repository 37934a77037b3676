"""Secrets go before any text is kept.

A secret is found by its own form (``formats``), by the name it is given to (``password = "..."``), or by its place
(a private key's block, the password in an address, an authorization header). Only its characters are replaced, so
that a string stays a string, code stays parseable and no line moves.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from style_learner.privacy.formats import OWN, detect_secrets_patterns
from style_learner.privacy.likeness import REDACTED, is_dense, is_password, is_random, is_stand_in

Span = tuple[int, int, str]
"""Start and end of a secret in the text, and its kind."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without its secrets."""

    text: str
    kinds: tuple[str, ...]
    """What was found, once each, in the order of the alphabet: ``password``, ``private key`` ..."""


def redact(text: str) -> Redacted:
    """Replace every secret in ``text``.

    Redacting twice is redacting once; a text without secrets comes back as it is. About 0.07 s for 100 kB, and
    0.3 s more the first time in a process.
    """
    kinds: set[str] = set()
    while spans := _disjoint(_secrets(text)):
        kinds.update(kind for _, _, kind in spans)
        parts, end_before = [], 0
        for start, end, _ in spans:
            parts += [text[end_before:start], REDACTED]
            end_before = end
        text = "".join([*parts, text[end_before:]])
    return Redacted(text, tuple(sorted(kinds)))


def _secrets(text: str) -> Iterator[Span]:
    yield from _private_keys(text)
    yield from _known_formats(text)
    yield from _named(text)
    yield from _placed(text)
    yield from _dense(text)


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


_KEY_BLOCK = re.compile(
    r"(?P<begin>-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d)"
    r"(?P<body>.*?)(?P<end>-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|Private-MAC:|\Z)",
    re.DOTALL,
)
_KEY_LINE = re.compile(r"\\[nrt]|([A-Za-z0-9+/=]{4,})")
"""Escaped line ends inside a string are stepped over: the letter is not the key's."""


def _private_keys(text: str) -> Iterator[Span]:
    for block in _KEY_BLOCK.finditer(text):
        for run in _KEY_LINE.finditer(text, *block.span("body")):
            if run[1] and run[1] not in REDACTED:
                yield *run.span(1), "private key"


_TOKEN_CHARACTERS = re.compile(r"[\w+/=-]*")


def _known_formats(text: str) -> Iterator[Span]:
    """Find tokens of known services, whole: some patterns stop before the token does."""
    lower = text.lower()
    for kind, pattern in (("access token", OWN), *detect_secrets_patterns()):
        if _SLOW.get(kind, "") not in lower:
            continue
        for match in pattern.finditer(text):
            group = next((index for index in range(1, pattern.groups + 1) if len(match[index] or "") >= _SHORTEST), 0)
            start, end = match.span(group)
            start += len(match[group]) - len(match[group].lstrip(" \t\r\n=:\"'"))
            end = start + len(match[group].strip(" \t\r\n=:\"'"))
            if not is_stand_in(text[start:end]):
                rest = _TOKEN_CHARACTERS.match(text, end)
                yield start, rest.end() if rest and kind != "basic auth credentials" else end, kind


_SLOW = {
    "cloudant credentials": "cloudant",
    "ibm cloud iam key": "ibm",
    "ibm cos hmac credentials": "ibm",
    "softlayer credentials": "softlayer",
}
"""Patterns that take a third of the whole time, tried only where their service is named."""
_SHORTEST = 3
"""A shorter group is a part of a pattern, not a secret; passwords in addresses may be as short."""

_NAMES = (
    r"(?P<name>passw(?:or)?d|passphrase|pwd|(?:api|access|auth|account|client|private|secret|signing|encryption|"
    r"master|storage)[_-]?key|apikey|secret|token|credentials?|bearer)(?-i:(?![a-z]))"
)
_NOT_ITS_VALUE = (
    r"(?![_-]?(?:name|type|ur[li]|field|label|header|path|file|env|id|prefix|suffix|re|regex|pattern|format|hint|error|"
    r"message|kind|length|size|count|column|class|var|param|endpoint|expir\w*|help|title|description|location|dir|"
    r"index|text|strateg\w+|s)\b)"
)
_QUOTED_VALUE = re.compile(
    rf"{_NAMES}{_NOT_ITS_VALUE}(?P<more>\w{{0,30}})['\"\]]{{0,3}}(?:\s*:\s*[\w.<>\[\]| &']{{1,40}}?)?"
    r"\s{0,20}(?P<by>:=|=>|[!=]==?|=|:|,|\()\s{0,20}[@$a-zA-Z]{0,2}(?P<quote>[\"'`])(?P<value>(?:\\.|(?!(?P=quote))[^\\\n])+)",
    re.IGNORECASE,
)
_BARE_VALUE = re.compile(
    rf"{_NAMES}{_NOT_ITS_VALUE}(?P<more>\w{{0,30}})[ \t]{{0,4}}[=:][ \t]{{0,4}}"
    r"(?P<value>[^\s\"'`<>(){}\[\],;$]+)(?=\s|$|[&;,\"'`])",
    re.IGNORECASE,
)
_PASSWORD_NAMES = {"password", "passwd", "passphrase", "pwd"}


def _named(text: str) -> Iterator[Span]:
    """Find values given to something with a telling name; a password may be weak, other secrets are random."""
    for match in _QUOTED_VALUE.finditer(text):
        name, value = match["name"].lower(), match["value"]
        weak = name in _PASSWORD_NAMES and not match["more"] and match["by"] not in {",", "("}
        if is_password(value) if weak else is_random(value, _LEAST_QUOTED):
            yield *match.span("value"), _kind(name)
    for match in _BARE_VALUE.finditer(text):
        # In an address the next parameter begins at the next ampersand, elsewhere it is a character like others.
        value = match["value"].split("&", 1)[0] if _in_address(text, match.start()) else match["value"]
        if is_random(value, _LEAST_BARE):
            yield match.start("value"), match.start("value") + len(value), _kind(match["name"].lower())


_LEAST_QUOTED, _LEAST_BARE = 8, 12
"""Bare values may be expressions of the language, so more is asked of them."""


def _kind(name: str) -> str:
    return "password" if name in _PASSWORD_NAMES else "named secret"


_PLACES: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    (
        "password in an address",
        re.compile(r"[a-z][a-z0-9+.-]{1,30}://[^\s:/@\"'`<>]{0,100}:(?P<value>[^\s/@\"'`<>]{1,200})@", re.IGNORECASE),
        lambda value: not is_stand_in(value),
    ),
    (
        "password in a connection string",
        re.compile(
            r"\b(?:password|pwd|accountkey|sharedaccesskey)\s?=\s?(?P<value>[^;\s\"'`<>]{4,200});", re.IGNORECASE
        ),
        is_password,
    ),
    (
        "authorization header",
        re.compile(r"\b(?:bearer|basic|token|digest)[ \t]+(?P<value>[A-Za-z0-9._~+/-]{16,}=*)", re.IGNORECASE),
        lambda value: is_random(value, 16),
    ),
    (
        "token of a package index",
        re.compile(r":_(?:authToken|password|auth)[ \t]*=[ \t]*\"?(?P<value>[^\s\"'<>$]+)"),
        lambda value: not is_stand_in(value),
    ),
    (
        "password of a network login",
        re.compile(
            r"^[ \t]*(?:machine[ \t]+\S+[ \t]+)?login[ \t]+\S+\s+password[ \t]+(?P<value>[^\s<>]+)", re.MULTILINE
        ),
        is_password,
    ),
    (
        "key in an address",
        re.compile(r"[?&](?:access_token|api_?key|key|sig|signature|token|auth)=(?P<value>[A-Za-z0-9._~+/%=-]{16,})"),
        lambda value: is_random(value, 16),
    ),
)


def _placed(text: str) -> Iterator[Span]:
    for kind, pattern, looks_secret in _PLACES:
        for match in pattern.finditer(text):
            if looks_secret(match["value"]):
                yield *match.span("value"), kind


_RUN = re.compile(r"[A-Za-z0-9+/_-]{40,}={0,2}")
_ADDRESS_BEFORE = re.compile(r"https?://[^\s\"'`<>]*$")
"""An address is known by its end, which ``search`` is told to see at the position asked for."""
_LONGEST_ADDRESS = 200


def _dense(text: str) -> Iterator[Span]:
    """Find long runs of random base64: keys without a name, lines of a key whose block is cut off."""
    for match in _RUN.finditer(text):
        if is_dense(match[0]) and not _in_address(text, match.start()):
            yield *match.span(), "random data"


def _in_address(text: str, position: int) -> bool:
    return _ADDRESS_BEFORE.search(text, max(0, position - _LONGEST_ADDRESS), position) is not None
