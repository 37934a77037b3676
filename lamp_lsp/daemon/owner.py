"""What the developer's consent opens: the store, and learning into it in the background.

One thread learns, so that documents, folders and outcomes follow one another and no request waits for them.
"""

import asyncio
import os
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Literal

import structlog

from lamp_lsp.api.messages import LearnProgress
from lamp_lsp.daemon.preferences import Preferences
from lamp_lsp.paths import Paths, private_folder
from style_learner.errors import LampError
from style_learner.learner import Learner
from style_learner.privacy.redaction import redact
from style_learner.store.key import find_key
from style_learner.store.store import Store

log = structlog.get_logger()

LEARN_AGAIN_S = 24 * 3600
"""How long a workspace that was learned from is left alone; saved files are followed anyway."""
QUIET_S = 2.0
"""A document that still changes is looked at after this pause, once."""

Report = Callable[[str, int, int], None]


class Owner:
    """Opens the store when it may, and feeds the learner."""

    def __init__(
        self,
        paths: Paths,
        preferences: Preferences,
        learner: Learner,
        model_settled: asyncio.Event,
        learned: Callable[[], None],
    ) -> None:
        """``learned`` is told, in the event loop, when there is more to know."""
        self._learned = learned
        self._paths = paths
        self._preferences = preferences
        self._learner = learner
        self._model_settled = model_settled
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="learning")
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self.store_state: Literal["ready", "opening", "failed", "off"] = "off"
        self.store_message = ""
        self._settled = asyncio.Event()
        self.key_in = ""
        self.progress: LearnProgress | None = None

    @property
    def consent(self) -> Literal["yes", "no", "unasked"]:
        """What the developer said about keeping what is learned."""
        said = self._preferences.current.consent
        return "unasked" if said == "ask" else said

    @property
    def learning(self) -> bool:
        """Whether anything may be learned now."""
        return self.consent == "yes" and not self._preferences.current.paused

    @property
    def busy(self) -> bool:
        """Whether work is under way that should not be cut short."""
        return bool(self._tasks)

    def open(self) -> None:
        """Open the store in the background, when the developer agreed to having one."""
        if self.consent == "yes" and self.store_state in {"off", "failed"}:
            self.store_state = "opening"
            self._settled.clear()
            self._learner.expect()
            self._start(self._open_store())

    async def ready(self) -> bool:
        """Wait until the store is open or cannot be."""
        if self.store_state == "opening":
            await self._settled.wait()
        return self.store_state == "ready"

    def set_consent(self, *, yes: bool) -> None:
        """Keep the answer; without consent nothing more is kept from here on."""
        self._preferences.save("consent", "yes" if yes else "no")
        self.follow_consent()

    def follow_consent(self) -> None:
        """Open the store or close it, as the developer says by now."""
        if self.consent != "no":
            self.open()
        elif self.store_state == "ready":
            self._learner.close()
            self.store_state = "off"

    def note_document(self, path: str, language: str, text: str, project: str, *, saved: bool) -> None:
        """Learn from a document: at once when saved, after a pause when it only changed."""
        if not self.learning:
            return
        if path in self._waiting:
            self._waiting.pop(path).cancel()

        def learn() -> None:
            self._waiting.pop(path, None)
            self._start(self._learn_document(path, language, text, project, saved=saved))

        self._waiting[path] = asyncio.get_running_loop().call_later(0.0 if saved else QUIET_S, learn)

    def learn_workspace(self, path: str) -> None:
        """Learn from a workspace behind the editor's back, at most once a day."""
        if self.learning and self._preferences.current.learn_workspaces:
            self._start(self._learn_workspace(path))

    async def learn_folder(self, path: str, report: Report, *, everything_is_mine: bool = False) -> str:
        """Learn from a folder and say in words what came of it."""
        await self.ready()

        def note(stage: str, done: int, total: int) -> None:
            self.progress = LearnProgress(stage=stage, done=done, total=total, path=path)
            report(stage, done, total)

        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._thread, lambda: self._learner.learn_folder(path, note, everything_is_mine=everything_is_mine)
            )
        finally:
            self.progress = None
            self._learned()

    async def run(self, work: Callable[[], object]) -> None:
        """Do something to the store in its turn."""
        await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def close(self) -> None:
        """Finish what was begun, and close the store."""
        for handle in self._waiting.values():
            handle.cancel()
        for task in list(self._tasks):
            task.cancel()
        self._learner.stop()
        await asyncio.to_thread(self._thread.shutdown, wait=True, cancel_futures=True)
        await asyncio.to_thread(self._learner.close)

    async def _open_store(self) -> None:
        try:
            await self.run(self._open_store_now)
        except LampError as error:
            self.store_state, self.store_message = "failed", str(error)
            log.warning("store failed", error=str(error))
            return
        finally:
            self._settled.set()
        await self._model_settled.wait()  # both at once would make the first suggestion late
        self._learned()
        self._learner.start_meaning()

    def _open_store_now(self) -> None:
        settings = self._preferences.current
        private_folder(self._paths.data)
        key, self.key_in = find_key(
            self._paths.store_file, self._paths.key_file, use_keyring="LAMP_HOME" not in os.environ
        )
        self._learner.open(Store.open(self._paths.store_file, key), meaning_search=settings.meaning_search)
        self._learner.expire(settings.retention_days)
        redact("")  # loads its rules now instead of at the first suggestion
        self.store_state, self.store_message = "ready", ""
        log.info("store ready", key_in=self.key_in)

    async def _learn_document(self, path: str, language: str, text: str, project: str, *, saved: bool) -> None:
        if await self.ready():
            await self.run(lambda: self._learner.learn_document(path, language, text, project, saved=saved))
            self._learned()

    async def _learn_workspace(self, path: str) -> None:
        if not await self.ready() or time.time() - self._learner.learned_at(path) < LEARN_AGAIN_S:
            return
        await self.learn_folder(path, lambda *_: None)

    def _start(self, work: Coroutine[object, object, None]) -> None:
        async def guarded() -> None:
            with suppress(asyncio.CancelledError):
                try:
                    await work
                except LampError as error:
                    log.warning("learning failed", error=str(error))

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
