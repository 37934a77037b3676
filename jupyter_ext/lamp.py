"""What every handler shares: the one connection to the daemon, and where documents are."""

import contextlib
import time
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Literal, TypeVar

from jupyter_ext.messages import PlaceBody
from jupyter_ext.tracking import Tracking
from lamp_lsp.api import messages as m
from lamp_lsp.api.client import DaemonClient
from lamp_lsp.api.spool import spool_of
from lamp_lsp.paths import lamp_paths
from lamp_lsp.server.link import Link
from lamp_lsp.server.outbox import Outbox
from lamp_lsp.settings import Settings, load_settings, save_setting
from style_learner.errors import LampError, TryAgain

Name = TypeVar("Name")

HELD_S = 5.0
"""How long the developer's word on the live kernel is held: a settings file is not read again for each key."""


class Lamp:
    """The daemon as this Jupyter server knows it; its token stays here."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._paths = lamp_paths()
        self.client = DaemonClient(self._paths)
        link = Link(self.client, gone=_left_to_the_status, held=_left_to_the_status, anew=_nothing_to_introduce)
        self.tracking = Tracking(Outbox(link, spool_of(self._paths), self._may_keep))
        self._opened: set[str] = set()
        self._names_allowed = False
        self._look_again_at = 0.0

    async def close(self) -> None:
        """Tell what is known of suggestions, and let go of the daemon, which stays."""
        await self.tracking.close()
        await self.client.close()

    def path_of(self, path: str) -> str:
        """Return a document's absolute path; Jupyter names it below its root, maybe behind a drive's name."""
        name = path.partition(":")[2] if ":" in path.partition("/")[0] else path
        return (self.root / PurePosixPath(name.lstrip("/"))).as_posix() if name else ""

    def shown_path(self, project: str, path: str) -> str:
        """Return a document's path as Jupyter names it; an absolute one where it lies outside its root."""
        whole = PurePosixPath(project) / path
        return str(whole.relative_to(self.root)) if whole.is_relative_to(self.root) else str(whole)

    def project_of(self, path: str) -> str:
        """Return the folder that a document's project begins at: its repository, else Jupyter's own root.

        The same folder as an editor's workspace, so that what is learned in one holds in the other.
        """
        for folder in Path(path).parents:
            if (folder / ".git").exists():
                return folder.as_posix()
        return self.root.as_posix()

    async def document(self, body: PlaceBody, text: str, event: str) -> None:
        """Let the daemon learn from a document; the first of a repository lets it learn from that as well."""
        path = self.path_of(body.path)
        project = self.project_of(path)
        await self.client.document(
            m.DocumentMessage.model_validate(
                {"path": path, "language": body.spoken, "text": text, "project": project, "event": event}
            )
        )
        if project not in self._opened and (Path(project) / ".git").exists():
            await self.client.workspace(m.WorkspaceRequest(path=project))
            self._opened.add(project)

    def _may_keep(self) -> bool:
        """Whether the developer agreed to anything being kept on disk."""
        return self.settings().consent == "yes"

    def settings(self) -> Settings:
        """Return LAMP's settings as they are on disk and in the environment."""
        return load_settings(self._paths.settings_file)[0]

    def allowed(self, names: list[Name]) -> list[Name]:
        """Return the names of the kernel that may go further: none where the developer does not allow it."""
        if not names:
            return []
        now = time.monotonic()
        if now >= self._look_again_at:
            self._names_allowed, self._look_again_at = self.settings().live_kernel == "yes", now + HELD_S
        return names if self._names_allowed else []

    def allow_live_kernel(self, answer: Literal["ask", "yes", "no"]) -> None:
        """Keep whether names in the kernel may be looked at."""
        save_setting(self._paths.settings_file, "live_kernel", answer)
        self._look_again_at = 0.0

    async def keep_settings(self, values: Mapping[str, Any]) -> None:
        """Keep settings for good, and let the daemon read them; one that starts later does so by itself.

        Raises:
            WrongSetting: a value is none that the setting takes; those before it are kept.
        """
        for key, value in values.items():
            save_setting(self._paths.settings_file, key, value)
        self._look_again_at = 0.0
        with contextlib.suppress(TryAgain):
            await self.client.reload()

    async def status(self) -> m.StatusResponse | LampError:
        """Return the daemon's status, or why there is none."""
        try:
            return await self.client.status()
        except LampError as error:
            return error


def _left_to_the_status(_: str) -> None:
    """Say nothing of a daemon that is gone: the page's status item does."""


async def _nothing_to_introduce() -> None:
    """Leave a new daemon as it is: a page has no settings of its own to tell it."""
