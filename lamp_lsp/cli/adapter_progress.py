"""How far a training is, for the person who waits."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn

from lamp_lsp.cli.output import side_console

_LONG_S = 90


@contextmanager
def spinner(words: str) -> Iterator[None]:
    """Show that something goes on."""
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=side_console(), transient=True) as bar:
        bar.add_task(words, total=None)
        yield


@contextmanager
def progress_bar() -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Show a bar with what it is at, the loss, and the time left."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[words]}"))
    with Progress(*columns, console=side_console()) as bar:
        tasks: dict[str, Any] = {}

        def tell(event: Mapping[str, Any]) -> None:
            stage = event["stage"]
            if stage not in tasks:
                tasks[stage] = bar.add_task(_STAGES.get(stage, stage), total=1.0, words="")
            bar.update(tasks[stage], completed=event["done"], words=_words(event))

        yield tell


def in_words(estimate: Mapping[str, Any], seconds: float, model: str, apart: Sequence[str] = ()) -> str:
    """Say what is about to happen, and how long it takes here."""
    whole = estimate["train_s"]
    goes_on = "Goes on where it was interrupted. " if estimate["goes_on"] else ""
    less = "" if seconds >= whole else f" (all of your code would take {duration(whole)})"
    if seconds >= whole > 30 * 60:
        less = "; `--minutes 20` for less"
    left_out = f"Left out, since their code is kept apart from the rest: {', '.join(sorted(apart))}.\n" if apart else ""
    return (
        f"{goes_on}Trains an adapter for {model} on {estimate['places']:,} places in {estimate['documents']:,} files "
        f"of your code, and checks it on {estimate['held_out']} places in the newest.\n"
        f"{left_out}"
        f"That takes about {duration(seconds)}{less}, and {duration(estimate['check_s'])} for the check: this machine "
        f"learns from {estimate['tokens_per_s']:.0f} tokens a second. Nothing leaves it. Ctrl+C keeps the best so far."
    )


def duration(seconds: float) -> str:
    """Return a time as people say it.

    >>> duration(70 * 60)
    '70 minutes'
    """
    return f"{max(1, round(seconds))} seconds" if seconds < _LONG_S else f"{round(seconds / 60)} minutes"


def _words(event: Mapping[str, Any]) -> str:
    if event.get("loss") is None:
        return ""
    return f"{event['loss']:.2f} bits a token, {duration(event['left_s'])} left"


_STAGES = {"training": "training", "checking": "checking it on code that it never saw"}
