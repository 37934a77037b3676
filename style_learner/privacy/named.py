"""Find values given to something with a telling name, in whatever way code and configuration give them.

Each way is a pattern that begins right behind the name; patterns are tried only where a telling name stands, so that
a text without such names costs one search.
"""

import re
from collections.abc import Callable, Iterator

from style_learner.privacy.bare import bare
from style_learner.privacy.judging import Name, Span, is_key, is_plain_secret
from style_learner.privacy.likeness import REDACTED, is_bare_password, is_name_like, is_password, is_random
from style_learner.privacy.naming import Telling, telling

__all__ = ["named"]

_NAME = re.compile(r"(?<![\w$])[A-Za-z_$]\w*(?:(?:\.|::?|-)[A-Za-z_]\w*){0,12}")
_NAME_OF_WORDS = re.compile(
    r"(?:api|access|auth|private|secret|client|signing|encryption|shared|master|security|recovery|seed|one-time)[ ]$",
    re.IGNORECASE,
)
_LEAST_SECOND = 12
"""Characters of the second argument of a call that is not known to take a default."""

_VALUE = r"(?P<quote>\\*(?:\"\"\"|'''|[\"'`]))(?P<value>(?:\\(?!(?<=\\)[\"'`])[^\n]|(?!(?P=quote))[^\\\n])+)"
_OPEN = r"(?:[@$a-zA-Z]{0,2}|b?r#{1,3})"
_CLOSED_NAME = r"\\*['\"\]]{0,4}"
_TYPE = r"(?:\s*:\s*&?[\w.<>\[\]| &'?]{1,40}?)?"
_MADE = (
    r"(?:(?:new\s+)?(?:[\w.]+\.)?(?:Secret\w*|String(?:::from|\.valueOf)?|\[\]byte|bytes(?:\.fromhex)?"
    r"|bytearray|str|Some|Ok|"
    r"b64decode|b64encode|Buffer\.from|from|of|fromhex|unhexlify|Password|SecureString|Box::new|Field"
    r"|Option|Env|env|of)"
    r"\s*\(\s*){0,2}"
)


def _way(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_ASSIGNED = _way(
    rf"{_CLOSED_NAME}{_TYPE}\s{{0,20}}(?:(?::=|=>|[!=]==?|\|\|=|\?\?=|\?=|=)\s{{0,20}}|:[ \t]{{0,20}})"
    rf"[(\[{{]?\s*{_MADE}{_OPEN}{_VALUE}"
)
_IN_A_CALL = _way(rf"\(\s{{0,20}}{_OPEN}{_VALUE}")
_AFTER_A_COMMA = _way(rf"\\*['\"]\s*,\s{{0,20}}(?:default(?:_value)?\s*=\s*)?{_OPEN}{_VALUE}")
_INSTEAD = _way(
    rf"{_CLOSED_NAME}\s*(?:\bor\b|\|\||\?\?|\?:|\belse\b|\.unwrap_or\(|\.get_or_insert\(|\)\s*\{{)\s*{_OPEN}{_VALUE}"
)
_ELSEWHERE = _way(
    rf"{_CLOSED_NAME}[^\"'\n=]{{0,60}}=\s*[^\"'\n]{{0,60}}(?:\(\s*[\"'][\w.-]+[\"']\s*\)|\[[\"'][\w.-]+"
    rf"[\"']\])\s*(?:or|\|\||\?\?)\s*{_OPEN}{_VALUE}"
)
_BY_DEFAULT = _way(rf"\\*['\"][^()]{{0,200}}?\bdefault(?:_value)?\s*[=:]\s*{_OPEN}{_VALUE}")
_BLOCK = _way(rf"['\"]?\s*\{{[^{{}}]{{0,300}}?\b(?:default|value)\s*=\s*{_VALUE}")
_PROPERTY = _way(rf"\s{{0,20}}\{{\s{{0,20}}get;[^{{}}\n]{{0,60}}\}}\s{{0,20}}=\s{{0,20}}{_OPEN}{_VALUE}")
_BLOCK_SCALAR = _way(r"['\"]?:[ \t]{0,20}[|>][-+\d]{0,2}[ \t]*\r?\n[ \t]+(?P<value>\S{1,500})[ \t]*(?=\r?\n|$)")
_SPACE = _way(rf"\s+{_VALUE}")
_PAIR = _way(
    r"\\*['\"]?[,;}\s]*(?:(?:type|sensitive|secret)\s*[=:][^\n]*\s)?[-\s]*\\*['\"]?(?:value|content"
    r"|default|parametervalue|string)\\*['\"]?\s*[=:]\s*"
    rf"(?:{_VALUE}|(?P<bare>[^\s\"'`,{{}}]+))"
)
_ELEMENT = _way(
    r"(?:\"[^<>\n]{0,80}|\s[^<>\n]{0,80})?>(?:</key>\s*<string>)?\s*(?:<!\[CDATA\[)?(?P<value>[^<>\s\]]+)"
    r"(?=\s*(?:\]\]>)?\s*</)"
)
_PROPERTY_LIST = _way(r"</key>\s*<string>(?P<value>[^<>\s]+)")
_SHELL_DEFAULT = _way(r":[-=]?(?P<value>[^{}\s\"'`]+)\}")
_PHRASE = re.compile(r"[a-z]{3,12}(?:[ -][a-z]{3,12}){2,30}$")
_TAKES_DEFAULT = re.compile(
    r"(?:get|getenv|pop|setdefault|fetch|config|env|environ|define|put|set|add|with|property|setproperty"
    r"|secret|arg|option|"
    r"str|string|var|variable|lookup|read|param|header|append|insert|update|value|setenv|putenv)\w*\s*"
    r"[!]?[(\[]\s*[\w]{0,2}\\*['\"][\w.-]*$",
    re.IGNORECASE,
)


def named(text: str) -> Iterator[Span]:
    """Find values given to something with a telling name; a password may be weak, other secrets are random.

    A name inside a value that was found is a part of it: looking at each again would take as long as both are long.
    """
    reach = 0
    for match in _NAME.finditer(text):
        if match.start() < reach:
            continue
        tells = telling(match[0]) or _of_two_words(text, match)
        if tells is None:
            continue
        name = Name(text, match[0], match.start(), match.end(), tells)
        for start, end in (*_quoted_values(name), *bare(name)):
            value = text[start:end]
            if value and REDACTED not in value and not _repeats(name.name, value):
                reach = max(reach, end)
                yield start, end, "password" if tells is Telling.PASSWORD else "named secret"


def _repeats(name: str, value: str) -> bool:
    """Whether a value only says its name again: ``CHALLENGE_PASSWORD = "challengePassword"``."""
    return re.sub(r"[\W_]", "", value).lower() in re.sub(r"[\W_]", "", name).lower()


def _of_two_words(text: str, match: re.Match[str]) -> Telling | None:
    """Take ``API key`` in words for one name."""
    if match[0].lower() not in {"key", "phrase", "code"}:
        return None
    before = _NAME_OF_WORDS.search(text, max(0, match.start() - 12), match.start())
    return Telling.SECRET if before is not None else None


def _quoted_values(name: Name) -> Iterator[tuple[int, int]]:
    for way, is_secret in _WAYS:
        found = way.match(name.text, name.end)
        if found is None:
            continue
        group = "bare" if "bare" in way.groupindex and found["bare"] else "value"
        if is_secret(name, found[group]):
            yield found.span(group)
            yield from _continued(name.text, found.end(group))


_ADJACENT = re.compile(r"[\"'`][ \t]*[+.\\]?\s*[+.]?[ \t]*[rbfu]?[\"'`](?P<value>[^\"'`\n]{2,})[\"'`]")


def _continued(text: str, end: int) -> Iterator[tuple[int, int]]:
    """Follow a string that is written in several pieces."""
    while (found := _ADJACENT.match(text, end)) is not None:
        yield found.span("value")
        end = found.end("value")


def _is_secret(name: Name, value: str) -> bool:
    of_words = re.search(r"mnemonic|phrase", name.name, re.IGNORECASE) is not None
    if of_words and _PHRASE.match(value):
        return True
    if name.tells is Telling.PASSWORD:
        return is_password(value) and not (name.name.lower() in _SHORT_NAMES and _WORDS.match(value))
    return is_key(name.name, value)


_WORDS = re.compile(r"[A-Za-z_.:]+$")
_SHORT_NAMES = frozenset({"pw", "pwd", "psk"})
"""Names that mean other things as well: a working directory, a module."""
_SETS = re.compile(
    r"(?:^|[._])(?:set|with|use|new)?_?(?:\w+_)?(?:password|passwd|pwd|secret|token|api_?key|key)$"
    r"|(?:[sS]et|[wW]ith)[A-Z]\w*$|Secret\w*$",
    re.IGNORECASE,
)


def _is_given(name: Name, value: str) -> bool:
    """Judge what stands in brackets behind a name: ``set_password("...")``."""
    if is_name_like(value):
        return False
    return is_bare_password(value) or (_SETS.search(name.name) is not None and _is_secret(name, value))


def _is_fallback(name: Name, value: str) -> bool:
    """Judge the second argument behind a name in quotes: ``getenv("DB_PASSWORD", "...")``."""
    if value.startswith("-") or is_name_like(value):
        return False
    if _TAKES_DEFAULT.search(name.text, max(0, name.start - _BEFORE), name.end):
        return _is_secret(name, value)
    return is_bare_password(value) if name.tells is Telling.PASSWORD else is_random(value, _LEAST_SECOND)


_BEFORE = 60
"""Characters before a name that are looked at."""
_IS_A_NAME = re.compile(
    r"(?:name|key|id|variable|property)\\*[\"']?\s*[:=]\s*\\*[\"']?[\w./-]*$|<\w*key>[\w./-]*$", re.IGNORECASE
)
_OPENS_ELEMENT = re.compile(r"<(?:[\w:-]*|[\w:-]+\s[^<>]*(?:name|key|id)=[\"'][\w.-]*)$")


def _is_paired(name: Name, value: str) -> bool:
    """Judge the value beside a name in a list of names and values."""
    named_here = _IS_A_NAME.search(name.text, max(0, name.start - _BEFORE), name.end)
    return named_here is not None and is_plain_secret(name, value)


def _is_in_element(name: Name, value: str) -> bool:
    return _OPENS_ELEMENT.search(name.before[-_BEFORE:]) is not None and is_plain_secret(name, value)


def _is_behind_space(name: Name, value: str) -> bool:
    begins = name.before.strip().lower()
    by_itself = not begins or name.name.isupper() or begins.endswith(("identified by", "with", "encrypted"))
    return by_itself and not is_name_like(value) and _is_secret(name, value)


_WAYS: tuple[tuple[re.Pattern[str], Callable[[Name, str], bool]], ...] = (
    (_ASSIGNED, _is_secret),
    (_PROPERTY, _is_secret),
    (_BLOCK_SCALAR, is_plain_secret),
    (_INSTEAD, _is_secret),
    (_ELSEWHERE, _is_secret),
    (_BLOCK, _is_secret),
    (_BY_DEFAULT, _is_fallback),
    (_IN_A_CALL, _is_given),
    (_AFTER_A_COMMA, _is_fallback),
    (_SPACE, _is_behind_space),
    (_PAIR, _is_paired),
    (_ELEMENT, _is_in_element),
    (_PROPERTY_LIST, is_plain_secret),
    (_SHELL_DEFAULT, is_plain_secret),
)
