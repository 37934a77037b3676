"""How libraries are kept: as observations, so that one table, one export and one forgetting serve them too."""

from collections.abc import Iterable

from style_learner.libraries.observing import LibrarySeen
from style_learner.types import Observation, Source

IMPORT, MEMBER = "library.import", "library.member"
"""Features under which a statement and a member are kept; the choice is the library, a space, and the text."""
_NAMED = "library "


def library_name(library: str) -> str:
    """Return the name by which a library is erased, as a feature's is for habits."""
    return f"{_NAMED}{library}"


def library_named(name: str) -> str:
    """Return the library of that name; empty where it is a feature's name.

    >>> library_named(library_name("numpy")), library_named("quotes")
    ('numpy', '')
    """
    return name.removeprefix(_NAMED) if name.startswith(_NAMED) else ""


def is_library(observation: Observation) -> bool:
    """Whether an observation tells of a library rather than of a habit."""
    return observation.feature in {IMPORT, MEMBER}


def library_observations(
    seen: Iterable[LibrarySeen], origin: str, *, language: str, project: str, source: Source, at: float
) -> list[Observation]:
    """Return what is to be kept of a file's libraries."""
    return [
        Observation(feature, f"{one.library} {text}", language, project, source, origin, at, count)
        for one in seen
        for feature, counts in ((IMPORT, dict.fromkeys(one.statements, 1.0)), (MEMBER, one.members))
        for text, count in counts.items()
    ]


def libraries_seen(observations: Iterable[Observation]) -> list[LibrarySeen]:
    """Return what :func:`library_observations` was given, of one origin.

    >>> seen = [LibrarySeen("numpy", ("import numpy as np",), {"zeros": 2.0})]
    >>> kept = library_observations(seen, "a", language="python", project="", source=Source.WRITTEN, at=0)
    >>> libraries_seen(kept) == seen
    True
    """
    statements: dict[str, list[str]] = {}
    members: dict[str, dict[str, float]] = {}
    for one in observations:
        library, _, text = one.choice.partition(" ")
        statements.setdefault(library, [])
        if one.feature == IMPORT:
            statements[library].append(text)
        else:
            members.setdefault(library, {})[text] = one.count
    return [LibrarySeen(name, tuple(written), members.get(name, {})) for name, written in statements.items()]
