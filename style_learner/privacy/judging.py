"""A telling name where it stands, and whether what it is given is a secret."""

import re
from dataclasses import dataclass

from style_learner.privacy.likeness import is_bare_password, is_name_like, is_password, is_random
from style_learner.privacy.naming import Telling

__all__ = ["LEAST_QUOTED", "Name", "Span", "is_key", "is_plain_secret", "without_name"]

Span = tuple[int, int, str]
"""Start and end of a secret in the text, and its kind."""

LEAST_QUOTED = 8
"""Characters of a secret that stands where no expression can."""


@dataclass(frozen=True, slots=True)
class Name:
    """A telling name in a text."""

    text: str
    name: str
    start: int
    end: int
    tells: Telling

    @property
    def before(self) -> str:
        """The line up to the name; of a long one the end, so that no text takes long."""
        first = max(0, self.start - _MOST_BEFORE)
        return self.text[self.text.rfind("\n", first, self.start) + 1 or first : self.start]


_MOST_BEFORE = 300
_ONE_TIME_NAME = re.compile(r"otp|2fa|mfa|seed|secret", re.IGNORECASE)
_BASE32 = re.compile(r"(?:[A-Z2-7]{4}[ -]?){4,}=*$")
_LOGIN_NAME = re.compile(r"auth|credential", re.IGNORECASE)
_BASE64 = re.compile(r"(?=.*[A-Z])(?=.+[a-z])(?=.*[\d=])[A-Za-z0-9+/]{10,}={0,2}$")
_PASS = re.compile(r"(?:^|[_.-])pass$|[a-z]Pass$", re.IGNORECASE)
"""A name that means other things as well, so that a word alone is no secret."""
_NAMED_AGAIN = re.compile(r"^[$A-Za-z][\w.:-]*=")


def without_name(value: str) -> str:
    """Return a cookie's value without the name that it is given.

    >>> without_name("sessionid=8f3a91c0"), without_name("aHVudGVyMg==")
    ('8f3a91c0', '=')
    """
    return _NAMED_AGAIN.sub("", value)


def is_key(name: str, value: str, least: int = LEAST_QUOTED) -> bool:
    """Whether a value looks like a key, or like a seed or a login where the name says such."""
    seed = _ONE_TIME_NAME.search(name) and _BASE32.match(value)
    login = _LOGIN_NAME.search(name) and _BASE64.match(value)
    written = _PASS.search(name) is not None and is_bare_password(value)
    return is_random(without_name(value), least) or seed is not None or login is not None or written


def is_plain_secret(name: Name, value: str) -> bool:
    """Judge a value that can be no expression."""
    if is_name_like(value):
        return False
    return is_password(value) if name.tells is Telling.PASSWORD else is_key(name.name, value)
