"""Find private keys: a block line by line, whole or cut off, and keys in other wrappings."""

import re
from collections.abc import Iterator

from style_learner.privacy.judging import Span
from style_learner.privacy.likeness import REDACTED, is_dense

__all__ = ["dense_runs", "private_keys"]

_BLOCK = re.compile(
    r"(?P<begin>-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d)"
    r"(?P<body>.*?)(?P<end>-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|Private-MAC:|\Z)",
    re.DOTALL,
)
_LINE = re.compile(r"\\[nrt]|([A-Za-z0-9+/=]{4,})")
"""Escaped line ends inside a string are stepped over: the letter is not the key's."""
_END = re.compile(r"-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----")
_MOST_ABOVE = 8_000
_JSON_KEY = re.compile(r"\\*\"(?:d|p|q|dp|dq|qi|k)\\*\"\s*:\s*\\*\"(?P<value>[A-Za-z0-9_-]{16,})")
_RUN = re.compile(r"[A-Za-z0-9+/_-]{40,}={0,2}")
_NEXT_LINE = re.compile(
    r"(?:\\n)?[\"'`]?[ \t]*[+\\]?[ \t]*\n[ \t#/*]*[\"'`]?([A-Za-z0-9+/]{4,}={0,2})(?=(?:\\n)?[\"'`]?"
    r"[ \t]*[;,)]?[ \t]*(?:\n|$))"
)
_ADDRESS_BEFORE = re.compile(r"https?://[^\s\"'`<>]*$")
"""An address is known by its end, which ``search`` is told to see at the position asked for."""
_LONGEST_ADDRESS = 200
_LINE_LENGTH = 60
"""Base64 is broken at 64 or 76 characters; a shorter line ends it."""


def private_keys(text: str) -> Iterator[Span]:
    """Find what stands between the marks of a private key, also where one of them is cut off."""
    if "PRIVATE KEY" in text or "PuTTY" in text:
        for block in _BLOCK.finditer(text):
            yield from _lines(text, *block.span("body"))
        for end in _END.finditer(text):
            yield from _lines_before(text, end.start())
    if '"kty' in text or '\\"kty' in text:
        yield from ((*match.span("value"), "private key") for match in _JSON_KEY.finditer(text))


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    for run in _LINE.finditer(text, start, end):
        if run[1] and run[1] not in REDACTED:
            yield *run.span(1), "private key"


def _lines_before(text: str, end: int) -> Iterator[Span]:
    """Go up from a block's end, whose beginning may be out of sight, as long as lines hold base64 alone."""
    start = max(0, end - _MOST_ABOVE)
    above = text[start:end]
    if "-----BEGIN" in above:
        return
    lines = above.splitlines(keepends=True)
    while lines and (
        not lines[-1].strip()
        or re.fullmatch(r"[ \t#/*\"'`]*(?:[A-Za-z0-9+/]{4,}={0,2}(?:\\n)?)+[\"'`,+\\ \t]*\n?", lines[-1])
    ):
        line = lines.pop()
        yield from _lines(text, end - len(line), end)
        end -= len(line)


def dense_runs(text: str) -> Iterator[Span]:
    """Find long runs of random base64: keys without a name, lines of a key whose block is cut off."""
    for match in _RUN.finditer(text):
        if is_dense(match[0]) and not _in_address(text, match.start()):
            yield *match.span(), "random data"
            if len(match[0]) >= _LINE_LENGTH and (last := _NEXT_LINE.match(text, match.end())):
                yield *last.span(1), "random data"


def _in_address(text: str, position: int) -> bool:
    return _ADDRESS_BEFORE.search(text, max(0, position - _LONGEST_ADDRESS), position) is not None
