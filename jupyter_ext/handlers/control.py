"""How LAMP is, and what the developer wants of it: status, pause, resume, consent."""

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_ext.handlers.base import LampHandler
from jupyter_ext.messages import Body
from jupyter_ext.status import in_a_browser, status_in_words


class ConsentBody(Body):
    """``POST lamp/consent``."""

    consent: bool


class SettingsBody(Body):
    """``PUT lamp/settings``."""

    live_kernel: bool | None
    """None: ask again."""


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
        self.say({"message": in_a_browser((await self.lamp.client.pause()).message)})


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


class SettingsHandler(LampHandler):
    """Shows and keeps what the notebook has settings of its own for."""

    @authenticated
    @authorized
    def get(self) -> None:
        self.say({"live_kernel": _ANSWERS[self.lamp.settings().live_kernel]})

    @authenticated
    @authorized
    def put(self) -> None:
        said = self.read(SettingsBody).live_kernel
        self.lamp.allow_live_kernel("ask" if said is None else "yes" if said else "no")
        self.say({"live_kernel": said})


_ANSWERS = {"ask": None, "yes": True, "no": False}
