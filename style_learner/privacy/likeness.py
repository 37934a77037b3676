"""Whether a value looks like a secret at all.

Names and places say where a secret may stand; these measures keep ordinary code from being taken for one.
"""

import math
import re
from collections import Counter

REDACTED = "<redacted>"

_STAND_IN = re.compile(
    r"""(?:
        <[^<>]*>? | \{+[\w.:!\[\]()'\" -]*(?:\}.*)?         # <token>, {token}
      | [$%][A-Za-z_]\w*%? | [*x.\#_-]+                     # $TOKEN, %TOKEN%, ****
      | [$%]?[\w.]*\{[\w.]*                               # f"{user["... where the quotes are one kind
      | (?:your|my|the|an?|some|this|new|example|sample|dummy|fake|placeholder|changeme|change|insert|enter|todo|set|
           redacted|hidden|masked|none|null|nil|undefined|true|false|string|str|text|bytes|number|integer|boolean|bool|
           object|required|optional|secret|default|unset|empty|token)(?![a-z0-9])[-_ .a-z!?,:]*
    )$
    | .*(?:\$\{|\$\(|\{\{|%\(\w+\)[sdrf]|\{[\w.!:\[\]]*\}|<redacted>|%[sdr]\b)  # a part is filled in elsewhere
    | .*(?:x{6}|\*{4}|\(\?[:P=!<]|\[\^)                    # masked, or a pattern's
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NAME_LIKE = re.compile(
    r"""["'\[({<]*(?:[a-z]+[-_. ]?){0,3}
        (?:pass(?:word|wd|code|phrase)?|pwd|pw|secret|token|key|credentials?|auth|bearer|session|cookie)s?
        (?:[-_. ]?(?:[a-z]+|\d))?\d?$""",
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESS = re.compile(r"^(?:[a-z][a-z0-9+.-]*://|~?/|\.{1,2}/|[a-z]:\\)", re.IGNORECASE)
_DOTTED = re.compile(r"^\w+(?:\.\w+)+$")
_ALPHABET = re.compile(r"abcdefgh|ijklmnop|01234567|12345678", re.IGNORECASE)
_WORDS = re.compile(r"\s|^[A-Za-z]+(?:[-_./:][A-Za-z]+)*[-_]?\d{0,2}$")
_NO_KEY = (_ADDRESS, _ALPHABET, _WORDS)
_CAMEL = re.compile(r"^[A-Za-z]?[a-z]+(?:[A-Z]+[a-z]+|\d{1,4}[A-Z][a-z]+|[A-Z]{1,5}\d{0,4}(?=[A-Z]|$))+\d{0,4}$")
_TECHNICAL = re.compile(
    r"(?:utf|base|sha|md|hs|rs|es|aes|rsa|x|ipv?|u?int|float|complex|str|bytes|argon|oauth|http|ed|p|v|py|python|win|"
    r"scram-sha|pbkdf|bcrypt|varchar|nvarchar|char|uint8array|i|u|f|h|b)[-_]?\d+(?:\(\d+\))?",
    re.IGNORECASE,
)

_SNAKE = re.compile(
    r"^_*(?:[A-Za-z]{2,}\d{0,3}|[a-z]\d{1,2}[a-z]*|\d{1,4})(?:[-_./:](?:[A-Za-z]{2,}\d{0,3}|[a-z]\d{1,2}[a-z]*|\d{1,4}|[a-z]))+$"
)
_WORD_LENGTH = 3.5
_RANDOM_BITS = 3.0
"""Keys have more bits a character (hexadecimal ones up to 4), most of what people write has fewer."""
_DENSE_BITS = 4.25
"""Random base64 of 40 characters has about 4.9 bits a character; long names and paths have about 4."""
_PASSWORD_LENGTHS = range(4, 201)
_BARE_LENGTH = 5


def entropy_bits(text: str) -> float:
    """Return the Shannon entropy of the characters of ``text``, in bits a character.

    Shannon, A Mathematical Theory of Communication, 1948: the negative sum of p log2 p.

    >>> entropy_bits("aabb")
    1.0
    """
    counts = Counter(text)
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts.values()) or 0.0


def is_stand_in(value: str) -> bool:
    """Whether a value only stands where a secret would: a variable, a format's gap, ``your-token``.

    >>> is_stand_in("${TOKEN}"), is_stand_in("your-api-key"), is_stand_in("hunter2"), is_stand_in("a{b}7-x9")
    (True, True, False, True)
    """
    return _STAND_IN.match(value) is not None


def is_name_like(value: str) -> bool:
    """Whether a value is the name of a secret rather than one: ``db_password``, ``Token2``.

    >>> is_name_like("db_password"), is_name_like("hunter2")
    (True, False)
    """
    return _NAME_LIKE.match(value) is not None


_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")


def is_random(value: str, least_length: int) -> bool:
    """Whether a value is long, of letters and digits, and of no words: a key rather than a name.

    >>> is_random("4f2a9c81d07be635", 16), is_random("application_json_2", 16), is_random("short1", 16)
    (True, False, False)
    """
    mixed = _DIGIT.search(value) is not None and _LETTER.search(value) is not None
    if len(value) < least_length or not mixed or any(looks.search(value) for looks in _NO_KEY) or is_stand_in(value):
        return False
    if _DOTTED.match(value):
        return any(is_random(part, 12) for part in value.split("."))
    return entropy_bits(value) >= _RANDOM_BITS and not is_identifier_of_words(value)


def is_dense(value: str) -> bool:
    """Whether a long run of base64 is data rather than words: small and capital letters, digits, no order.

    >>> is_dense("wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY")
    True
    >>> is_dense("Model/Layers/Attention2/ScaledDotProductAttention")
    False
    """
    kinds = (str.islower, str.isupper, str.isdigit)
    return (
        all(any(map(kind, value)) for kind in kinds)
        and entropy_bits(value) >= _DENSE_BITS
        and not _ALPHABET.search(value)
        and not is_identifier_of_words(value)
    )


def is_identifier_of_words(value: str) -> bool:
    """Whether a long run is a name in camel, snake or kebab case, numbers in it included.

    >>> is_identifier_of_words("_V1ValidatorWithValuesAndKwargsClsMethod"), is_identifier_of_words("v4auth_header")
    (True, True)
    """
    if _SNAKE.match(value):
        return True
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", value)
    # Random base64 changes its kind after 1.6 characters, random hexadecimals after 2.
    cased = any(map(str.islower, value)) and ("_" in value or any(map(str.isupper, value)))
    return cased and value.isidentifier() and len(value) / max(len(parts), 1) >= _WORD_LENGTH


def is_password(value: str) -> bool:
    """Whether a value given to something called a password may be one, a weak one included.

    >>> [is_password(value) for value in ("hunter2", "swordfish", "Enter your password", "{password}")]
    [True, True, False, False]
    """
    written = len(value) in _PASSWORD_LENGTHS and not any(character.isspace() for character in value)
    return written and not is_stand_in(value) and not _ADDRESS.match(value)


def is_bare_password(value: str) -> bool:
    """Whether a value without quotes may be a password: of letters and digits or marks, and no expression or term.

    >>> [is_bare_password(value) for value in ("hunter2", "swordfish", "Uint8Array", "f(x1)")]
    [True, False, False, False]
    """
    if len(value) < _BARE_LENGTH or not is_password(value) or is_name_like(value) or _TECHNICAL.fullmatch(value):
        return False
    if re.search(r"[\[\](){}<>|\\]|::|->|\?\.|^[-+.:/&=!]|[.,:;?!]$|^\w+(?:\.\w+)+$|^[\d.,%:/x-]+$", value):
        return False
    mixed = any(one.isalpha() for one in value) and any(one.isdigit() or one in "!@#$%^&*~?+=" for one in value)
    return mixed and not _CAMEL.match(value)
