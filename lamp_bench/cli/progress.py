"""What is to be seen of a measurement while it runs, and when it is broken off."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from lamp_lsp.cli.output import side_console

Note = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is (0: nobody knows)."""

LINE_EVERY_S = 60.0
"""Where stderr is no terminal, as in a file or in CI."""


@contextmanager
def progress_bar(beginning: str) -> Iterator[Note]:
    """Show how far it is, on stderr: a bar that leaves nothing behind, or without a terminal a line a minute."""
    console = side_console()
    if not console.is_terminal:
        yield _lines(console, beginning, time.monotonic)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        line = bar.add_task(beginning, total=None)

        def note(what: str, done: int, total: int) -> None:
            bar.update(line, description=what, completed=done, total=total or None)

        yield note


def _lines(console: Console, beginning: str, clock: Callable[[], float]) -> Note:
    """Return a note that prints the first word and then one line a minute, with the minutes gone by."""
    started = clock()
    due = [started + LINE_EVERY_S]
    console.print(beginning, markup=False)

    def note(what: str, done: int, total: int) -> None:
        now = clock()
        if now >= due[0]:
            due[0] = now + LINE_EVERY_S
            of = f" {done}/{total}" if total else ""
            console.print(f"{(now - started) / 60:.0f} min: {what}{of}", markup=False)

    return note


@contextmanager
def goes_on(show_what_there_is: Callable[[], None]) -> Iterator[None]:
    """At Ctrl+C, or when the process is asked to end, say that nothing is lost and show what there is."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the daemon of the run is ended, too
    try:
        yield
    except KeyboardInterrupt:
        side_console().print("Broken off. What was done is kept: the same command goes on from there.")
        show_what_there_is()
        raise
