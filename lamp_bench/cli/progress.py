"""What is to be seen of a measurement while it runs, and when it is broken off."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from lamp_lsp.cli.output import side_console

Note = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is (0: nobody knows)."""


@contextmanager
def progress_bar(beginning: str) -> Iterator[Note]:
    """Show how far it is, on stderr, and nothing more once it is over."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=side_console(), transient=True) as bar:
        line = bar.add_task(beginning, total=None)

        def note(what: str, done: int, total: int) -> None:
            bar.update(line, description=what, completed=done, total=total or None)

        yield note


@contextmanager
def goes_on() -> Iterator[None]:
    """Say at Ctrl+C that nothing is lost."""
    try:
        yield
    except KeyboardInterrupt:
        side_console().print("Broken off. What was done is kept: the same command goes on from there.")
        raise
