"""Columns of the protocol to characters of a line, and back.

The protocol counts a line's columns in code units of the encoding agreed on at the start (UTF-16 unless the
client offers better); everything else in LAMP counts characters, that is code points.
"""

from itertools import accumulate
from typing import Literal

Encoding = Literal["utf-8", "utf-16", "utf-32"]


def _width(character: str, encoding: Encoding) -> int:
    """Return how many code units ``character`` takes."""
    code = ord(character)
    if encoding == "utf-16":
        return 1 + (code > 0xFFFF)  # noqa: PLR2004, the last code point of one unit
    if encoding == "utf-8":
        return 1 + (code > 0x7F) + (code > 0x7FF) + (code > 0xFFFF)  # noqa: PLR2004, the last of 1, 2 and 3 bytes
    return 1


def units_of(text: str, encoding: Encoding) -> int:
    """Return the length of ``text`` in code units.

    >>> units_of("a😀", "utf-8"), units_of("a😀", "utf-16"), units_of("a😀", "utf-32")
    (5, 3, 2)
    """
    if encoding == "utf-32" or text.isascii():
        return len(text)
    return sum(_width(character, encoding) for character in text)


def characters_in(line: str, units: int, encoding: Encoding) -> int:
    """Return how many whole characters of ``line`` lie before the column ``units``; all, if it lies beyond.

    >>> characters_in("a😀b", 3, "utf-16"), characters_in("a😀b", 2, "utf-16"), characters_in("a", 9, "utf-8")
    (2, 1, 1)
    """
    if encoding == "utf-32" or line.isascii():
        return min(max(units, 0), len(line))
    ends = accumulate(_width(character, encoding) for character in line)
    return next((index for index, end in enumerate(ends) if end > units), len(line))
