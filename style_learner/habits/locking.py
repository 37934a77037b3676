"""One caller at a time: the thread that learns and those that ask share a book."""

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import Concatenate, ParamSpec, Protocol, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Locked(Protocol):
    """Something with a lock of its own, which its methods may take while they hold it."""

    @property
    def lock(self) -> RLock: ...


Owner = TypeVar("Owner", bound=Locked)


def alone(method: Callable[Concatenate[Owner, Given], Result]) -> Callable[Concatenate[Owner, Given], Result]:
    """Let a method hold its object's lock while it runs."""

    @wraps(method)
    def locked(self: Owner, /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
        with self.lock:
            return method(self, *args, **kwargs)

    return locked
