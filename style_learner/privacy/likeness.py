"""Whether a value looks like a secret at all.

Names and places say where a secret may stand; these measures keep ordinary code from being taken for one.
"""

import math
import re
from collections import Counter

REDACTED = "<redacted>"

_STAND_IN = re.compile(
    r"""[<{$%*]                                  # <token>, {token}, ${TOKEN}, %s, ****
      | .*(?:\{|\$\(|\}|<redacted>)              # a part is filled in elsewhere
      | (?:x+|\.+|-+|_+|\#+)$                    # xxxx, ......
      | (?:your|my|the|an?|some|example|sample|dummy|fake|placeholder|changeme|insert|enter|todo|
           none|null|undefined|true|false)
        (?![a-z0-9])""",
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESS = re.compile(r"^(?:[a-z][a-z0-9+.-]*://|[./~]|[a-z]:\\|\w+(?:\.\w+)+$)", re.IGNORECASE)
_ALPHABET = re.compile(r"abcdefgh|ijklmnop|01234567|12345678", re.IGNORECASE)
_WORDS = re.compile(r"\s|^[A-Za-z]+(?:[-_./:][A-Za-z]+)*[-_]?\d{0,2}$")
_NO_KEY = (_ADDRESS, _ALPHABET, _WORDS)


_RANDOM_BITS = 3.0
"""Keys have more bits a character (hexadecimal ones up to 4), most of what people write has fewer."""
_DENSE_BITS = 4.25
"""Random base64 of 40 characters has about 4.9 bits a character; long names and paths have about 4."""
_PASSWORD_LENGTHS = range(4, 201)


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

    >>> is_stand_in("${TOKEN}"), is_stand_in("your-api-key"), is_stand_in("hunter2")
    (True, True, False)
    """
    return _STAND_IN.match(value) is not None


def is_random(value: str, least_length: int) -> bool:
    """Whether a value is long, of letters and digits, and of no words: a key rather than a name.

    >>> is_random("4f2a9c81d07be635", 16), is_random("application_json_2", 16), is_random("short1", 16)
    (True, False, False)
    """
    if len(value) < least_length or any(looks.search(value) for looks in _NO_KEY) or is_stand_in(value):
        return False
    mixed = any(character.isdigit() for character in value) and any(character.isalpha() for character in value)
    return mixed and entropy_bits(value) >= _RANDOM_BITS


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
    )


def is_password(value: str) -> bool:
    """Whether a value given to something called a password may be one, a weak one included.

    >>> is_password("hunter2"), is_password("swordfish"), is_password("Enter your password"), is_password("{password}")
    (True, True, False, False)
    """
    written = len(value) in _PASSWORD_LENGTHS and not any(character.isspace() for character in value)
    return written and not is_stand_in(value) and not re.match(r"[a-z]+://", value)
