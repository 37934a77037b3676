"""Features, known before a suggestion is shown, that tell how likely the developer is to accept it.

All are plain numbers about the text, how likely the model found it, what was typed since the last suggestion and what
became of the earlier ones; none is about what the code means. A feature that is not known is NaN, and the
filter then goes by its usual value.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

UNKNOWN = math.nan
LEAST_LOGPROB = -4.0
"""Below it a model is guessing, and more or less of that says nothing."""
CHARACTERS_PER_TOKEN = 3.0
"""Of short suggestions, about; only makes the whole text's log-probability comparable in size."""
REMEMBERED = 50
"""Earlier suggestions that features look at; older ones are of another day's work."""
RECENT = 8
"""Earlier suggestions that a text is compared with, word by word."""
FEW_CHARACTERS = 2
MOST_TYPED = 30.0
"""Characters typed since the last suggestion, beyond which it is a new place."""

_WORD = re.compile(r"[A-Za-z_]\w*")
_KEYWORD = re.compile(
    r"\s*(def|class|if|for|while|import|from|return|else|elif|try|with|const|let|function|fn|pub|export)\b"
)
_ASSIGNMENT = re.compile(r"(?<![=!<>])=(?![=>])")


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion that may be shown."""

    text: str
    mean_logprob: float | None
    """Natural logarithm, a token: of the beginning in LAMP, of the whole in logs of other tools; None where the backend
    does not tell."""
    typed_since: float | None
    """Characters typed since the earlier suggestion, its own taken text not counted; negative: erased.
    None where that is not known, or the cursor went elsewhere."""


@dataclass(frozen=True, slots=True)
class _Past:
    text: str
    logprob: float
    words: frozenset[str]
    accepted: bool


class AcceptanceFeatures:
    """Reads the features of an offer against what became of the earlier ones."""

    def __init__(self) -> None:
        self._past: tuple[_Past, ...] = ()

    def learn(self, offer: Offer, *, accepted: bool) -> None:
        """Take note of what became of an offer."""
        words = frozenset(_WORD.findall(offer.text))
        # A new tuple, so that a thread that asks meanwhile sees one state or the other.
        self._past = (*self._past, _Past(offer.text, _logprob(offer), words, accepted))[-REMEMBERED:]

    def of(self, offer: Offer) -> dict[str, float]:
        """Return the features by name, always the same names in the same order."""
        past = self._past
        return {
            **_likelihood(offer, past),
            **_shape(offer.text),
            **_typing(offer, past),
            **_likeness(offer.text, past),
        }


def _logprob(offer: Offer) -> float:
    return UNKNOWN if offer.mean_logprob is None else min(0.0, max(offer.mean_logprob, LEAST_LOGPROB))


def _likelihood(offer: Offer, past: Sequence[_Past]) -> dict[str, float]:
    logprob = _logprob(offer)
    total = max(-40.0, logprob * len(offer.text) / CHARACTERS_PER_TOKEN)
    known = [one.logprob for one in past if not math.isnan(one.logprob)]
    usual = sum(known[-20:]) / len(known[-20:]) if len(known) >= 3 else UNKNOWN  # noqa: PLR2004 fewer have no usual
    refused = [one.logprob for one in past[-4:] if not one.accepted and not math.isnan(one.logprob)]
    last = past[-1].logprob if past else UNKNOWN
    return {
        "logprob": logprob,
        "probability": math.exp(logprob),
        "root_surprise": -math.sqrt(-logprob) if not math.isnan(logprob) else UNKNOWN,
        "logprob_by_length": logprob * math.log1p(len(offer.text)),
        "whole_logprob": total,
        "log_whole_logprob": -math.log1p(-total) if not math.isnan(total) else UNKNOWN,
        "above_usual": logprob - usual,
        "above_last": logprob - last,
        "above_refused": logprob - max(refused) if refused else 0.0 * logprob,
    }


def _shape(text: str) -> dict[str, float]:
    visible = text.strip()
    first, last = text[:1], visible[-1:]
    words = _WORD.findall(text)
    opened, closed = (sum(visible.count(mark) for mark in marks) for marks in ("([{", ")]}"))
    return {
        "characters": math.log1p(len(text)),
        "words": math.log1p(len(words)),
        "lines": math.log1p(visible.count("\n")),
        "longest_line": math.log1p(max(map(len, text.split("\n")))),
        "single": float(len(visible) <= FEW_CHARACTERS),
        "repeats_words": 1 - len(set(words)) / max(1, len(words)),
        "begins_blank": float(first.isspace()),
        "begins_line": float(first == "\n"),
        "begins_word": float(first.isalpha() or first == "_"),
        "begins_open": float(first in "([{" and first != ""),
        "begins_close": float(first in ")]}:,;" and first != ""),
        "ends_close": float(last in ")]}" and last != ""),
        "ends_word": float(last.isalnum()),
        "ends_string": float(last in "'\"" and last != ""),
        "ends_open": float(last in "(,=:[{+-" and last != ""),
        "unbalanced": float(opened != closed),
        "comment": float(visible.startswith(("#", "//", '"""', "/*", "--"))),
        "keyword": float(_KEYWORD.match(text) is not None),
        "assigns": float(_ASSIGNMENT.search(text) is not None),
        "calls": float("(" in text),
        "members": math.log1p(text.count(".")),
        "string": float('"' in text or "'" in text),
        "number": float(any(character.isdigit() for character in text)),
    }


def _typing(offer: Offer, past: Sequence[_Past]) -> dict[str, float]:
    typed = offer.typed_since
    if typed is None or not past:
        return dict.fromkeys(("typed", "erased", "still", "typed_some", "erases", "erases_taken"), UNKNOWN)
    return {
        "typed": math.log1p(min(max(typed, 0.0), MOST_TYPED)),
        "erased": math.log1p(min(max(-typed, 0.0), MOST_TYPED)),
        "still": float(abs(typed) <= FEW_CHARACTERS),
        "typed_some": float(FEW_CHARACTERS < typed < MOST_TYPED),
        "erases": float(typed < 0),
        "erases_taken": float(typed < 0 and past[-1].accepted),
    }


def _likeness(text: str, past: Sequence[_Past]) -> dict[str, float]:
    recent = past[-RECENT:]
    same = [one for one in past if one.text.strip() == text.strip()]
    words = _WORD.findall(text)
    refused = frozenset[str]().union(*(one.words for one in recent if not one.accepted))
    taken = frozenset[str]().union(*(one.words for one in past if one.accepted))
    last = recent[-1] if recent else None
    return {
        "seen": math.log1p(len(same)),
        "seen_refused": math.log1p(sum(not one.accepted for one in same)),
        "seen_taken": float(any(one.accepted for one in same)),
        "like_refused": max((_ratio(one.text, text) for one in recent if not one.accepted), default=0.0),
        "like_taken": max((_ratio(one.text, text) for one in recent if one.accepted), default=0.0),
        "like_last": _ratio(last.text, text) if last else 0.0,
        "part_of_last_refused": _part(last.text, text) if last and not last.accepted else 0.0,
        "rest_of_last": float(last is not None and not last.accepted and last.text.rstrip().endswith(text.rstrip())),
        "rest_of_recent": float(sum(one.text.rstrip().endswith(text.rstrip()) for one in recent[-6:])),
        "longer_than_last": float(last is not None and len(text) > len(last.text)),
        "words_refused": sum(word in refused for word in words) / max(1, len(words)),
        "words_taken": sum(word in taken for word in words) / max(1, len(words)),
    }


def _ratio(one: str, other: str) -> float:
    return fuzz.ratio(one, other) / 100


def _part(one: str, other: str) -> float:
    return fuzz.partial_ratio(one, other) / 100
