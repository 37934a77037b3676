"""Which projects one adapter may learn from: those whose code may be shown in each other.

What an adapter has learned comes out wherever it is used, so it never learns from projects that are kept apart.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable

from style_learner.types import Snippet, Source

Allows = Callable[[str, str], bool]
"""Says whether code of the second project may be shown in the first."""


def learned_together(snippets: Iterable[Snippet], allows: Allows) -> set[str]:
    """Return the projects that share with each other, those that hold most of the developer's own code.

    >>> learned_together([], lambda *_: True)
    set()
    """
    own = Counter[str]()
    for one in snippets:
        own[one.project] += len(one.text) * (one.source is not Source.PROJECT)
    projects = sorted(own, key=lambda project: (-own[project], project))
    groups = (_group_of(first, projects, allows) for first in projects)
    return max(groups, key=lambda group: sum(own[project] for project in group), default=set())


def may_be_used_in(project: str, learned: Collection[str], allows: Allows) -> bool:
    """Say whether what was learned from some projects may be shown in another."""
    return all(allows(project, one) for one in learned)


def _group_of(first: str, projects: Iterable[str], allows: Allows) -> set[str]:
    group = {first}
    for other in projects:
        if all(allows(one, other) and allows(other, one) for one in group):
            group.add(other)
    return group
