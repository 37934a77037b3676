"""Compare what stands at a suggestion's place with the suggestion."""

from dataclasses import dataclass
from typing import Literal

from lamp_lsp.outcomes.edits import common_prefix

_PAIRS = {"(": ")", "[": "]", "{": "}", '"': '"', "'": "'", "`": "`"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the developer has made of the place so far."""

    state: Literal["untouched", "along", "whole", "other"]
    """``along``: a beginning of the suggestion stands there; ``other``: something else does."""
    typed: int
    """Characters of the suggestion that stand at the place."""
    extra: str = ""
    """What editors add by themselves after the cursor or in front of it: closing brackets, indentation."""
    text: str = ""
    """What stands there, without the text that was there before."""


def read(place: str, suggestion: str, replaced: str) -> Reading:
    """Read ``place``, the text between the suggestion's anchors, where first ``replaced`` stood.

    >>> read("print(na)", "print(name)", "")
    Reading(state='along', typed=8, extra=')', text='print(na)')
    >>> read("print(na", "name", "").state
    'other'
    """
    if place == suggestion:
        return Reading("whole", len(suggestion), text=place)
    if place == replaced:
        return Reading("untouched", 0)
    head = place.removesuffix(replaced) if replaced else place
    typed = common_prefix(head, suggestion)
    extra = head[typed:]
    if not _by_the_editor(extra, suggestion[:typed]):
        return Reading("other", typed, text=head)
    if typed == len(suggestion):
        return Reading("whole", typed, extra, head)
    return Reading("along", typed, extra, head)


def _by_the_editor(extra: str, before: str) -> bool:
    """Say whether ``extra`` is but white space and what closes the brackets and quotes open in ``before``."""
    expected = _open_pairs(before)
    return all(character.isspace() or (expected and expected.pop() == character) for character in extra)


def _open_pairs(text: str) -> list[str]:
    """List the characters that would close what is open at the end of ``text``, the next one last."""
    closing: list[str] = []
    for character in text:
        if closing and closing[-1] == character:
            closing.pop()
        elif character in _PAIRS and not (closing and closing[-1] in "\"'`"):
            closing.append(_PAIRS[character])
    return closing
