"""Projects that are kept apart: how the store keeps that, and which project the developer is asked about."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from style_learner.privacy.sharing import Sharing
from style_learner.types import Snippet, Suggestion

__all__ = [
    "APART",
    "ASKED",
    "KEPT_APART",
    "TOGETHER",
    "KnownProject",
    "apart_in",
    "is_apart",
    "known_projects",
    "new_owner",
]

APART = "apart"
"""The name under which the store keeps, of each project, what was said of it."""
KEPT_APART, TOGETHER, ASKED = "apart", "together", "asked"


class States(Protocol):
    """The part of the store that is needed here."""

    def states(self, name: str) -> dict[str, str]:
        """Return what is kept under one name, by project."""
        ...


@dataclass(frozen=True, slots=True)
class KnownProject:
    """A project as the developer is shown it."""

    path: str
    owner: str
    """Host and owner of its git remote; empty where there is none."""
    apart: bool
    snippets: int


def apart_in(store: States) -> list[str]:
    """Return the projects that are kept apart."""
    return [project for project, said in store.states(APART).items() if said == KEPT_APART]


def is_apart(one: Snippet | Suggestion, sharing: Sharing) -> bool:
    """Say whether code belongs to a project that is kept apart, also where it was learned in a folder around it."""
    return bool(sharing.border(one.project) or sharing.border(str(PurePosixPath(one.project) / one.path)))


def known_projects(snippets: Iterable[Snippet], sharing: Sharing) -> list[KnownProject]:
    """Return the projects that code is known of, and those that are kept apart, by path."""
    counts = dict.fromkeys(sharing.apart, 0)
    for snippet in snippets:
        if snippet.project:
            counts[snippet.project] = counts.get(snippet.project, 0) + 1
    return [
        KnownProject(path, sharing.owner(path), bool(sharing.border(path)), count)
        for path, count in sorted(counts.items())
    ]


def new_owner(project: str, snippets: Iterable[Snippet], sharing: Sharing) -> str:
    """Return the owner of a project where those of the other projects that share are others; else nothing."""
    owner = sharing.owner(project)
    others = {one.project for one in snippets} - {project}
    owners = {sharing.owner(other) for other in others if not sharing.border(other)} - {""}
    return owner if owners and owner not in owners and not sharing.border(project) else ""
