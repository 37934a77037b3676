"""What was learned, for its owner to look at, correct, take along or erase."""

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_ext.handlers.base import LampHandler
from jupyter_ext.messages import Body
from lamp_lsp.api import messages as m
from lamp_lsp.api.client import in_address


class ChangesBody(Body):
    """``POST lamp/changes``."""

    changes: list[dict[str, str]]


class ForgetBody(Body):
    """``POST lamp/forget``."""

    project: str


class PageHandler(LampHandler):
    """Gives the profile and the report as one page."""

    @authenticated
    @authorized
    async def get(self) -> None:
        theme = self.get_query_argument("theme", "")
        self.say(await self.lamp.client.get("/v1/page", theme=theme, project=self.project))

    @property
    def project(self) -> str:
        """The project of the notebook that is looked at, or Jupyter's own folder."""
        return self.lamp.project_of(self.lamp.path_of(self.get_query_argument("path", "") or "untitled"))


class ProfileHandler(PageHandler):
    """Gives the profile."""

    @authenticated
    @authorized
    async def get(self) -> None:
        self.say(await self.lamp.client.get("/v1/profile", project=self.project))


class ReportHandler(LampHandler):
    """Gives acceptance, retained characters and what personalization is worth."""

    @authenticated
    @authorized
    async def get(self) -> None:
        self.say(await self.lamp.client.get("/v1/report", days=self.get_query_argument("days", "90")))


class ExportHandler(LampHandler):
    """Gives everything that is kept."""

    @authenticated
    @authorized
    async def get(self) -> None:
        self.say(await self.lamp.client.get("/v1/export"))


class WhyHandler(LampHandler):
    """Says what a suggestion was built from."""

    @authenticated
    @authorized
    async def get(self) -> None:
        self.say(await self.lamp.client.get(f"/v1/why/{in_address(self.get_query_argument('id'))}"))


class ChangesHandler(LampHandler):
    """Applies the owner's corrections of the profile."""

    @authenticated
    @authorized
    async def post(self) -> None:
        self.say(await self.lamp.client.put("/v1/profile/changes", self.read(ChangesBody).changes))


class ForgetHandler(LampHandler):
    """Erases a project."""

    @authenticated
    @authorized
    async def post(self) -> None:
        request = m.ForgetRequest(project=self.read(ForgetBody).project)
        self.say((await self.lamp.client.forget(request)).model_dump())
