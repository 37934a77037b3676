"""How long each stage of a request took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stages:
    """Adds up milliseconds by stage."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self.ms: dict[str, float] = {}

    @contextmanager
    def measure(self, stage: str) -> Iterator[None]:
        """Count the time inside as ``stage``'s."""
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = (time.perf_counter() - started) * 1000
            self.ms[stage] = round(self.ms.get(stage, 0.0) + spent, 3)

    @property
    def total_ms(self) -> float:
        """Milliseconds since the request arrived."""
        return round((time.perf_counter() - self._started) * 1000, 3)
