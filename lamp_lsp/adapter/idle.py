"""Training while nobody types, for those who said yes to it: at the lowest priority, and again when more code came."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import structlog

from lamp_lsp.adapter.finding import serving_now
from lamp_lsp.adapter.keeping import keep_result
from lamp_lsp.adapter.record import AdapterFolder
from lamp_lsp.adapter.serving import serve
from lamp_lsp.adapter.session import check_installed, session
from lamp_lsp.paths import Paths
from lamp_lsp.settings import Settings
from style_learner.errors import LampError
from style_learner.tuning.material import Material

log = structlog.get_logger()

IDLE_S = 300.0
"""Without a request for so long, nobody types."""
LOOK_EVERY_S = 1800.0
"""How often it is seen whether there is something to train on."""
MOST_S = 3600.0
"""Of training at a time; what is left of the code has its turn when more came."""
MORE = 1.25
"""Times the code of the last training, from which on another one is worth its time."""


class Interrupted(Exception):
    """Somebody types again, or the daemon leaves."""


class Interrupt:
    """Tells a training that it should end."""

    def __init__(self) -> None:
        self.is_set = False
        self.end: Callable[[], None] = lambda: None
        """Ends it at once, whatever it is at."""


Train = Callable[[Paths, Settings, Material, Interrupt], bool]
"""Trains and checks; returns whether the adapter is kept."""


class IdleTraining:
    """Begins a training when nobody types, and breaks it off when somebody does."""

    def __init__(
        self,
        paths: Paths,
        settings: Callable[[], Settings],
        material: Callable[[], Material],
        kept: Callable[[], None],
        train: Train | None = None,
    ) -> None:
        """``kept`` is called in the event loop when there is another adapter."""
        self._paths, self._settings, self._material, self._kept = paths, settings, material, kept
        self._train = train or train_quietly
        self._folder = AdapterFolder(paths)
        self._task: asyncio.Task[None] | None = None
        self._interrupt = Interrupt()
        self._next = 0.0

    @property
    def busy(self) -> bool:
        """Whether a training runs."""
        return self._task is not None and not self._task.done()

    def look(self, idle_s: float) -> None:
        """Begin or break off; ``idle_s`` is how long ago the last request was."""
        if self.busy:
            self._interrupt.is_set = self._interrupt.is_set or idle_s < IDLE_S
            return
        now, settings = time.monotonic(), self._settings()
        wanted = settings.adapter_when_idle and settings.consent == "yes" and not settings.paused
        if wanted and idle_s >= IDLE_S and now >= self._next and on_mains():
            self._next, self._interrupt = now + LOOK_EVERY_S, Interrupt()
            self._task = asyncio.create_task(self._run())

    def stop(self) -> None:
        """End what runs: the daemon leaves."""
        self._interrupt.is_set = True
        self._interrupt.end()

    async def settled(self) -> None:
        """Wait until nothing runs."""
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        try:
            if await asyncio.to_thread(self._attempt):
                self._kept()
        except Interrupted:
            self._next = 0.0
            log.info("idle training waits: somebody types")
        except LampError as error:
            log.warning("idle training failed", error=str(error))

    def _attempt(self) -> bool:
        material = self._material()
        size = material.own_characters
        file = self._folder.tried_file
        if not self._folder.unfinished.exists() and size < MORE * _number_in(file):
            return False
        self._folder.make()
        try:
            kept = self._train(self._paths, self._settings(), material, self._interrupt)
        except LampError as error:
            if self._interrupt.is_set:
                raise Interrupted from error
            file.write_text(str(size), encoding="utf-8")
            raise
        file.write_text(str(size), encoding="utf-8")
        return kept


def train_quietly(paths: Paths, settings: Settings, material: Material, interrupt: Interrupt) -> bool:
    """Train at the lowest priority, check, and serve what helps.

    Raises:
        Interrupted: somebody types again; what was learned so far is on the disk.
        LampError: it cannot be trained, and why.
    """
    check_installed()
    serving = serving_now(settings)

    def go_on(event: Any) -> None:
        if event["stage"] == "training" and interrupt.is_set:
            raise Interrupted

    with session(paths, serving.weights, serving.facts, material.as_json()) as training:
        interrupt.end = training.kill
        training.at_lowest_priority()
        estimate = training.estimate()
        result = training.train(min(estimate["train_s"], MOST_S), go_on)
    outcome = keep_result(paths, serving, result)
    log.info("idle training ended", found=outcome.judged.sentence)
    if outcome.kept and settings.adapter:
        serve(paths, settings, serving)
    return outcome.kept


def on_mains() -> bool:
    """Say whether training drains no battery."""
    with suppress(OSError, AttributeError, RuntimeError):
        battery = psutil.sensors_battery()
        return battery is None or bool(battery.power_plugged)
    return True


def _number_in(file: Path) -> int:
    try:
        return int(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0
