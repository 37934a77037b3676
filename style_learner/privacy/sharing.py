"""What one project may give another: code to those of its owner, by their git remotes; nothing to one kept apart."""

from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from style_learner.sources.owners import owner_of

__all__ = ["Sharing"]


class Sharing:
    """Knows whose each project is, and which the developer keeps apart.

    A project without a remote shares only with the folders in and around it, and with files that are in no project.
    One that is kept apart, with the folders in it, shares with nothing else.

    >>> sharing = Sharing({"/shop": "github.com/ada", "/bank": "github.com/ada", "/acme": "github.com/acme"}.get)
    >>> for project in ("/shop", "/bank", "/acme"):
    ...     sharing.note(project)
    >>> sharing.allows("/shop", "/bank"), sharing.allows("/shop", "/acme"), sharing.allows("/new", "/new")
    (True, False, True)
    >>> sharing.keep_apart(["/bank"])
    >>> sharing.allows("/shop", "/bank"), sharing.allows("/bank/web", "/bank"), sharing.allows("", "/bank")
    (False, True, False)
    """

    def __init__(self, owner: Callable[[str], str | None] = owner_of) -> None:
        self._owner = owner
        self._owners: dict[str, str] = {}
        self._apart: frozenset[str] = frozenset()
        self._known: dict[tuple[str, str], bool] = {}
        """What was answered; another one after a change, so that no answer that is on its way gets into it."""
        self.shares_habits = True
        """Whether habits, which are counts, hold across the border of a project that is kept apart."""

    def note(self, project: str, *, anew: bool = False) -> None:
        """Look whose a project is, which reads a file: never while somebody waits."""
        if anew or project not in self._owners:
            owner = self._owner(project) or ""
            if self._owners.get(project) != owner:
                self._owners[project] = owner
                self._known = {}

    def owner(self, project: str) -> str:
        """Return host and owner of a project that was noted; empty where there is none."""
        return self._owners.get(project, "")

    def keep_apart(self, projects: Iterable[str]) -> None:
        """Keep these projects apart, and no others."""
        self._apart = frozenset(projects)
        self._known = {}

    @property
    def apart(self) -> frozenset[str]:
        """The projects that are kept apart."""
        return self._apart

    def allows(self, project: str, other: str) -> bool:
        """Say whether code of ``other`` may be shown in ``project``."""
        known = self._known
        if (project, other) not in known:
            known[project, other] = self._allows(project, other)
        return known[project, other]

    def _allows(self, project: str, other: str) -> bool:
        if not self.joins(project, other):
            return False
        if project == other or not (project and other) or _is_within(project, other) or _is_within(other, project):
            return True
        owner = self.owner(project)
        return bool(owner and owner == self.owner(other))

    def joins(self, project: str, other: str) -> bool:
        """Say whether no border of a project that is kept apart lies between the two."""
        return not self._apart or self.border(project) == self.border(other)

    def counts(self, project: str, other: str) -> bool:
        """Say whether what is counted in ``other`` holds in ``project``."""
        return self.shares_habits or self.joins(project, other)

    def border(self, path: str) -> str:
        """Return the innermost folder kept apart that a path is in; empty where there is none."""
        around = (one for one in self._apart if path and _is_within(path, one))
        return max(around, key=len, default="")

    def home(self, path: str, project: str) -> str:
        """Return the project of a file: the one it was opened in, unless one kept apart lies between.

        >>> sharing = Sharing()
        >>> sharing.keep_apart(["/clients/acme"])
        >>> sharing.home("/clients/acme/a.py", "/clients"), sharing.home("/clients/b.py", "/clients")
        ('/clients/acme', '/clients')
        """
        border = self.border(path) if self._apart else ""
        return border if border and not _is_within(project or "/", border) else project


def _is_within(folder: str, other: str) -> bool:
    return PurePosixPath(folder).is_relative_to(other)
