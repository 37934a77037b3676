"""The one queue through which everything learned passes, in the order in which it came.

One thread works it off, so no two changes of what is known ever meet. Whoever has much to learn brings it in small
pieces, so that the outcome of a suggestion waits for one file of a folder, never for the folder.
"""

from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

from style_learner.errors import TryAgain

T = TypeVar("T")

LEAVING = "LAMP is shutting down; try again in a moment, and it starts anew."


class Queue(Protocol):
    """Where changes of what is known are made."""

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Have ``work`` done in its turn; returns at once."""
        ...

    def turn(self, work: Callable[[], T]) -> T:
        """Do ``work`` in its turn and return its result; never called from inside the queue.

        Raises:
            TryAgain: the queue was closed.
        """
        ...


class WriteQueue:
    """Works changes off in a thread of its own."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="learning")

    def submit(self, work: Callable[[], T]) -> Future[T]:
        try:
            return self._thread.submit(work)
        except RuntimeError as error:
            raise TryAgain(LEAVING) from error

    def turn(self, work: Callable[[], T]) -> T:
        try:
            return self.submit(work).result()
        except CancelledError as error:
            raise TryAgain(LEAVING) from error

    def close(self) -> None:
        """Finish what is being done, and drop the rest: none of it was acknowledged."""
        self._thread.shutdown(wait=True, cancel_futures=True)


class AtOnce:
    """Makes every change in the caller's thread: for a learner that one thread has for itself."""

    def submit(self, work: Callable[[], T]) -> Future[T]:
        done: Future[T] = Future()
        done.set_result(work())
        return done

    def turn(self, work: Callable[[], T]) -> T:
        return work()
