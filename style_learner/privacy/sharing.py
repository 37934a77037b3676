"""Whether code of one project may be shown in another: only where both have the same owner, by their git remotes."""

from collections.abc import Callable
from pathlib import PurePosixPath

from style_learner.sources.owners import owner_of

__all__ = ["Sharing"]


class Sharing:
    """Knows whose each project is.

    A project without a remote shares only with the folders in and around it, and with files that are in no project.

    >>> sharing = Sharing({"/shop": "github.com/ada", "/bank": "github.com/ada", "/acme": "github.com/acme"}.get)
    >>> for project in ("/shop", "/bank", "/acme"):
    ...     sharing.note(project)
    >>> sharing.allows("/shop", "/bank"), sharing.allows("/shop", "/acme"), sharing.allows("/new", "/new")
    (True, False, True)
    """

    def __init__(self, owner: Callable[[str], str | None] = owner_of) -> None:
        self._owner = owner
        self._owners: dict[str, str] = {}

    def note(self, project: str, *, anew: bool = False) -> None:
        """Look whose a project is, which reads a file: never while somebody waits."""
        if anew or project not in self._owners:
            self._owners[project] = self._owner(project) or ""

    def allows(self, project: str, other: str) -> bool:
        """Say whether code of ``other`` may be shown in ``project``."""
        if project == other or not (project and other) or _is_within(project, other) or _is_within(other, project):
            return True
        owner = self._owners.get(project, "")
        return bool(owner and owner == self._owners.get(other))


def _is_within(folder: str, other: str) -> bool:
    return PurePosixPath(folder).is_relative_to(other)
