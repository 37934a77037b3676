"""The store's own life: opened, opened again by itself while it cannot be, and given what waited for it."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import structlog
from pydantic import TypeAdapter, ValidationError

from lamp_lsp.api.messages import OutcomesRequest
from lamp_lsp.api.spool import Spool, drop, put_or_say, spool_of
from lamp_lsp.daemon.preferences import Preferences
from lamp_lsp.daemon.told_outcomes import take_outcomes
from lamp_lsp.paths import Paths, private_folder
from style_learner.errors import LampError
from style_learner.learner import Learner
from style_learner.privacy.keys import find_key
from style_learner.privacy.redaction import redact
from style_learner.store.store import Store
from style_learner.types import Suggestion
from style_learner.write_queue import WriteQueue

log = structlog.get_logger()

AGAIN_S = 2.0
"""A store that another process holds, or whose disk is full, is tried again after this."""
KEYLESS_AGAIN_S = 30.0
"""A keyring that does not answer is asked again after this: each time it may ask the person to unlock it."""

_SUGGESTION = TypeAdapter(Suggestion)


class StoreKeeper:
    """Holds the one store open for the learner."""

    def __init__(self, paths: Paths, preferences: Preferences, learner: Learner, queue: WriteQueue) -> None:
        self._paths = paths
        self._preferences = preferences
        self._learner = learner
        self._queue = queue
        self.spool: Spool = spool_of(paths)
        self.state: Literal["ready", "opening", "failed", "off"] = "off"
        self.message = ""
        self.key_in = ""
        self._key = ""
        self._settled = asyncio.Event()
        self._trying: asyncio.Task[None] | None = None
        learner.writer.hold = self._hold

    def open(self, opened: Callable[[], None]) -> None:
        """Open the store behind the requests, and go on trying until it is; ``opened`` is called once it is."""
        if self._trying is None and self.state != "ready":
            self.state = "opening"
            self._settled.clear()
            self._learner.writer.expect()
            self._trying = asyncio.create_task(self._try(opened))

    async def ready(self) -> bool:
        """Wait for the first try; returns whether the store is open."""
        if self.state == "opening":
            await self._settled.wait()
        return self.state == "ready"

    def off(self) -> None:
        """Close the store in its turn, and erase what waits for it: nothing more is kept."""
        if self.state != "off":
            self.stop()
            self.state, self.message = "off", ""
            self._queue.submit(self._learner.close)
        self._queue.submit(self.spool.clear)

    def stop(self) -> None:
        """Try no more."""
        if self._trying is not None:
            self._trying.cancel()
            self._trying = None

    def look_again(self) -> None:
        """Bring in what waits, where whoever put it there did not come to tell it."""
        if self.state == "ready" and not self._preferences.current.paused and self.spool.waiting():
            self._queue.submit(self.bring_in)

    async def _try(self, opened: Callable[[], None]) -> None:
        while True:
            try:
                await asyncio.wrap_future(self._queue.submit(self._open_now))
            except LampError as error:
                self._failed(str(error))
            except Exception as error:  # noqa: BLE001 whatever it is, requests are answered and it is tried again
                self._failed(f"The store failed ({type(error).__name__}); `lamp doctor` says more.")
            else:
                self.state, self.message = "ready", ""
                log.info("store ready", key_in=self.key_in)
                self._trying = None
                opened()
                return
            finally:
                self._settled.set()
            await asyncio.sleep(AGAIN_S if self._key else KEYLESS_AGAIN_S)

    def _failed(self, message: str) -> None:
        if message != self.message:
            log.warning("store failed", error=message)
        self.state, self.message = "failed", message

    def _open_now(self) -> None:
        settings = self._preferences.current
        private_folder(self._paths.data)
        if not self._key:
            self._key, self.key_in = find_key(
                self._paths.store_file, self._paths.key_file, use_keyring="LAMP_HOME" not in os.environ
            )
        store = Store.open(self._paths.store_file, self._key)
        try:
            self._learner.open(store, meaning_search=settings.meaning_search)
        except BaseException:
            store.close()
            raise
        redact("")  # loads its rules now instead of at the first suggestion
        try:
            self._learner.expire(settings.retention_days)
            if not settings.paused:
                self.bring_in()
        except LampError as error:
            log.warning("an open store was not brought up to date", error=str(error))

    def _hold(self, suggestion: Suggestion) -> None:
        """Keep a suggestion on disk until the store opens: its outcomes mean nothing without it."""
        put_or_say(self.spool, {"suggestion": asdict(suggestion)})

    def bring_in(self) -> None:
        """Give the store what waits: suggestions first, since outcomes belong to them. Runs in the queue."""
        read = [(file, message) for file in self.spool.waiting() if (message := self.spool.read(file)) is not None]
        read.sort(key=lambda one: "suggestion" not in one[1])
        for file, message in read:
            self._take(file, message)
        if read:
            log.info("brought in what waited", messages=len(read))

    def _take(self, file: Path, message: dict[str, Any]) -> None:
        try:
            if "suggestion" in message:
                self._learner.writer.take_held([_SUGGESTION.validate_python(message["suggestion"])])
                self._learner.writer.flush()
            else:
                take_outcomes(self._learner, OutcomesRequest.model_validate(message))
        except ValidationError as error:
            log.warning("a waiting message was given up", problems=error.error_count())
        drop(file)
