"""The training process: reads its task from stdin, says on stdout how far it is, one JSON object a line.

After the task ``{"go": SECONDS}`` begins the training; ``stop``, or the end of stdin, ends it early. What is learned
from comes through the pipe and never lies on the disk in the clear.
"""

import json
import os
import sys
import threading
from contextlib import suppress
from queue import Queue
from typing import Any, TextIO

from style_learner.errors import LampError, NotAvailable
from style_learner.extras import install_command

ESTIMATED, PROGRESS, DONE, FAILED = "estimated", "progress", "done", "failed"
TRAINING, CHECKING = "training", "checking"
QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "GOMP_SPINCOUNT": "1000",
}
"""Nothing is fetched, no library draws bars of its own, and threads that wait for one another leave the cores to others
soon: the developer goes on working meanwhile."""


class Orders:
    """What the command says, as it comes."""

    def __init__(self, lines: TextIO) -> None:
        self._lines = lines
        self._waiting: Queue[str] = Queue()
        self._stopped = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def next(self) -> dict[str, Any]:
        """Return the next order; an empty one when the command wants no more."""
        found: dict[str, Any] = json.loads(self._waiting.get() or "{}")
        return found

    def stopped(self) -> bool:
        """Say whether to end early."""
        return self._stopped.is_set()

    def _read(self) -> None:
        for line in self._lines:
            if line.strip() == "stop":
                break
            self._waiting.put(line)
        self._stopped.set()
        self._waiting.put("")


class Reporter:
    """Tells the command how far it is."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __call__(self, event: str, **values: Any) -> None:
        self._stream.write(json.dumps({"event": event, **values}) + "\n")
        self._stream.flush()


def run(orders: Orders, say: Reporter) -> None:
    """Do one task.

    Raises:
        LampError: it cannot be done.
    """
    wanted = orders.next()
    try:
        from lamp_lsp.adapter.training.work import Task, Work  # noqa: PLC0415 after the environment is set
    except ImportError as error:
        raise NotAvailable(
            f"A package for adapters is missing ({error.name}); run `{install_command('adapters')}`."
        ) from error
    task = Task.model_validate(wanted)
    work = Work(task)
    trained = None
    if task.adapter is None:
        say(ESTIMATED, **work.estimate().model_dump())
        order = orders.next()
        if "go" not in order:
            return
        trained = work.train(
            order["go"],
            orders.stopped,
            lambda done, loss, left: say(PROGRESS, stage=TRAINING, done=done, loss=loss, left_s=left),
        )
    kept, judged = work.judge(lambda done: say(PROGRESS, stage=CHECKING, done=done))
    if kept:
        work.write()
    say(DONE, kept=kept, judged=judged.model_dump(), trained=trained.model_dump() if trained else None)


def main() -> int:
    """Run one task; whatever a library prints goes to stderr."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    say, orders = Reporter(sys.stdout), Orders(sys.stdin)
    sys.stdout = sys.stderr
    with suppress(OSError, AttributeError):
        os.nice(5)
    try:
        run(orders, say)
    except LampError as error:
        say(FAILED, kind=type(error).__name__, error=str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
