"""What the handlers share: who may ask, errors in words, streams of lines that stop with their reader."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any, TypeVar, cast

from jupyter_server.base.handlers import APIHandler
from pydantic import BaseModel, ValidationError
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError

from jupyter_ext.lamp import Lamp
from jupyter_ext.status import in_a_browser
from style_learner.errors import LampError, NeedsRestart, TryAgain

T = TypeVar("T", bound=BaseModel)


class LampHandler(APIHandler):
    """A handler of LAMP's; every method of one is to be ``authenticated`` and ``authorized``."""

    auth_resource = "lamp"

    @property
    def lamp(self) -> Lamp:
        return cast("Lamp", self.settings["lamp"])

    def read(self, form: type[T]) -> T:
        """Return the body as ``form``; a wrong one is refused with the place that is wrong."""
        try:
            return form.model_validate_json(self.request.body or b"{}")
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "body"
            raise HTTPError(
                400, f"The request's `{place}` is wrong: {first['msg']}; reload the page if LAMP was updated."
            ) from error

    def say(self, answer: Any) -> None:
        """Answer in JSON."""
        self.finish(json.dumps(answer))

    async def say_lines(self, lines: AsyncGenerator[Any, None]) -> None:
        """Answer with lines of JSON as they come; a closed connection ends ``lines``, and with them the model."""
        self.set_header("Content-Type", "application/x-ndjson")
        self.set_header("Cache-Control", "no-store")
        self._lines = asyncio.create_task(self._write_lines(lines))
        with suppress(asyncio.CancelledError, StreamClosedError):
            await self._lines

    async def _write_lines(self, lines: AsyncGenerator[Any, None]) -> None:
        async with aclosing(lines):
            async for line in lines:
                self.write(json.dumps(line) + "\n")
                await self.flush()

    def on_connection_close(self) -> None:
        """Stop what nobody reads any more."""
        if (lines := getattr(self, "_lines", None)) is not None:
            lines.cancel()
        super().on_connection_close()

    def write_error(self, status_code: int, **arguments: Any) -> None:
        """Answer a failure with one sentence that says what to do next."""
        error = arguments.get("exc_info", (None, None, None))[1]
        if isinstance(error, LampError):
            self.set_status(503 if isinstance(error, TryAgain | NeedsRestart) else 400)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"error": _sentence(status_code, error)}))

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:
        """Keep expected failures out of Jupyter's log, which would show a traceback for each."""
        if isinstance(error, LampError):
            self.log.info("LAMP: %s", error)
        else:
            super().log_exception(kind, error, trace)


def _sentence(status: int, error: BaseException | None) -> str:
    if isinstance(error, LampError):
        return in_a_browser(str(error))
    if isinstance(error, HTTPError):
        return str(error.log_message or f"The request was refused ({status}); log in to Jupyter again.")
    return "LAMP's part of the Jupyter server failed; its log says why, and trying again does no harm."
