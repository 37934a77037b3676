"""How LAMP is, and what the developer wants of it: status, pause, resume, consent."""

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_ext.handlers.base import LampHandler
from jupyter_ext.messages import Body
from jupyter_ext.status import status_in_words


class ConsentBody(Body):
    """``POST lamp/consent``."""

    consent: bool


class StatusHandler(LampHandler):
    """Says how LAMP is; a daemon that is gone is an answer, not a failure."""

    @authenticated
    @authorized
    async def get(self) -> None:
        self.say(status_in_words(await self.lamp.status()))


class PauseHandler(LampHandler):
    """Lets LAMP rest in every editor."""

    @authenticated
    @authorized
    async def post(self) -> None:
        self.say((await self.lamp.client.pause()).model_dump())


class ResumeHandler(LampHandler):
    """Wakes LAMP up."""

    @authenticated
    @authorized
    async def post(self) -> None:
        self.say((await self.lamp.client.resume()).model_dump())


class ConsentHandler(LampHandler):
    """Takes the developer's answer to whether LAMP may keep what it learns."""

    @authenticated
    @authorized
    async def post(self) -> None:
        self.say((await self.lamp.client.consent(self.read(ConsentBody).consent)).model_dump())
