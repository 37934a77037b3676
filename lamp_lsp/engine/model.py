"""The one model: chosen, opened, watched and swapped behind the requests.

Opening happens in the background; requests wait for it, and where it fails they are told the reason.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from lamp_lsp.backends.choose import BackendSettings, Choice, choose_backend
from lamp_lsp.backends.instruct import advice, complete_by_instruction
from lamp_lsp.backends.protocol import Backend, Capabilities, Chunk, GenerationOptions, Loaded, Timing
from lamp_lsp.backends.speed import SpeedEstimate, measure_speed
from lamp_lsp.settings import Settings
from style_learner.errors import LampError
from style_learner.types import CursorContext

log = structlog.get_logger()

LOOK_AGAIN_S = 20.0
"""How long a missing or failed backend is left alone before another look."""


@dataclass(frozen=True, slots=True)
class OpenModel:
    """A backend that is ready, and what it can do."""

    backend: Backend
    capabilities: Capabilities

    def instruct(self, context: CursorContext, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        """Complete at ``context`` by asking in words: for models without marks for the gap."""
        return complete_by_instruction(self.backend, context, options)


def backend_settings(settings: Settings) -> BackendSettings:
    """Return the part of the settings that the choice of a backend needs."""
    return BackendSettings(
        kind=settings.backend,
        model=settings.model,
        base_url=settings.base_url,
        api_key=settings.api_key,
        ca_certificate=settings.ca_certificate,
        context_length=settings.context_length,
        keep_alive=settings.keep_alive,
        fim_format=settings.fim_format,
    )


class Model:
    """Keeps one backend open, as the settings want it."""

    def __init__(
        self, settings: Callable[[], Settings], wanted: Callable[[Settings], BackendSettings] = backend_settings
    ) -> None:
        self._settings = settings
        self._wanted = wanted
        self._used: BackendSettings | None = None
        self._task: asyncio.Task[None] | None = None
        self._looked_at = 0.0
        self.opened: OpenModel | None = None
        self.choice: Choice | None = None
        self.speed = SpeedEstimate()
        self.state = "loading"
        self.why_not = "The model is still loading."
        self.settled = asyncio.Event()
        """Set once the first look for a model has ended, well or badly."""

    @property
    def advice(self) -> str:
        """What would work better than the model in use; empty when it fills in the middle."""
        if self.opened is None or self.opened.capabilities.fim is not None:
            return ""
        return advice(self.opened.backend.model)

    def open(self) -> None:
        """Choose and open in the background; a no-op when what the settings want is open or on its way."""
        wanted = self._wanted(self._settings())
        busy = self._task is not None and not self._task.done()
        if wanted == self._used and (busy or self.opened is not None):
            return
        if busy and self._task is not None:
            self._task.cancel()
        self._used = wanted
        self._task = asyncio.create_task(self._open(wanted))

    def look_again(self) -> None:
        """Try anew when there is no model, but not at every request."""
        if self.opened is None and time.monotonic() - self._looked_at > LOOK_AGAIN_S:
            self.open()

    @property
    def is_used(self) -> bool:
        """Whether a backend was wanted here so far."""
        return self._used is not None or self.state == "failed"

    @property
    def is_outdated(self) -> bool:
        """Whether the settings want another backend than the one that is open or on its way."""
        return self._used is not None and self._used != self._wanted(self._settings())

    async def ready(self) -> OpenModel | None:
        """Return the model, waiting for it while it loads; None when there is none."""
        while self.opened is None and self._task is not None and not self._task.done():
            await asyncio.wait({self._task})
        return self.opened

    async def failed(self, broken: OpenModel, error: LampError) -> None:
        """Drop a backend that broke, so that the next look finds what is there now; one that was closed is no news."""
        if broken is not self.opened:
            return
        self.state, self.why_not = "failed", str(error)
        await self._close_backend()
        self._used = None

    async def loaded(self) -> Loaded:
        """Say where the model sits; unknown when there is none."""
        if self.opened is not None:
            with suppress(LampError):
                return await self.opened.backend.loaded()
        return Loaded(gpu_share=None, memory_bytes=None)

    async def forget(self) -> None:
        """Let go of the text that the model has read; one that cannot is closed, and opened anew when it is wanted."""
        if self.opened is None:
            return
        try:
            await self.opened.backend.forget()
        except LampError as error:
            await self.failed(self.opened, error)

    async def leave(self) -> None:
        """Free the backend; whoever wants it again opens it anew."""
        await self.close()
        self._used, self._task = None, None

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._close_backend()

    async def _close_backend(self) -> None:
        if self.opened is not None:
            opened, self.opened = self.opened, None
            with suppress(LampError):
                await opened.backend.close()

    async def _open(self, wanted: BackendSettings) -> None:
        await self._close_backend()
        self.state, self.why_not = "loading", "The model is still loading."
        self._looked_at = time.monotonic()
        try:
            self.choice = await choose_backend(wanted)
            if self.choice.backend is None:
                self.state = "missing"
                self.why_not = " ".join(self.choice.missing) or "No model was found; `lamp setup` gets one."
                return
            self.opened, self.speed = await _ready(self.choice.backend)
            self.state, self.why_not = "ready", ""
            log.info("model ready", backend=self.choice.backend.kind, model=self.choice.backend.model)
        except LampError as error:
            self.state, self.why_not = "failed", str(error)
            log.warning("model failed", error=str(error))
        finally:
            self.settled.set()


async def _ready(backend: Backend) -> tuple[OpenModel, SpeedEstimate]:
    """Open a backend and measure it; one that does not get so far is closed, since it may hold a model's memory."""
    try:
        capabilities = await backend.open()
        return OpenModel(backend, capabilities), await measure_speed(backend, capabilities)
    except BaseException:
        with suppress(LampError):
            await backend.close()
        raise
