"""What the developer asks of LAMP from an editor's menu: why, good, bad, profile, model, files."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError
from pygls.exceptions import JsonRpcException
from pygls.uris import to_fs_path

from lamp_lsp.api import messages as m
from lamp_lsp.api import profile_editing as o
from lamp_lsp.api.client import in_address
from lamp_lsp.paths import lamp_paths
from lamp_lsp.server.link import Daemon, Link
from lamp_lsp.server.said import Said
from lamp_lsp.server.suggesting import Suggesting
from lamp_lsp.server.workspace import Workspace
from style_learner.errors import LampError

T = TypeVar("T")

REPORT_DAYS = 30
NOTHING_SHOWN = "No suggestion was shown in this editor yet; ask when one is."


class Refused(JsonRpcException):
    """A command could not be done; its message is to be shown."""

    CODE = -32803
    """The protocol's ``RequestFailed``."""


class Arguments:
    """A command's arguments as they came; those left out, and null, are their defaults."""

    def __init__(self, values: Sequence[Any]) -> None:
        self._values = values

    def text(self, place: int, default: str = "") -> str:
        return str(self._at(place, default, str))

    def number(self, place: int, default: int) -> int:
        return int(self._at(place, default, int))

    def mapping(self, place: int) -> dict[str, Any]:
        return dict(self._at(place, {}, dict))

    def list(self, place: int) -> list[Any]:
        return list(self._at(place, [], list))

    def _at(self, place: int, default: object, kind: type[Any]) -> Any:
        value = self._values[place] if place < len(self._values) else None
        if value is None:
            return default
        if not isinstance(value, kind):
            raise Refused(f"Argument {place + 1} is of the wrong form; docs/protocol.md says what is expected.")
        return value


class Commands:
    """Asks the daemon for the developer; every method raises ``Refused`` with a sentence to be shown."""

    def __init__(self, link: Link, workspace: Workspace, suggesting: Suggesting, said: Said) -> None:
        self._link = link
        self._workspace = workspace
        self._suggesting = suggesting
        self._said = said

    @property
    def _project(self) -> str:
        """The folder of the document completed in last, else the first that is open."""
        return self._workspace.project_at(self._suggesting.document_of(self._suggesting.last_shown))

    async def why(self, given: Arguments) -> Any:
        """Say what a suggestion, or the one shown last, was built from."""
        meant = self._meant(given.text(0))
        return await self._asked(lambda daemon: daemon.get(f"/v1/why/{in_address(meant)}"))

    async def feedback(self, given: Arguments) -> str:
        """Take in a good or bad word on a suggestion, or on the one shown last."""
        meant = self._meant(given.text(0))
        try:
            request = o.FeedbackRequest.model_validate(
                {"suggestion_id": meant, "verdict": given.text(1), "reason": given.text(2)}
            )
        except ValidationError as error:
            raise Refused("Say good or bad, and why in a sentence or two.") from error
        if request.verdict == "bad":
            self._said.withdraw(meant)
        return (await self._asked(lambda daemon: daemon.feedback(request))).message

    async def profile(self, given: Arguments) -> Any:
        return await self._asked(lambda daemon: daemon.get("/v1/profile", project=folder_of(given.text(0))))

    async def profile_words(self, _: Arguments) -> Any:
        """Return what a profile's languages, features and choices are called."""
        return await self._asked(lambda daemon: daemon.get("/v1/profile/words"))

    async def report(self, given: Arguments) -> Any:
        return await self._asked(lambda daemon: daemon.get("/v1/report", days=str(given.number(0, REPORT_DAYS))))

    async def page(self, given: Arguments) -> Any:
        """Return the profile and the report as one HTML document."""
        theme = given.text(0)
        return await self._asked(lambda daemon: daemon.get("/v1/page", project=self._project, theme=theme))

    async def change_profile(self, given: Arguments) -> str:
        """Apply the developer's corrections."""
        return str((await self._asked(lambda daemon: daemon.put("/v1/profile/changes", given.list(0))))["message"])

    async def forget_project(self, given: Arguments) -> str:
        """Erase what was learned in a folder, or in the one that the developer works in."""
        project = folder_of(given.text(0)) or self._project
        if not project:
            raise Refused("No folder is open; say which project to forget.")
        return (await self._asked(lambda daemon: daemon.forget(m.ForgetRequest(project=project)))).message

    async def keep_apart(self, given: Arguments) -> str:
        """Keep a project apart from all others, or no longer: the one that is named, or that they work in."""
        wish, project = given.text(0), folder_of(given.text(1)) or self._project
        if wish not in {"apart", "together"}:
            raise Refused("Say apart or together.")
        if not project:
            raise Refused("No folder is open; say which project is meant.")
        request = m.ProjectRequest(path=project, apart=wish == "apart")
        return (await self._asked(lambda daemon: daemon.keep_apart(request))).message

    async def projects(self, _: Arguments) -> Any:
        return await self._asked(lambda daemon: daemon.get("/v1/projects"))

    async def models(self, _: Arguments) -> Any:
        return await self._asked(lambda daemon: daemon.get("/v1/models"))

    async def choose_model(self, given: Arguments) -> str:
        return str((await self._asked(lambda daemon: daemon.put("/v1/model", {"name": given.text(0)})))["message"])

    async def export_file(self, given: Arguments) -> Any:
        """Return a settings file of a folder with the profile in it; nothing is written."""
        folder, kind = folder_of(given.text(0)) or self._project, given.text(1)
        return await self._asked(lambda daemon: daemon.get(f"/v1/exports/{in_address(kind)}", folder=folder))

    async def export(self, _: Arguments) -> Any:
        """Return everything that is kept of the developer."""
        return await self._asked(lambda daemon: daemon.get("/v1/export"))

    async def consent(self, given: Arguments) -> str:
        """Take in whether LAMP may keep what it learns."""
        answer = given.text(0)
        if answer not in {"yes", "no"}:
            raise Refused("Say yes or no.")
        return (await self._asked(lambda daemon: daemon.consent(answer == "yes"))).message

    async def logs(self, _: Arguments) -> dict[str, str]:
        """Say where the logs are: the language server's own, the daemon's, and their folder."""
        paths = lamp_paths()
        return {"path": str(paths.lsp_log_file), "daemon": str(paths.log_file), "folder": str(paths.logs)}

    def _meant(self, suggestion_id: str) -> str:
        meant = suggestion_id or self._suggesting.last_shown
        if not meant:
            raise Refused(NOTHING_SHOWN)
        return meant

    async def _asked(self, make: Callable[[Daemon], Awaitable[T]]) -> T:
        try:
            return await self._link.ask(lambda: make(self._link.daemon))
        except LampError as error:
            raise Refused(str(error)) from error


def folder_of(given: str) -> str:
    """Return the path that a client means by a path or a URI.

    >>> folder_of("file:///home/ada/my%20shop/"), folder_of("/home/ada/shop"), folder_of("")
    ('/home/ada/my shop', '/home/ada/shop', '')
    """
    path = (to_fs_path(given) or "") if given.startswith("file:") else given
    return path.rstrip("/") or path


COMMANDS: Mapping[str, Callable[[Commands, Arguments], Awaitable[Any]]] = {
    "lamp.why": Commands.why,
    "lamp.feedback": Commands.feedback,
    "lamp.profile": Commands.profile,
    "lamp.profileWords": Commands.profile_words,
    "lamp.report": Commands.report,
    "lamp.page": Commands.page,
    "lamp.changeProfile": Commands.change_profile,
    "lamp.forgetProject": Commands.forget_project,
    "lamp.keepApart": Commands.keep_apart,
    "lamp.projects": Commands.projects,
    "lamp.models": Commands.models,
    "lamp.chooseModel": Commands.choose_model,
    "lamp.exportFile": Commands.export_file,
    "lamp.export": Commands.export,
    "lamp.consent": Commands.consent,
    "lamp.logs": Commands.logs,
}
"""By the name under which clients execute them."""
