"""From several rankings to a few snippets worth their place: fusion, age, nearness, diversity.

Pure functions over snippets; knows neither how candidates were found nor where they are kept.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from posixpath import dirname

from style_learner.memory.query import RetrievalQuery, significant_lines
from style_learner.types import Snippet

__all__ = [
    "age_factor",
    "diverse",
    "fused",
    "is_in_window",
    "nearness_factor",
    "shown_already",
    "shows_most",
    "similarity",
]

_RANK_OFFSET = 60
"""Cormack, Clarke and Büttcher, Reciprocal Rank Fusion (SIGIR 2009); also Tabby's and Cody's."""
_OLDEST = 0.6
"""What age alone leaves of a score: an old idiom may still be the developer's only one."""
_SAME_TEXT = 0.5
"""Share of a snippet's lines in the window from which it counts as seen there: llama.vim's rule."""
_NEAR_COPY = 0.7
"""Line similarity from which two snippets are one."""
_REDUNDANCY = 0.2
"""Weight of similarity to what is chosen already, against relevance (maximal marginal relevance, Carbonell 1998)."""
_MOST_HEADERS = 2
"""Lines that open the enclosing definitions may stand before a snippet's own."""


def fused(rankings: Mapping[str, Sequence[str]], weights: Mapping[str, float]) -> dict[str, tuple[float, str]]:
    """Return each id's fused score and the ranking that spoke for it most.

    >>> fused({"words": ["a", "b"], "meaning": ["b"]}, {"words": 1.0, "meaning": 1.0})["b"][1]
    'meaning'
    """
    parts: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for reason, ranking in rankings.items():
        for rank, identity in enumerate(ranking, 1):
            parts[identity][reason] = weights[reason] / (_RANK_OFFSET + rank)
    return {identity: (sum(part.values()), max(part, key=lambda name: part[name])) for identity, part in parts.items()}


def age_factor(age_s: float, half_life_s: float) -> float:
    """Return what age leaves of a score: 1 when new, towards ``_OLDEST`` when old.

    >>> age_factor(0, 10), age_factor(10, 10)
    (1.0, 0.8)
    """
    return _OLDEST + (1 - _OLDEST) * math.exp2(-max(0.0, age_s) / half_life_s)


def nearness_factor(snippet: Snippet, place: RetrievalQuery, recent_paths: Collection[str]) -> float:
    """Return how much likelier a snippet is to help for where it stands."""
    if snippet.project != place.project:
        return 1.0
    if snippet.path == place.path:
        return 1.3
    factor = 1.1
    if dirname(snippet.path) == dirname(place.path):
        factor += 0.05
    if snippet.path in recent_paths:
        factor += 0.1
    return factor


def shown_already(snippet: Snippet, place: RetrievalQuery, window_lines: Collection[str]) -> bool:
    """Say whether the window holds the snippet: most of its lines, or in its own file any stretch at an edge."""
    lines = significant_lines(snippet.text)
    if not any(line in window_lines for line in lines):
        return False
    return shows_most(window_lines, snippet) or is_in_window(snippet, place)


def shows_most(window_lines: Collection[str], snippet: Snippet) -> bool:
    """Say whether most of a snippet's lines are among ``window_lines``."""
    lines = significant_lines(snippet.text)
    return sum(line in window_lines for line in lines) > _SAME_TEXT * len(lines)


def is_in_window(snippet: Snippet, place: RetrievalQuery) -> bool:
    """Say whether the window holds any stretch of the snippet itself, which is of the file around the cursor."""
    if (snippet.project, snippet.path) != (place.project, place.path):
        return False
    lines = significant_lines(snippet.text)
    parts = (place.before, place.after)  # their outer lines may be cut in two
    edges = {part[first:last] for part in parts for first in (0, 1) for last in (len(part) - 1, len(part))}
    bodies = [lines[headers:] for headers in range(_MOST_HEADERS + 1)]
    return any(_begins_in(body, edge) or _begins_in(edge, body) for edge in edges for body in bodies)


def _begins_in(first: Sequence[str], second: Sequence[str]) -> bool:
    """Say whether ``second`` begins within ``first``, and both go on alike until one ends.

    >>> _begins_in("abc", "bcd"), _begins_in("abc", "bd")
    (True, False)
    """
    return any(
        line == second[0] and all(one == other for one, other in zip(first[start:], second, strict=False))
        for start, line in enumerate(first if second else ())
    )


def similarity(first: AbstractSet[str], second: AbstractSet[str]) -> float:
    """Return the Jaccard similarity of two sets of lines.

    >>> similarity({"a", "b"}, {"b", "c"})
    0.3333333333333333
    """
    shared = len(first & second)
    return shared / max(1, len(first) + len(second) - shared)


def diverse(candidates: Sequence[tuple[Snippet, float]], limit: int) -> list[Snippet]:
    """Choose ``limit`` of the candidates (best first): each in turn the best by score less its likeness to the chosen.

    Near copies of a chosen one are not chosen at all.
    """
    left = [(snippet, score, frozenset(significant_lines(snippet.text))) for snippet, score in candidates]
    top = max((score for _, score, _ in left), default=1.0) or 1.0
    likeness = [0.0] * len(left)
    chosen: list[Snippet] = []
    open_places = set(range(len(left)))
    while open_places and len(chosen) < limit:
        best = max(open_places, key=lambda i: (left[i][1] / top - _REDUNDANCY * likeness[i], -i))
        open_places.discard(best)
        chosen.append(left[best][0])
        for i in list(open_places):
            likeness[i] = max(likeness[i], similarity(left[i][2], left[best][2]))
            if likeness[i] >= _NEAR_COPY:
                open_places.discard(i)
    return chosen
