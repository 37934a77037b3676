"""What the developer's consent opens: the store, and learning into it in the background.

Whatever changes what is known goes through one queue (``style_learner.write_queue``), so that documents, folders,
outcomes and the owner's own corrections follow one another and no request waits for them.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Literal, TypeVar

import structlog

from lamp_lsp.api.messages import LearnProgress
from lamp_lsp.daemon.keeping import StoreKeeper
from lamp_lsp.daemon.preferences import Preferences
from lamp_lsp.log_rules import where
from style_learner.errors import LampError, StoreUnavailable, TryAgain
from style_learner.learner import Learner
from style_learner.write_queue import LEAVING, WriteQueue

log = structlog.get_logger()
T = TypeVar("T")

LEARN_AGAIN_S = 24 * 3600
"""How long a workspace that was learned from is left alone; saved files are followed anyway."""
MOST_WAITING = 200
"""Documents taken in before they are learned from; whoever brings more waits, since each is held whole."""
QUIET_S = 2.0
"""A document that still changes is looked at after this pause, once."""

Report = Callable[[str, int, int], None]


class LearningService:
    """Opens the store when it may, and feeds the learner."""

    def __init__(
        self,
        keeper: StoreKeeper,
        preferences: Preferences,
        learner: Learner,
        queue: WriteQueue,
        model_settled: asyncio.Event,
        learned: Callable[[], None],
    ) -> None:
        """``learned`` is told, in the event loop, when there is more to know."""
        self.keeper = keeper
        self._learned = learned
        self._preferences = preferences
        self._learner = learner
        self._model_settled = model_settled
        self._queue = queue
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._room = asyncio.Event()
        self._workspaces: set[str] = set()
        """Opened while the store could not be."""
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

    def follow_consent(self) -> None:
        """Open the store in the background when the developer agreed to it; close it when they don't."""
        self._queue.submit(partial(self._learner.borders.share_habits, shared=self._preferences.current.share_habits))
        if self.consent == "yes":
            self.keeper.open(self._opened)
        elif self.consent == "no":
            self.keeper.off()

    async def ready(self) -> bool:
        """Wait until the store is open or could not be; returns whether it is."""
        return await self.keeper.ready()

    async def store_ready(self) -> None:
        """Wait until the store is open.

        Raises:
            StoreUnavailable: it cannot be opened now; it is tried again, and so should the request be.
        """
        if not await self.ready():
            raise StoreUnavailable(self.keeper.message or "The store is closed; try again in a moment.")

    def set_consent(self, *, yes: bool) -> None:
        """Keep the answer; without consent nothing more is kept from here on."""
        self._preferences.save("consent", "yes" if yes else "no")
        self.follow_consent()

    async def room(self) -> None:
        """Wait until another document may be taken in."""
        while len(self._waiting) + len(self._tasks) >= MOST_WAITING:
            self._room.clear()
            await self._room.wait()

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

    def note_removed(self, path: str, project: str) -> None:
        """Let go of what was learned from a file, or from all below a folder."""
        for waiting in [one for one in self._waiting if one == path or one.startswith(f"{path}/")]:
            self._waiting.pop(waiting).cancel()
        if self.learning:
            self._start(self._let_go(path, project))

    def learn_workspace(self, path: str) -> None:
        """Learn from a workspace behind the editor's back, at most once a day."""
        if not self.learning or not self._preferences.current.learn_workspaces:
            return
        if self.keeper.state == "failed":
            self._workspaces.add(path)
        else:
            self._start(self._learn_workspace(path))

    async def learn_folder(self, path: str, report: Report, *, everything_is_mine: bool = False) -> str:
        """Learn from a folder and say in words what came of it.

        Raises:
            StoreUnavailable: the store cannot be opened now.
            WrongSetting: there is no such folder.
        """
        await self.store_ready()

        def note(stage: str, done: int, total: int) -> None:
            self.progress = LearnProgress(stage=stage, done=done, total=total, path=path)
            report(stage, done, total)

        try:
            return await asyncio.to_thread(
                self._learner.writer.learn_folder, path, note, everything_is_mine=everything_is_mine
            )
        finally:
            self.progress = None
            self._learned()

    async def run(self, work: Callable[[], T]) -> T:
        """Change what is known in its turn, and return what came of it.

        Raises:
            TryAgain: the daemon is leaving.
        """
        done = self._queue.submit(work)
        try:
            return await asyncio.wrap_future(done)
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) is not None and task.cancelling():
                raise
            raise TryAgain(LEAVING) from None

    async def close(self) -> None:
        """Finish what was begun, and close the store."""
        for handle in self._waiting.values():
            handle.cancel()
        for task in list(self._tasks):
            task.cancel()
        self._learner.writer.stop()
        self.keeper.stop()
        await asyncio.to_thread(self._queue.close)
        await asyncio.to_thread(self._learner.close)

    def _opened(self) -> None:
        """Go on now that the store is open."""
        for path in self._workspaces:
            self._start(self._learn_workspace(path))
        self._workspaces.clear()
        self._start(self._search_by_meaning())

    async def _search_by_meaning(self) -> None:
        await self._model_settled.wait()  # both at once would make the first suggestion late
        self._learned()
        self._learner.start_meaning()

    async def _learn_document(self, path: str, language: str, text: str, project: str, *, saved: bool) -> None:
        if await self.ready():
            await self.run(lambda: self._learner.writer.learn_document(path, language, text, project, saved=saved))
            self._learned()

    async def _let_go(self, path: str, project: str) -> None:
        if await self.ready():
            await self.run(lambda: self._learner.writer.removed(path, project))
            self._learned()

    async def _learn_workspace(self, path: str) -> None:
        if not await self.ready() or time.time() - self._learner.writer.learned_at(path) < LEARN_AGAIN_S:
            return
        await self.learn_folder(path, lambda *_: None)

    def _start(self, work: Coroutine[object, object, None]) -> None:
        async def guarded() -> None:
            with suppress(asyncio.CancelledError):
                try:
                    await work
                except LampError as error:
                    log.warning("learning failed", error=str(error))
                except Exception as error:  # noqa: BLE001 nobody waits for it who could be told
                    log.error("learning failed", where=where(error))  # noqa: TRY400 its text may hold code

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._room.set()
