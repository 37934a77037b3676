"""Questions to the person at the terminal; where there is none, nothing waits for an answer."""

import sys

import typer

from style_learner.errors import WrongSetting


def somebody_there() -> bool:
    """Say whether a question could be answered."""
    return sys.stdin is not None and sys.stdin.isatty()


def confirm(question: str, *, yes: bool, default: bool | None = False) -> bool:
    """Return the answer to a question; ``yes`` answers it beforehand, and without a ``default`` Enter is none.

    Raises:
        WrongSetting: there is nobody to ask.
    """
    if yes:
        return True
    if not somebody_there():
        raise WrongSetting(f"{question} Nobody is here to answer; `--yes` says so beforehand.")
    return typer.confirm(question, default=default, err=True)
