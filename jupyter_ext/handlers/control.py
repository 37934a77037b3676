"""How LAMP is, and what the developer wants of it: status, pause, resume, consent."""

from typing import Any

from jupyter_server.auth.decorator import authorized
from pydantic import Field
from tornado.web import authenticated

from jupyter_ext.handlers.base import LampHandler
from jupyter_ext.messages import Body
from jupyter_ext.preferences import changed, shown
from jupyter_ext.status import in_a_browser, status_in_words


class ConsentBody(Body):
    """``POST lamp/consent``."""

    consent: bool


class SettingsBody(Body):
    """``PUT lamp/settings``; what is left out stays."""

    live_kernel: bool | None = None
    """None: ask again."""
    values: dict[str, Any] = Field({})
    """Settings by their names, as JupyterLab's own editor has them."""


class StatusHandler(LampHandler):
    """Says how LAMP is; a daemon that is gone is an answer, not a failure."""

    @authenticated
    @authorized
    async def get(self) -> None:
        self.say(status_in_words(await self.lamp.status()))


class PauseHandler(LampHandler):
    """Pauses LAMP in every editor."""

    @authenticated
    @authorized
    async def post(self) -> None:
        self.say({"message": in_a_browser((await self.lamp.client.pause()).message)})


class ResumeHandler(LampHandler):
    """Resumes LAMP in every editor."""

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
    """Shows and keeps LAMP's settings, and among them whether the live kernel may be read."""

    @authenticated
    @authorized
    def get(self) -> None:
        self._show()

    @authenticated
    @authorized
    async def put(self) -> None:
        said = self.read(SettingsBody)
        if "live_kernel" in said.model_fields_set:
            self.lamp.allow_live_kernel("ask" if said.live_kernel is None else "yes" if said.live_kernel else "no")
        if values := changed(self.lamp.settings(), said.values):
            await self.lamp.keep_settings(values)
        self._show()

    def _show(self) -> None:
        settings = self.lamp.settings()
        self.say({"live_kernel": _ANSWERS[settings.live_kernel], "values": shown(settings)})


_ANSWERS = {"ask": None, "yes": True, "no": False}
