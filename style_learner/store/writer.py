"""One thread that makes all changes, in the order they were asked for, many to a transaction."""

import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

from style_learner.errors import TryAgain
from style_learner.store.database import Database
from style_learner.store.writes import Write

T = TypeVar("T")
_log = logging.getLogger(__name__)

BATCH = 2_000
"""Changes a transaction: an acknowledgement behind them waits for one of these at the most."""
WAITING = 20_000
"""Changes kept in memory while the disk refuses them; then the oldest go, since memory is not ours to fill."""


class _Task(Generic[T]):
    """Something to do between transactions, for a caller who waits."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self.result: Future[T] = Future()

    def run(self) -> None:
        try:
            self.result.set_result(self._work())
        except Exception as error:  # noqa: BLE001 - handed to the caller who waits
            self.result.set_exception(error)


class Writer:
    """Applies changes to a database behind the caller's back."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: SimpleQueue[Write | _Task[Any] | None] = SimpleQueue()
        self._waiting: list[Write] = []
        self._failure: Exception | None = None
        self._closing = Lock()
        self._closed = False
        self._thread = Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def put(self, write: Write) -> None:
        """Have a change made soon; returns at once."""
        self._put(write)

    def call(self, work: Callable[[], T]) -> T:
        """Run ``work`` in the writer's thread, after everything put before is on disk, and return its result.

        Raises:
            LampError: what was put before could not be written. A full disk's changes are tried again with the next.

        """
        task = _Task(work)
        self._put(task)
        return task.result.result()

    def close(self) -> bool:
        """Write what is waiting and end the thread; False when that was done before."""
        with self._closing:
            if self._closed:
                return False
            self._closed = True
            self._queue.put(None)
        self._thread.join()
        return True

    def _put(self, item: Write | _Task[Any]) -> None:
        with self._closing:
            if self._closed:
                raise TryAgain("The store is closed. Start LAMP again.")
            self._queue.put(item)

    def _run(self) -> None:
        running = True
        while running:
            for item in self._taken():
                self._write()
                running = item is not None
                if item is not None:
                    self._finish(item)
            self._write()
        if self._waiting:
            _log.warning("%d changes of the store could not be written: %s", len(self._waiting), self._failure)

    def _taken(self) -> Iterator[_Task[Any] | None]:
        """Collect changes until none is left in the queue or a batch is full; yield what else comes between them."""
        item = self._queue.get()
        try:
            while True:
                if item is None or isinstance(item, _Task):
                    yield item
                    return
                self._waiting.append(item)
                if len(self._waiting) >= BATCH:
                    return
                item = self._queue.get_nowait()
        except Empty:
            return

    def _finish(self, task: _Task[Any]) -> None:
        """Do the task, or tell its caller why what came before it is not on disk."""
        failure, self._failure = self._failure, None
        if failure is None:
            task.run()
        else:
            task.result.set_exception(failure)

    def _write(self) -> None:
        """Write what is waiting; what a full disk refuses goes on waiting."""
        if not self._waiting:
            return
        try:
            self._apply(_joined(self._waiting))
        except TryAgain as error:
            self._failure = error
            del self._waiting[:-WAITING]
        except Exception:  # noqa: BLE001 - one bad change must take neither the others nor the thread with it
            self._write_singly()
        else:
            self._waiting.clear()
            self._failure = None if isinstance(self._failure, TryAgain) else self._failure

    def _write_singly(self) -> None:
        while self._waiting:
            try:
                self._apply([self._waiting[0]])
            except TryAgain as error:
                self._failure = error
                return
            except Exception as error:  # noqa: BLE001 - as above
                self._failure = error
                _log.warning("a change of the store was given up: %s", error)
            del self._waiting[0]

    def _apply(self, writes: Iterable[Write]) -> None:
        with self._database.transaction() as transaction:
            for write in writes:
                write.apply(transaction)


def _joined(writes: Iterable[Write]) -> list[Write]:
    """Return as few changes as do the same."""
    result: list[Write] = []
    for write in writes:
        both = result[-1].joined(write) if result else None
        if both is None:
            result.append(write)
        else:
            result[-1] = both
    return result
